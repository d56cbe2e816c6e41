"""Draws attention maps of a network, for uncovered and covered drawn faces.

    python -m benchmarks.attention_maps runs/llam
    python -m benchmarks.attention_maps runs/llam --out attention.jpg

A row per face, with the network's prediction; a column per stage. The colour is
the attention at a position, averaged over the channels, as a percentage above
or below the stage's mean over all faces shown. Uniform attention has no colour,
however large it is. Every stage has its own scale.

The faces are drawn, not photographed: they show how attention changes when a
face is covered, not how well people are recognized.
"""

import pathlib

import keras
import numpy as np
from matplotlib.figure import Figure

from arm_tf.commands.arguments import Parser
from arm_tf.data.drawn_face import draw
from arm_tf.errors import InputError, command_line
from arm_tf.evaluation import plots
from arm_tf.evaluation.calibration import softmax
from arm_tf.files import atomic_files, model_files
from arm_tf.layers.lossless_attention import LosslessAttention, flatten
from arm_tf.models.parts import KerasClassifier
from arm_tf.training.runs import Run
from benchmarks.covered_faces import cover

FACES = (("happiness", 4), ("surprise", 9))  # with seeds
COVERS = ("none", "sunglasses", "mask", "20%")
COVER_SEED = 0


def drawn_faces(size):
    """Returns the names of the rows, and uint8 `(rows, size, size, 3)`."""
    names, pixels = [], []
    for expression, seed in FACES:
        face = draw(expression, np.random.default_rng((7, seed)), size)
        for name in COVERS:
            rng = np.random.default_rng((COVER_SEED, seed))
            names.append(expression if name == "none" else name)
            pixels.append(cover(face, name, rng))
    return names, np.array(pixels)


def attention_of(model, pixels):
    """Returns a network's attention and its predictions.

    Args:
        model: an arm_tf classifier with `LosslessAttention`.
        pixels: uint8 `(faces, size, size, 3)`, RGB, of the model's size.

    Returns:
        `(maps, probabilities)`: a list of float `(faces, rows, columns)` in
        (0, 1), one per stage, the means over the channels; and float `(faces,
        classes)`.

    Raises:
        InputError: the model has no attention.
    """
    names = [
        layer.name
        for layer in model.layers
        if isinstance(layer, LosslessAttention)
    ]
    if not names:
        raise InputError(
            "Expected a network with attention. Received: one without. Train "
            "one with `python train.py ... attention=llam`."
        )
    flat = flatten(model)
    gates = [flat.get_layer(f"{name}.sigmoid").output for name in names]
    probe = keras.Model(flat.input, [*gates, flat.output])
    *maps, logits = probe.predict(pixels, verbose=0)
    return [one.astype("float32").mean(axis=-1) for one in maps], softmax(
        logits
    )


@plots.in_style
def draw_picture(names, pixels, maps, answers, path):
    """Writes the picture: a row per face, a column per stage.

    Args:
        names: list of str, what the rows show.
        pixels: uint8 `(faces, size, size, 3)`.
        maps: list of float `(faces, rows, columns)`, one per stage.
        answers: list of str, one per face.
        path: png or jpg file, replaced once the picture is complete.
    """
    figure, grid = _grid(len(names), 1 + len(maps))
    for axes, name, face, answer in zip(
        grid[:-1, 0], names, pixels, answers, strict=True
    ):
        axes.imshow(face, interpolation="bilinear")
        axes.set_ylabel(name, fontsize=9)
        axes.set_title(answer, fontsize=7, pad=3)
    grid[-1, 0].set_visible(False)
    for stage, values in enumerate(maps, 1):
        _draw_stage(grid[:, stage], pixels, values, f"stage {stage}")
    with atomic_files.replacing(path) as temporary:
        # Only jpg has a quality setting; png ignores it.
        figure.savefig(temporary, dpi=100, pil_kwargs={"quality": 90})


def _grid(rows, columns):
    """Returns a figure and its axes: rows of squares, a thin row below."""
    side, left, top, bottom = 1.25, 0.3, 0.45, 0.25  # inches
    bar = 0.1  # of a row's height
    width, height = left + columns * side, (rows + bar) * side + top + bottom
    figure = Figure(figsize=(width, height), layout="none")
    grid = figure.subplots(
        rows + 1,
        columns,
        height_ratios=[1] * rows + [bar],
        gridspec_kw={
            "left": left / width,
            "right": 1 - 0.1 / width,
            "top": 1 - top / height,
            "bottom": bottom / height,
            "wspace": 0.1,
            "hspace": 0.15,
        },
    )
    for axes in grid[:-1].flat:
        axes.set(xticks=[], yticks=[])
        axes.spines[:].set_visible(False)
    return figure, grid


def _draw_stage(column, pixels, values, title):
    percent = 100 * (values / values.mean() - 1)
    # A few outliers would leave all other positions without a colour.
    limit = np.quantile(np.abs(percent), 0.99)
    end = pixels.shape[1] - 0.5
    for axes, face, one in zip(column[:-1], pixels, percent, strict=True):
        axes.imshow(face.mean(axis=-1), cmap="gray")
        shown = axes.imshow(
            one,
            cmap="RdBu_r",
            vmin=-limit,
            vmax=limit,
            alpha=0.6,
            extent=(-0.5, end, end, -0.5),
        )
    size = f"{values.shape[2]}x{values.shape[1]}"
    gates = f"gates {values.min():.3f}-{values.max():.3f}"
    column[0].set_title(f"{title}, {size}\n{gates}", fontsize=8, pad=4)
    bar = column[0].figure.colorbar(
        shown, column[-1], orientation="horizontal", extend="both"
    )
    ends = (-0.8 * limit, 0, 0.8 * limit)  # labels stay in their column
    bar.set_ticks(ends, labels=[f"{end:+.2g} %" for end in ends])
    bar.ax.tick_params(labelsize=7)


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument(
        "--out",
        type=pathlib.Path,
        metavar="FILE",
        help="png or jpg; RUN/attention.png unless given",
    )
    args = parser.parse_args(argv)
    out = args.out or args.run / "attention.png"
    if out.suffix not in (".png", ".jpg"):
        raise InputError(
            f"--out must end in .png or .jpg. Received: {out}. Change its end."
        )
    model = Run(model_files.find_run(args.run)).load_model()
    names, pixels = drawn_faces(model.input_shape[1])
    maps, probabilities = attention_of(model, pixels)
    labels = KerasClassifier(model).class_names
    answers = [
        f"{labels[row.argmax()]} {row.max():.0%}" for row in probabilities
    ]
    draw_picture(names, pixels, maps, answers, out)
    print(f"written to {out}")


if __name__ == "__main__":
    raise SystemExit(main())
