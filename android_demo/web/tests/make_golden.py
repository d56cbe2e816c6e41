"""Writes golden.json: Python's answers to the pictures of tests/golden.

crops     to each crop of crops.json, by the demo model
picture   to the largest square in the middle of crops.png

    python android_demo/web/tests/make_golden.py
"""

import base64
import json
import pathlib

import cv2
import numpy as np

from arm_tf.reading.classifier import Classifier
from arm_tf.reading.crop import face_pixels

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]


def main():
    """Classifies every resized crop, and a picture, with the demo model."""
    golden = ROOT / "tests" / "golden"
    classifier = Classifier(golden / "demo_model" / "model.tflite")
    crops = json.loads((golden / "crops.json").read_text(encoding="utf-8"))
    size = crops["image_size"]
    answers = []
    for crop in crops["crops"]:
        data = base64.b64decode(crop["resized"])
        face = np.frombuffer(data, "uint8").reshape(size, size, 3)
        answers.append(classifier(face).tolist())
    image = cv2.imread(str(golden / "crops.png"))[..., ::-1]
    height, width = image.shape[:2]
    side = min(height, width)
    box = ((width - side) / 2, (height - side) / 2, side, side)
    face = face_pixels(image, box, 0.0, size)
    values = {"crops": answers, "picture": classifier(face).tolist()}
    text = json.dumps(values, indent=1)
    (HERE / "golden.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
