"""Draws a room with three faces, for the README's picture of the desktop demo.

python docs/draw_room.py room.jpg
python android_demo/desktop.py --image room.jpg --out annotated
"""

import pathlib
import sys

if not __package__:  # Run as a script: its folder is on the path.
    sys.path[0] = str(pathlib.Path(__file__).resolve().parents[1])

import cv2  # noqa: E402
import numpy as np  # noqa: E402

from arm_tf.data.drawn_face import draw  # noqa: E402

WALL, FLOOR = (150, 160, 170), (120, 112, 104)
SIDE = 300  # pixels of a face
FACES = (("happiness", 3), ("surprise", 12), ("anger", 8))  # with seeds


def main(path):
    """Writes the picture."""
    room = np.full((420, 1000, 3), WALL, "uint8")
    room[300:] = FLOOR
    for column, (expression, seed) in enumerate(FACES):
        face = draw(expression, np.random.default_rng((7, seed)), SIDE)
        left = 20 + 325 * column
        room[60 : 60 + SIDE, left : left + SIDE] = face
    cv2.imwrite(path, room[..., ::-1])


if __name__ == "__main__":
    main(sys.argv[1])
