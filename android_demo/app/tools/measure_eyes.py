"""Measures where in a detector's face box the eyes are, for `Eyes.kt`.

    python android_demo/app/tools/measure_eyes.py FOLDER

FOLDER holds photographs of faces. Faces are found by OpenCV's cascade, as on
the desktop; eyes by another cascade, in the upper part of the face's box.
Prints the medians of what `Eyes.kt` calls WIDTHS and DOWN, and their quartiles.
"""

import pathlib
import sys

import cv2
import numpy as np

from arm_tf.reading.faces import HaarDetector

CASCADE = "haarcascade_eye_tree_eyeglasses.xml"
UPPER = 0.6  # share of the box that is searched
LEVEL = 0.1  # of the box's side: by how much one eye may be higher
SIZES = 0.15, 0.4  # of the box's side: an eye as the cascade draws it


def main():
    """Measures the pictures of a folder."""
    cascade = cv2.CascadeClassifier(cv2.data.haarcascades + CASCADE)
    detector = HaarDetector()
    found = []
    for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
        image = cv2.imread(str(path))
        if image is None:
            continue
        faces = detector(cv2.cvtColor(image, cv2.COLOR_BGR2RGB))
        grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
        pairs = [eyes(cascade, grey, face) for face in faces if not face.roll]
        found += [pair for pair in pairs if pair]
    if not found:
        sys.exit(f"error: Expected faces in {sys.argv[1]}. Received: none.")
    columns = zip(("WIDTHS", "DOWN"), np.transpose(found), strict=True)
    for name, values in columns:
        low, median, high = np.percentile(values, (25, 50, 75))
        print(f"{name} {median:.3f}, quartiles {low:.3f} to {high:.3f}")
    print(f"{len(found)} faces")


def eyes(cascade, grey, face):
    """Returns the box's width in eye distances, and where the eyes are."""
    x, y, side, _ = face.box
    if x < 0 or y < 0:
        return None
    top = grey[y : y + round(UPPER * side), x : x + side]
    low, high = (round(size * side) for size in SIZES)
    pairs = cascade.detectMultiScale(
        top, 1.05, 4, minSize=(low, low), maxSize=(high, high)
    )
    if len(pairs) != 2:
        return None
    (left, first), (right, second) = sorted(
        (x + width / 2, y + height / 2) for x, y, width, height in pairs
    )
    if (
        left > side / 2
        or right < side / 2
        or (abs(first - second) > LEVEL * side)
    ):
        return None
    return side / (right - left), (first + second) / 2 / side


if __name__ == "__main__":
    main()
