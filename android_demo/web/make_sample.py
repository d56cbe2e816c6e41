"""Draws the sample pictures for visitors, and thumbnails of all samples.

    python android_demo/web/make_sample.py

wall.jpg has three faces in a row, group.jpg six in two rows, astronaut.jpg is
docs/images/astronaut_photo.jpg (NASA, public domain). They are committed, so
that the page is built without Python.
"""

import pathlib
import shutil

import cv2
import numpy as np

from arm_tf.data.drawn_face import draw

HERE = pathlib.Path(__file__).resolve().parent
PHOTO = HERE.parents[1] / "docs" / "images" / "astronaut_photo.jpg"
SAMPLES, THUMBS = HERE / "page" / "samples", HERE / "page" / "thumbs"
HEIGHT, WIDTH = 600, 960  # pixels
THUMB = (144, 108)  # pixels
MOUNT, FRAME = 0.06, 0.034  # margins around a face, in shares of its side
FINE = 3  # scale at which faces are drawn, so that noise averages out
WALL, SHADOW, WOOD, PAPER = (196, 203, 205), (160, 168, 171), (84, 62, 46), 244
WALLS = {
    "wall": (236, [[("happiness", 40), ("surprise", 12), ("sadness", 33)]]),
    "group": (
        176,
        [
            [("neutral", 16), ("happiness", 25), ("surprise", 29)],
            [("anger", 9), ("sadness", 5), ("happiness", 7)],
        ],
    ),
}


def main():
    """Writes the samples and thumbnails."""
    for name, (side, rows) in WALLS.items():
        image = _wall(side, rows)
        file = SAMPLES / f"{name}.jpg"
        cv2.imwrite(str(file), image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 85])
    shutil.copyfile(PHOTO, SAMPLES / "astronaut.jpg")
    for file in SAMPLES.glob("*.jpg"):
        _thumbnail(file)


def _thumbnail(file):
    image = cv2.imread(str(file))
    height, width = image.shape[:2]
    wide, high = THUMB
    part = min(width / wide, height / high)
    x, y = int(width - part * wide) // 2, int(height - part * high) // 4
    cut = image[y : y + int(part * high), x : x + int(part * wide)]
    small = cv2.resize(cut, THUMB, interpolation=cv2.INTER_AREA)
    path = str(THUMBS / file.name)
    cv2.imwrite(path, small, [cv2.IMWRITE_JPEG_QUALITY, 72])


def _wall(side, rows):
    """Returns uint8 RGB: faces in frames, in rows on a wall."""
    image = np.empty((HEIGHT, WIDTH, 3), "uint8")
    light = np.linspace(1.06, 0.86, HEIGHT)[:, None, None]
    image[:] = (np.array(WALL) * light).clip(0, 255)
    frame, mount = round(FRAME * side), round(MOUNT * side)
    outer = side + 2 * (mount + frame)
    places = [
        (
            WIDTH * (2 * column + 1) // (2 * len(row)) - outer // 2,
            HEIGHT * (2 * line + 1) // (2 * len(rows)) - outer // 2,
            face,
        )
        for line, row in enumerate(rows)
        for column, face in enumerate(row)
    ]
    for x, y, _ in places:
        image[y + 12 : y + outer + 12, x + 8 : x + outer + 8] = SHADOW
    image = cv2.GaussianBlur(image, (0, 0), 6)
    for x, y, (expression, seed) in places:
        _hang(image, x, y, _drawn(expression, seed, side), frame, mount)
    return image


def _hang(image, x, y, face, frame, mount):
    side = len(face)
    for width, colour in ((frame, WOOD), (mount, PAPER)):
        inner = side + 2 * mount + (2 * frame if colour is WOOD else 0)
        image[y : y + inner, x : x + inner] = colour
        x, y = x + width, y + width
    image[y : y + side, x : x + side] = face


def _drawn(expression, seed, side):
    large = draw(expression, np.random.default_rng((7, seed)), FINE * side)
    face = cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA)
    return cv2.medianBlur(face, 3)


if __name__ == "__main__":
    main()
