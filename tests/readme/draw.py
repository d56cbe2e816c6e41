"""Draws the pictures that the README's commands speak of.

python tests/readme/draw.py FOLDER

FOLDER gets photos/, two rooms with a face each, and my_faces/, a folder for
each of two expressions. One is bright and one is dark: what is looked for are
commands that fail, not how well so small a network learns expressions.
"""

import pathlib
import sys

import cv2
import numpy as np

from arm_tf.data.drawn_face import draw

BRIGHTER = {"happiness": 128, "surprise": 0}  # grey levels
FACES, SIDE = 150, 64  # of each expression; pixels


def main(folder):
    """Writes the pictures."""
    rng = np.random.default_rng(0)
    for name, brighter in BRIGHTER.items():
        for number in range(FACES):
            face = draw(name, rng, SIDE) // 2 + np.uint8(brighter)
            _write(folder / "my_faces" / name / f"{number}.png", face)
        room = np.full((360, 480, 3), 118, "uint8")
        room[100:260, 150:310] = draw(name, rng, 160)
        _write(folder / "photos" / f"{name}.png", room)


def _write(path, image):
    path.parent.mkdir(parents=True, exist_ok=True)
    cv2.imwrite(str(path), image[..., ::-1])


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
