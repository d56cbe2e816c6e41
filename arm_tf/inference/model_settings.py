"""Settings in `model.json` beside a model: alignment, thresholds, smoothing."""

import dataclasses
import json
import pathlib

from arm_tf.errors import InputError

MAKE_ONE = "Export it with `arm-tf export`."


@dataclasses.dataclass(frozen=True)
class Settings:
    """The settings in `model.json`.

    Attributes:
        crop_margin: float. Share of a face box's longer side that the crop
            adds on each side, if a face is cropped by its box.
        unsure_below: float. Predictions with a lower calibrated confidence are
            unsure.
        smoothing_seconds: float. Time constant of the exponential average over
            a video.
        label_lead: float. Probability by which another label must lead to
            replace the shown one.
        points: tuple of four `(x, y)` as shares of the side: the positions of
            right eye, left eye, nose and mouth in training faces; None in files
            of earlier versions, whose faces are cropped by their boxes.
    """

    crop_margin: float
    unsure_below: float
    smoothing_seconds: float
    label_lead: float
    points: tuple | None = None


# The smallest and the largest sensible value of each setting.
LIMITS = {
    "crop_margin": (0, 2),
    "unsure_below": (0, 1),
    "smoothing_seconds": (0.001, 60),
    "label_lead": (0, 0.5),
}


def load(model: pathlib.Path):
    """Returns what the model.json beside a model holds, any JSON value."""
    path = model.with_name("model.json")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputError(
            "Expected model.json beside the model, as the export writes it. "
            f"Received: no {path}. Copy it there too."
        ) from None
    except (ValueError, RecursionError) as error:
        raise _unusable(path, error) from None


def check(
    model: pathlib.Path, description, labels: tuple, image_size: int
) -> Settings:
    """Returns the settings that a model.json holds.

    Args:
        model: path of the `.tflite` file.
        description: what `load` returned.
        labels: those in the `.tflite` file.
        image_size: that of the `.tflite` file.

    Raises:
        InputError: it belongs to another model, or was not written by the
            export.
    """
    path = model.with_name("model.json")
    try:
        same = (description["labels"], description["image_size"])
        values = {name: float(description[name]) for name in LIMITS}
        points = _points(description.get("points"))
    except (ValueError, OverflowError, KeyError, TypeError) as error:
        raise _unusable(path, error) from None
    if same != (list(labels), image_size):
        raise InputError(
            f"Expected {path} of the model beside it, for {image_size} pixels "
            f"and {', '.join(labels)!s:.200}. Received: one for {same!r:.200}. "
            "Copy both files of one export."
        )
    for name, (low, high) in LIMITS.items():
        if not low <= values[name] <= high:
            raise InputError(
                f"Expected {name} in [{low}, {high}] in {path}. "
                f"Received: {values[name]}. {MAKE_ONE}"
            )
    return Settings(**values, points=points)


def _points(value):
    """Returns four `(x, y)`, or None; raises `ValueError`."""
    if value is None:
        return None
    points = tuple((float(x), float(y)) for x, y in value)
    inside = all(0 <= x <= 1 and 0 <= y <= 1 for x, y in points)
    if len(points) != 4 or not inside or len(set(points)) < 2:
        raise ValueError("points: not four places in shares of the side")
    return points


def _unusable(path, error):
    return InputError(
        f"Expected {path} as the export writes it. Received: a file without "
        f"a usable setting ({error!r:.100}). {MAKE_ONE}"
    )
