"""Draws the pictures that the README's commands speak of.

python tests/readme/draw.py FOLDER

FOLDER gets photos/, two rooms with a face each, and my_faces/, a folder for
each of six expressions.
"""

import pathlib
import sys

import cv2
import numpy as np

from arm_tf.data.drawn_face import draw

EXPRESSIONS = "neutral happiness surprise sadness anger fear".split()
FACES, SIDE = 80, 96  # of each expression; pixels


def main(folder):
    """Writes the pictures."""
    rng = np.random.default_rng(0)
    for name in EXPRESSIONS:
        for number in range(FACES):
            face = draw(name, rng, SIDE)
            _write(folder / "my_faces" / name / f"{number}.png", face)
    for name in ("happiness", "surprise"):
        room = np.full((360, 480, 3), 118, "uint8")
        room[100:260, 150:310] = draw(name, rng, 160)
        _write(folder / "photos" / f"{name}.png", room)


def _write(path, image):
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), image[..., ::-1])


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
