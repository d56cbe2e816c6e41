"""Measures accuracy on badly aligned, blurred or dark faces.

    python -m benchmarks.sensitivity runs/fer2013
    python -m benchmarks.sensitivity runs/fer2013 --data ~/fer2013 --json s.json

Changes the validation faces of the run's data set in one way at a time and
prints the accuracy under each change: the mean over its directions (left,
right, up, down; both directions of rotation). Pixels outside the face's picture
repeat its edge, where a real crop would show more of the scene, so the loss at
large shifts is an upper bound.
"""

import dataclasses
import pathlib

import cv2
import numpy as np

from arm_tf.commands.arguments import Parser
from arm_tf.data.face_sets import check_some, relabel
from arm_tf.data.prepare import prepare
from arm_tf.errors import InputError, command_line
from arm_tf.files import atomic_files, model_files

SHIFTS = (0.05, 0.1)  # of the side
SCALES = (0.9, 0.95, 1.05, 1.1)  # above 1, the face is larger in the crop
ROTATIONS = (5, 10, 15)  # degrees
BLURS = (0.01, 0.02, 0.04)  # standard deviation of the Gaussian, of the side
LIGHTS = (0.75, 0.5, 0.25)  # times the brightness


def moved(shift=(0.0, 0.0), scale=1.0, rotation=0.0):
    """Returns a function that moves a face within its picture.

    Args:
        shift: two floats, right and down, in sides of the picture.
        scale: float. The face becomes larger by this factor.
        rotation: float. Degrees clockwise.
    """

    def change(image):
        height, width = image.shape[:2]
        centre = ((width - 1) / 2, (height - 1) / 2)
        matrix = cv2.getRotationMatrix2D(centre, -rotation, scale)
        matrix[:, 2] += shift[0] * width, shift[1] * height
        return cv2.warpAffine(
            image, matrix, (width, height), borderMode=cv2.BORDER_REPLICATE
        )

    return change


def blurred(deviation):
    """Returns a function that blurs a face; `deviation`: share of the side."""
    return lambda image: cv2.GaussianBlur(
        image, None, deviation * image.shape[0], borderType=cv2.BORDER_REPLICATE
    )


def darkened(factor):
    """Returns a function that multiplies a face's brightness."""
    return lambda image: np.rint(image * factor).astype("uint8")


def changes():
    """Returns `{(kind, amount): functions}`, a function per direction."""
    table = {("unchanged", ""): [lambda image: image]}
    for share in SHIFTS:
        ways = [(share, 0), (-share, 0), (0, share), (0, -share)]
        key = ("shifted", f"{share:.0%}")
        table[key] = [moved(shift=way) for way in ways]
    for scale in SCALES:
        table["scaled", f"{scale:.2f}"] = [moved(scale=scale)]
    for degrees in ROTATIONS:
        ways = (degrees, -degrees)
        key = ("turned", f"{degrees} degrees")
        table[key] = [moved(rotation=way) for way in ways]
    for deviation in BLURS:
        table["blurred", f"{deviation:.0%} of the side"] = [blurred(deviation)]
    for factor in LIGHTS:
        table["darkened", f"to {factor:.0%}"] = [darkened(factor)]
    return table


class ChangedImages:
    """The images of another source, each changed by a function."""

    def __init__(self, images, change):
        self.images = images
        self.change = change

    def __len__(self):
        return len(self.images)

    def __getitem__(self, index):
        return self.change(self.images[index]).reshape(self.images[index].shape)


def measure(model, faces):
    """Returns a list of dicts: kind, amount, accuracy, change, same_answer.

    Args:
        model: an arm_tf classifier.
        faces: `FaceSet`, with the model's labels.
    """
    from arm_tf.evaluation.evaluate import predict

    rows, known = [], None
    for (kind, amount), ways in changes().items():
        answers = [
            predict(model, changed(faces, way), batch_size=64).argmax(axis=1)
            for way in ways
        ]
        if known is None:
            known = answers[0]
        accuracy = float(np.mean([a == faces.classes for a in answers]))
        plain = rows[0]["accuracy"] if rows else accuracy
        rows.append(
            {
                "kind": kind,
                "amount": amount,
                "accuracy": accuracy,
                "change": accuracy - plain,
                "same_answer": float(np.mean([a == known for a in answers])),
            }
        )
    return rows


def changed(faces, change):
    """Returns a `FaceSet` of changed pixels."""
    images = ChangedImages(faces.images, change)
    return dataclasses.replace(faces, images=images)


def table(rows):
    """Returns the rows as the lines of a Markdown table."""
    lines = [
        "| Face | | Accuracy | Change, points | Same answer |",
        "|---|---|---|---|---|",
    ]
    for row in rows:
        lines.append(
            f"| {row['kind']} | {row['amount']} | {row['accuracy']:.2%} "
            f"| {100 * row['change']:+.1f} | {row['same_answer']:.1%} |"
        )
    return "\n".join(lines)


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    args = parser.parse_args(argv)
    from arm_tf.models.parts import KerasClassifier
    from arm_tf.training.runs import Run

    run = Run(model_files.find_run(args.run))
    model = run.load_model()
    faces = prepare(run.config(), args.data or run.data()).validation
    if faces is None:
        raise InputError(
            "Expected a data set with faces to train on, of which some are "
            f"held out for validation. Received: {args.data or run.data()}. "
            "Give another --data."
        )
    check_some(faces, "The validation part")
    faces = relabel(faces, KerasClassifier(model).class_names)
    rows = measure(model, faces)
    print(f"{args.run}, {len(faces)} validation faces")
    print(table(rows))
    if args.json:
        atomic_files.write_json(
            args.json, {"num_images": len(faces), "rows": rows}
        )


if __name__ == "__main__":
    raise SystemExit(main())
