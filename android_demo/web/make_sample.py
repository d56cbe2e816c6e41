"""Draws page/sample.jpg, which visitors can try: three faces on a wall.

    python android_demo/web/make_sample.py

The file is committed, so that the page is built without Python.
"""

import pathlib

import cv2
import numpy as np

from arm_tf.data.drawn_face import draw

OUT = pathlib.Path(__file__).resolve().parent / "page" / "sample.jpg"
HEIGHT, WIDTH = 600, 960  # pixels
SIDE, MOUNT, FRAME = 236, 14, 8  # pixels: a face; around it
FINE = 3  # times as large faces are drawn, so that their noise averages out
WALL, SHADOW, WOOD, PAPER = (196, 203, 205), (160, 168, 171), (84, 62, 46), 244
FACES = (("happiness", 40), ("surprise", 12), ("sadness", 33))


def main():
    """Writes it."""
    image = np.empty((HEIGHT, WIDTH, 3), "uint8")
    light = np.linspace(1.06, 0.86, HEIGHT)[:, None, None]
    image[:] = (np.array(WALL) * light).clip(0, 255)
    outer = SIDE + 2 * (MOUNT + FRAME)
    corners = [
        (WIDTH * (2 * index + 1) // 6 - outer // 2, (HEIGHT - outer) // 2)
        for index in range(len(FACES))
    ]
    for x, y in corners:
        image[y + 12 : y + outer + 12, x + 8 : x + outer + 8] = SHADOW
    image = cv2.GaussianBlur(image, (0, 0), 6)
    for (x, y), (expression, seed) in zip(corners, FACES, strict=True):
        _hang(image, x, y, _drawn(expression, seed))
    cv2.imwrite(str(OUT), image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])


def _hang(image, x, y, face):
    for side, colour in ((FRAME, WOOD), (MOUNT, PAPER)):
        inner = SIDE + 2 * MOUNT + (2 * FRAME if colour is WOOD else 0)
        image[y : y + inner, x : x + inner] = colour
        x, y = x + side, y + side
    image[y : y + SIDE, x : x + SIDE] = face


def _drawn(expression, seed):
    large = draw(expression, np.random.default_rng((7, seed)), FINE * SIDE)
    face = cv2.resize(large, (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    return cv2.medianBlur(face, 3)


if __name__ == "__main__":
    main()
