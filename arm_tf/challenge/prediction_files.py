"""Prediction files of the expression challenge on Aff-Wild2.

Two forms. One text file per video, as the annotations are: the names of the
classes, then a row per frame, -1 where no face was detected. And, since 2023,
one csv for all videos: `video/00001.jpg,4`, a row per frame with a face.
"""

import pathlib

import numpy as np

from arm_tf.data.images.video_frames import file_name
from arm_tf.expressions import NO_CLASS
from arm_tf.files import atomic_files

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
        path: of the file.
        answers: int `(frames,)`, an index in `ORDER` or -1; the first is that
            of frame 1.
        num_classes: 7 or 8.
    """
    rows = [_header(num_classes), *map(str, answers)]
    atomic_files.write_text(path, "\n".join(rows) + "\n")


def write_table(path: pathlib.Path, answers: dict, num_classes: int) -> None:
    """Writes all videos into one csv, without the frames of -1.

    `answers` are by the video's name, the rest is as in `write_video`.
    """
    lines = [f"image_location,{_header(num_classes)}"]
    for name, codes in answers.items():
        lines += [
            f"{name}/{file_name(number)},{code}"
            for number, code in enumerate(codes, 1)
            if code != NO_CLASS
        ]
    atomic_files.write_text(path, "\n".join(lines) + "\n")


def _header(num_classes):
    return ",".join(name.capitalize() for name in ORDER[:num_classes])
