"""A classifier's predictions for every frame of videos, and their files.

OUT/videos/VIDEO.txt   a row per frame, -1 where there is no face
OUT/predictions.csv    a row per frame with a face
"""

import pathlib

import keras
import numpy as np

from arm_tf.challenge import prediction_files
from arm_tf.challenge.gaussian_smoothing import WIDTHS, smooth
from arm_tf.challenge.prediction_files import ORDER
from arm_tf.challenge.scoring import score, truth_of
from arm_tf.data import aff_wild2
from arm_tf.data.aff_wild2_files import find_videos
from arm_tf.errors import InputError
from arm_tf.evaluation import calibration
from arm_tf.evaluation.evaluate import predict
from arm_tf.expressions import NO_CLASS
from arm_tf.models.parts import KerasClassifier

BATCH_SIZE = 64


def probabilities_of(
    model: keras.Model, found: aff_wild2.Videos, videos: list
) -> list:
    """Returns a list of float `(images, classes)`, one per `aff_wild2.Video`.

    All frames with an image are predicted, labelled or not. The columns are in
    the challenge's order.

    Raises:
        InputError: the model has other classes than the videos.
    """
    labels = KerasClassifier(model).class_names
    if set(labels) != set(found.labels):
        raise InputError(
            f"Expected a model of the videos' classes: "
            f"{', '.join(found.labels)}. Received: {', '.join(labels)}. Train "
            "one on these videos."
        )
    frames = [video.numbers for video in videos]
    faces = aff_wild2.faces_of(found, videos, frames)
    logits = predict(model, faces, BATCH_SIZE)
    columns = [labels.index(name) for name in ORDER[: len(labels)]]
    probabilities = calibration.softmax(logits)[:, columns]
    return np.split(probabilities, np.cumsum([len(f) for f in frames])[:-1])


def answers_of(videos: list, probabilities: list, width: float = 0) -> dict:
    """Returns a dict from a video's name to predictions, int8 `(frames,)`.

    Args:
        videos: list of `aff_wild2.Video`.
        probabilities: list of float `(images, classes)`.
        width: float, the smoothing width in frames; 0 for none.
    """
    answers = {}
    for video, rows in zip(videos, probabilities, strict=True):
        codes = np.full(len(video.classes), NO_CLASS, "int8")
        within = video.numbers <= len(codes)
        best = smooth(rows, video.numbers, width).argmax(axis=1)
        codes[video.numbers[within] - 1] = best[within]
        answers[video.name] = codes
    return answers


def fitted_width(model: keras.Model, found: aff_wild2.Videos) -> float:
    """Returns the smoothing width that is best on the validation videos."""
    if not found.validation:
        raise InputError(
            "--smooth is fitted on validation videos, a part of Training_Set. "
            f"Received: {found.root}, which has none. Add it, or leave "
            "--smooth out."
        )
    truth = truth_of(found.validation, found.labels)
    probabilities = probabilities_of(model, found, found.validation)

    def score_at(width):
        answers = answers_of(found.validation, probabilities, width)
        return score(truth, answers, len(found.labels))["score"]

    return max(WIDTHS, key=score_at)  # the smallest if several are equal


def unlabelled(found: aff_wild2.Videos, path: pathlib.Path) -> list:
    """Returns the `Video`s that a list names, without labels.

    Args:
        found: `aff_wild2.Videos`.
        path: text file, a video's name per line.

    Raises:
        InputError: there is no list, or no images of a video in it.
    """
    if not path.is_file():
        raise InputError(
            "Expected a list of videos, a name per line. Received: "
            f"{path}, which is no file. Check --videos."
        )
    lines = path.read_text("utf-8-sig", "replace").splitlines()
    names = dict.fromkeys(line.strip() for line in lines if line.strip())
    images = find_videos(found.root)
    missing = [name for name in names if name not in images]
    if missing or not names:
        raise InputError(
            f"Expected {path} to name videos with a folder of images in "
            f"{found.root}. Received: {', '.join(missing[:3]) or 'no name'}, "
            f"{len(missing)} of {len(names)} without. Unpack them there."
        )
    videos = []
    for name in names:
        folder, numbers = images[name]
        classes = np.full(numbers[-1], NO_CLASS, "int8")
        below = folder.relative_to(found.root).as_posix()
        videos.append(aff_wild2.Video(name, below, classes, numbers))
    return videos


def check_folder(out: pathlib.Path, names) -> None:
    """Raises `InputError` if a folder holds predictions for other videos.

    They would stay beside a table that does not list them.
    """
    there = {path.stem for path in (out / "videos").glob("*.txt")}
    if others := sorted(there - set(names)):
        raise InputError(
            "Expected a new folder for --out, or one of the same videos. "
            f"Received: {out} with {len(others)} other videos, such as "
            f"{others[0]}. Choose another --out, or remove them."
        )


def write(out: pathlib.Path, answers: dict, num_classes: int) -> None:
    """Writes both forms into a folder, see `answers_of`."""
    folder = out / "videos"
    check_folder(out, answers)
    folder.mkdir(parents=True, exist_ok=True)
    for name, codes in answers.items():
        prediction_files.write_video(folder / f"{name}.txt", codes, num_classes)
    table = out / "predictions.csv"
    prediction_files.write_table(table, answers, num_classes)
