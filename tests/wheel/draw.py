"""Draws a face in a room, for an installed package to read.

python tests/wheel/draw.py OUT.png
"""

import sys

import cv2
import numpy as np

from arm_tf.data.drawn_face import draw


def main(path):
    """Writes the picture."""
    room = np.full((360, 480, 3), 118, "uint8")
    face = draw("happiness", np.random.default_rng(0), 160)
    room[100:260, 150:310] = face
    cv2.imwrite(path, room[..., ::-1])


if __name__ == "__main__":
    main(sys.argv[1])
