"""Draws a camera's view: a drawn face in a room, as a y4m video.

    python docs/draw_camera.py OUT.y4m

What `android_demo/web/tests/screenshots.mjs` shows.
"""

import sys

import cv2
import numpy as np

from arm_tf.data.drawn_face import draw

WIDTH, HEIGHT, RATE = 640, 480, 30  # pixels; frames per second
FACE = 400  # pixels
FINE = 4  # times as large it is drawn, so that its noise averages out
EXPRESSION, SEED = "surprise", 1


def main(path):
    """Writes the video: one second, which the camera repeats."""
    planes = cv2.cvtColor(view(), cv2.COLOR_RGB2YUV_I420).tobytes()
    header = f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F{RATE}:1 Ip A1:1 C420jpeg\n"
    with open(path, "wb") as file:
        file.write(header.encode() + RATE * (b"FRAME\n" + planes))


def view():
    """Returns a frame: uint8 RGB `(HEIGHT, WIDTH, 3)`."""
    large = draw(EXPRESSION, np.random.default_rng(SEED), FINE * FACE)
    face = cv2.resize(large, (FACE, FACE), interpolation=cv2.INTER_AREA)
    face = cv2.medianBlur(face, 5)
    left = (WIDTH - FACE) // 2
    edges = (0, HEIGHT - FACE, left, WIDTH - FACE - left)
    frame = cv2.copyMakeBorder(face, *edges, cv2.BORDER_REPLICATE)
    frame = cv2.GaussianBlur(frame, (0, 0), 15)
    frame[:FACE, left : left + FACE] = face
    return frame


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
