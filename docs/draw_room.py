"""Draws a room with three faces, for the picture of the desktop demo.

python docs/draw_room.py room.jpg
python android_demo/desktop.py --image room.jpg --out annotated
"""

import sys

import cv2
import numpy as np

from arm_tf.data.drawn_face import draw

WALL, FLOOR = (150, 160, 170), (120, 112, 104)
SIDE = 300  # pixels of a face
FACES = (("happiness", 3), ("surprise", 12), ("anger", 9))  # with seeds


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
