"""Prediction files of the expression challenge on Aff-Wild2.

Two forms. One text file per video, as the annotations are: the names of the
classes, then a row per frame, -1 where no face was detected. And, since 2023,
one csv for all videos: `video/00001.jpg,4`, a row per frame with a face.
"""

import pathlib

import numpy as np

from arm_tf.data.aff_wild2_files import read_annotation
from arm_tf.data.images.video_frames import file_name
from arm_tf.errors import InputError
from arm_tf.expressions import NO_CLASS
from arm_tf.files import atomic_files

MOST_FRAMES = 10**7  # of a video, four days; memory is allocated for them

# The challenge's numbers; the eighth class came in 2022.
ORDER = (
    "neutral",
    "anger",
    "disgust",
    "fear",
    "happiness",
    "sadness",
    "surprise",
    "other",
)


def write_video(
    path: pathlib.Path, answers: np.ndarray, num_classes: int
) -> None:
    """Writes one video's text file.

    Args:
        path: where to.
        answers: int `(frames,)`, an index in `ORDER` or -1; the first is that
            of frame 1.
        num_classes: 7 or 8.
    """
    rows = [_header(num_classes), *map(str, answers)]
    atomic_files.write_text(path, "\n".join(rows) + "\n")


def read_video(path: pathlib.Path) -> np.ndarray:
    """Returns what `write_video` wrote: int8 `(frames,)`.

    Raises:
        InputError: the file has another format.
    """
    found = read_annotation(path)
    if found is None or found.labels != ORDER[: len(found.labels)]:
        raise InputError(
            f"Expected {path} to start with {_header(7)!r} or "
            f"{_header(8)!r}. Received: another first line. Write it again."
        )
    return found.classes


def write_table(path: pathlib.Path, answers: dict, num_classes: int) -> None:
    """Writes all videos into one csv, without the frames of -1.

    Args:
        path: where to.
        answers: dict from the video's name to int `(frames,)`, as in
            `write_video`.
        num_classes: 7 or 8.
    """
    lines = [f"image_location,{_header(num_classes)}"]
    for name, codes in answers.items():
        lines += [
            f"{name}/{file_name(number)},{code}"
            for number, code in enumerate(codes, 1)
            if code != NO_CLASS
        ]
    atomic_files.write_text(path, "\n".join(lines) + "\n")


def read_table(path: pathlib.Path) -> dict:
    """Returns what `write_table` wrote.

    Returns:
        Dict from the video's name to int8 `(frames,)`, up to the last frame
        with a face; a video without a face is not in it.

    Raises:
        InputError: the file has another format.
    """
    header, *lines = path.read_text("utf-8", "replace").splitlines() or [""]
    num_classes = header.count(",")
    if header != f"image_location,{_header(num_classes)}":
        raise InputError(
            f"Expected {path} to start with 'image_location,{_header(8)}'. "
            f"Received: {header[:60]!r}. Write it again."
        )
    codes = {str(code): code for code in range(num_classes)}
    found = {}
    for row, line in enumerate(lines, 1):
        place, _, code = line.rpartition(",")
        name, _, image = place.rpartition("/")
        number = _frame_number(image)
        if not name or code not in codes or not number:
            raise InputError(
                f"{path}, row {row}: expected such as 'video/00001.jpg,4'. "
                f"Received: {line[:60]!r}. Was the file cut off?"
            )
        found.setdefault(name, []).append((number, codes[code]))
    return {name: _dense(rows) for name, rows in found.items()}


def _frame_number(image):
    """Returns the number of a frame, from 1, or None for another name."""
    stem = image.removesuffix(".jpg")
    # int() accepts the digits of all scripts, and rejects thousands of them.
    if stem.isascii() and stem.isdigit() and len(stem) <= 9:
        number = int(stem)
        if image == file_name(number) and 0 < number <= MOST_FRAMES:
            return number
    return None


def _dense(rows):
    numbers, codes = np.array(rows).T
    answers = np.full(numbers.max(), NO_CLASS, "int8")
    answers[numbers - 1] = codes
    return answers


def _header(num_classes):
    return ",".join(name.capitalize() for name in ORDER[:num_classes])
