"""Finds faces: by OpenCV's Haar cascade, or by YuNet where its file is.

The cascade comes with opencv-python 4.x (5.x has none), so it works offline;
it sees faces from the front. YuNet sees more, and where the eyes are; its
file `face_detection_yunet_2023mar.onnx` is in OpenCV's model zoo.

Both look for faces from a share of the picture's shorter side upwards, and
shrink the picture until these are just large enough for them: a large
photograph takes no longer than a small one.
"""

import dataclasses
import math

import cv2
import numpy as np

from arm_tf.errors import InputError

STILL = 1 / 20  # of the shorter side: the smallest face in a photograph
MOVING = 1 / 12  # and in a video, where there is no time for more
CASCADE = "haarcascade_frontalface_alt2.xml"
WINDOW = 24  # pixels; the cascade's is 20, and needs a little around it
TILTS = (0, 25, -25)  # degrees; the cascade sees 15 or so to both sides
# Overlapping finds that make a face; a tilted one is rarer than an error.
NEIGHBOURS = {0: 4, 25: 8, -25: 8}
YUNET_SCORE = 0.7
LARGEST = 4096  # pixels of a side that a detector is given


@dataclasses.dataclass(frozen=True)
class Face:
    """Where a face is.

    Attributes:
        box: `(x, y, width, height)` in whole pixels, the centre on the
            picture.
        roll: float. Degrees by which the head is tilted clockwise.
    """

    box: tuple
    roll: float = 0.0


class HaarDetector:
    """Finds upright faces, and faces tilted by about 25 degrees.

    Args:
        smallest: float. Smallest face as a share of the shorter side.
        thorough: bool. Whether tilted faces are also looked for where
            upright ones were found.
    """

    def __init__(self, smallest=STILL, thorough=True):
        self.smallest = smallest
        self.thorough = thorough
        path = cv2.data.haarcascades + CASCADE
        self._cascade = cv2.CascadeClassifier(path)

    def __call__(self, image):
        """Returns a list of `Face`, from left to right.

        Args:
            image: uint8 `(height, width, 3)`, RGB in [0, 255].
        """
        grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
        small, scale = _shrink(grey, self.smallest)
        small = cv2.equalizeHist(small)
        found = []
        for tilt in TILTS:
            if found and not self.thorough:
                break
            for x, y, side in self._tilted(small, tilt):
                x, y, side = x / scale, y / scale, side / scale
                if not any(_holds(face.box, x, y) for face in found):
                    box = (x - side / 2, y - side / 2, side, side)
                    found.append(_face(box, tilt))
        return _on_picture(found, image)

    def _tilted(self, grey, tilt):
        """Yields centre x, centre y and side, largest first."""
        turned, back = _turn(grey, tilt)
        boxes = self._cascade.detectMultiScale(
            turned, 1.1, NEIGHBOURS[tilt], minSize=(WINDOW, WINDOW)
        )
        for x, y, side, _ in sorted(boxes, key=lambda box: -box[2]):
            middle = (x + side / 2, y + side / 2, 1)
            yield *(back @ middle), side


class YuNetDetector:
    """Finds faces at most angles, and levels them by their eyes.

    Args:
        path: YuNet's `.onnx` file.
        smallest: float. Smallest face as a share of the shorter side.

    Raises:
        InputError: there is no such file, or it is not YuNet.
    """

    def __init__(self, path, smallest=STILL):
        self.smallest = smallest
        try:
            with open(path, "rb"):
                pass
            self._net = cv2.FaceDetectorYN.create(
                str(path), "", (320, 320), YUNET_SCORE
            )
            self._net.detect(np.zeros((320, 320, 3), "uint8"))
        except (cv2.error, OSError) as error:
            reason = getattr(error, "err", None) or error
            raise InputError(
                "Expected YuNet's model file, such as "
                f"face_detection_yunet_2023mar.onnx. Received: {path} "
                f"({reason!s:.100}). Get it from OpenCV's model zoo, or leave "
                "--yunet out."
            ) from None

    def __call__(self, image):
        """Returns a list of `Face`, from left to right.

        Args:
            image: uint8 `(height, width, 3)`, RGB in [0, 255].
        """
        small, scale = _shrink(image, self.smallest)
        self._net.setInputSize(small.shape[1::-1])
        rows = self._net.detect(cv2.cvtColor(small, cv2.COLOR_RGB2BGR))[1]
        found = []
        for row in [] if rows is None else rows:
            x_right, y_right, x_left, y_left = row[4:8]  # the person's eyes
            roll = math.atan2(y_left - y_right, x_left - x_right)
            found.append(_face(row[:4] / scale, math.degrees(roll)))
        return _on_picture(found, image)


def _shrink(image, smallest):
    """Returns the picture and by how much it was shrunk, 1 or less."""
    height, width = image.shape[:2]
    scale = min(1, WINDOW / (smallest * min(height, width)))
    scale = min(scale, LARGEST / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA), scale


def _turn(grey, degrees):
    """Returns the picture turned anticlockwise, and the way back."""
    if not degrees:
        return grey, np.eye(2, 3)
    height, width = grey.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1)
    cos, sin = abs(turn[0, 0]), abs(turn[0, 1])
    size = round(width * cos + height * sin), round(width * sin + height * cos)
    turn[:, 2] += (size[0] - width) / 2, (size[1] - height) / 2
    turned = cv2.warpAffine(grey, turn, size, borderMode=cv2.BORDER_REPLICATE)
    return turned, cv2.invertAffineTransform(turn)


def _face(box, roll):
    return Face(tuple(round(float(value)) for value in box), float(roll))


def _holds(box, x, y):
    left, top, width, height = box
    return left <= x <= left + width and top <= y <= top + height


def _on_picture(found, image):
    """Returns the faces that can be cut out, from left to right."""
    height, width = image.shape[:2]
    kept = [
        face
        for face in found
        if min(face.box[2:]) > 0
        and 0 <= face.box[0] + face.box[2] / 2 <= width
        and 0 <= face.box[1] + face.box[3] / 2 <= height
    ]
    return sorted(kept, key=lambda face: face.box)
