"""Generates the golden files for detection and alignment on all platforms.

    python tests/golden/make_face_files.py

faces_room.png, faces_tilted.png    drawn faces in rooms
faces.json      pictures: the faces detected in each (box, points, score), the
                pixels aligned by exactly these points, and the demo model's
                predictions. Detection on another platform may differ by
                `tolerance` of the box's width; alignment must be bit-exact.
                cuts: points on crops.png, some outside of it, and the aligned
                pixels, bit-exact too.

The rules are in `arm_tf/faces/detector.py`, `blazeface.py` and `cut.py`.
"""

import base64
import json
import pathlib

import cv2
import numpy as np

from arm_tf.data.drawn_face import draw
from arm_tf.faces.alignment import STANDARD, align_face, count_halvings, place
from arm_tf.faces.detector import POINTS, FaceDetector
from arm_tf.inference.classifier import Classifier

HERE = pathlib.Path(__file__).resolve().parent
SIZE = 24  # pixels, the demo model's
TOLERANCE = 0.02  # of the box's width: the detector's points elsewhere
FINE = 3  # scale at which faces are drawn, so that noise averages out
CUTS = [  # size of the face in pixels, degrees clockwise, x, y of its corner
    (24, 0, 10, 8),
    (20.25, 12.5, 30.5, 3.75),
    (9, -33, 40, 30),  # enlarged
    (47.9, 5, 6, -2),  # just below a halving
    (48, 0, 8, 0),  # just at one
    (60, -20, 5, 20),
    (110, 70, 40, -30),  # halved twice; leaves the picture
    (300, 180, 150, 160),
    (30, 0, -200, 100),  # nothing of the picture
    (24, 0, 52, 37),
]


def main():
    """Writes all three."""
    pictures = {"faces_room.png": room(), "faces_tilted.png": tilted()}
    for name, image in pictures.items():
        cv2.imwrite(str(HERE / name), image[..., ::-1])
    classifier, detector = (
        Classifier(HERE / "demo_model/model.tflite"),
        FaceDetector(),
    )
    image = cv2.imread(str(HERE / "crops.png"))[..., ::-1]
    value = {
        "labels": classifier.labels,
        "image_size": SIZE,
        "template": STANDARD,
        "names": POINTS,
        "tolerance": TOLERANCE,
        "pictures": [
            {"picture": name, "faces": faces(picture, detector, classifier)}
            for name, picture in pictures.items()
        ],
        "cuts": [cut(image, *case) for case in CUTS],
    }
    text = json.dumps(value, indent=1)
    (HERE / "faces.json").write_text(f"{text}\n", encoding="utf-8")


def faces(image, detector, classifier):
    """Returns the faces of a picture: detected, aligned and classified."""
    found = []
    for face in detector(image):
        points = [[round(x, 3), round(y, 3)] for x, y in face.points]
        pixels = align_face(image, points, STANDARD, SIZE)
        found.append(
            {
                "box": face.box,
                "points": points,
                "score": round(face.score, 3),
                "cut": _text(pixels),
                "probabilities": classifier(pixels).tolist(),
            }
        )
    return found


def cut(image, side, degrees, x, y):
    """Returns points on a picture, and the face aligned by them."""
    angle = np.radians(degrees)
    cos, sin = side * np.cos(angle), side * np.sin(angle)
    points = [
        [round(x + u * cos - v * sin, 3), round(y + u * sin + v * cos, 3)]
        for u, v in STANDARD
    ]
    if degrees > 0:  # Points that are found are never quite a square's.
        points[2][0] += 0.125 * side
    _, _, right, down = place(points, STANDARD, SIZE)
    return {
        "picture": "crops.png",
        "points": points,
        "halvings": count_halvings(right, down, SIZE),
        "cut": _text(align_face(image, points, STANDARD, SIZE)),
    }


def room():
    """Returns three faces, the last of which needs a second pass."""
    image = _wall(240, 400)
    for expression, seed, side, x, y in (
        ("happiness", 3, 150, 10, 60),
        ("surprise", 12, 110, 180, 20),
        ("neutral", 30, 56, 320, 120),
    ):
        image[y : y + side, x : x + side] = _drawn(expression, seed, side)
    return image


def tilted():
    """Returns a large face, turned by 30 degrees."""
    image = _wall(420, 420)
    image[60:360, 60:360] = _drawn("anger", 8, 300)
    turn = cv2.getRotationMatrix2D((210, 210), -30, 1)
    return cv2.warpAffine(
        image, turn, (420, 420), borderMode=cv2.BORDER_REPLICATE
    )


def _wall(height, width):
    rows = np.linspace(170, 120, height).astype("uint8")
    return np.broadcast_to(rows[:, None, None], (height, width, 3)).copy()


def _drawn(expression, seed, side):
    large = draw(expression, np.random.default_rng((7, seed)), FINE * side)
    return cv2.resize(large, (side, side), interpolation=cv2.INTER_AREA)


def _text(pixels):
    return base64.b64encode(pixels.tobytes()).decode()


if __name__ == "__main__":
    main()
