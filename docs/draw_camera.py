"""Writes a photograph (NASA, public domain) as a camera's video in y4m format.

    python docs/draw_camera.py OUT.y4m

For `android_demo/web/tests/screenshots.mjs`.
"""

import pathlib
import sys

import cv2

PHOTO = pathlib.Path(__file__).parent / "images" / "astronaut_photo.jpg"
WIDTH, HEIGHT, RATE = 640, 480, 30  # pixels; frames per second


def main(path):
    """Writes one second of video, which the camera repeats."""
    planes = cv2.cvtColor(view(), cv2.COLOR_BGR2YUV_I420).tobytes()
    header = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420jpeg\n"
    with open(path, "wb") as file:
        file.write(header.encode() + RATE * (b"FRAME\n" + planes))


def view():
    """Returns the photo's upper part: uint8 BGR `(HEIGHT, WIDTH, 3)`."""
    photo = cv2.imread(str(PHOTO))
    part = photo[: photo.shape[1] * HEIGHT // WIDTH]
    return cv2.resize(part, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
