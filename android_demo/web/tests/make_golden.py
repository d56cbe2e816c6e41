"""Writes golden.json: Python's answers to the crops of tests/golden.

    python android_demo/web/tests/make_golden.py
"""

import base64
import json
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[2]
sys.path[0] = str(ROOT)

import numpy as np  # noqa: E402

from android_demo.classifier import Classifier  # noqa: E402


def main():
    """Classifies every resized crop with the demo model."""
    golden = ROOT / "tests" / "golden"
    classifier = Classifier(golden / "demo_model" / "model.tflite")
    crops = json.loads((golden / "crops.json").read_text(encoding="utf-8"))
    size = crops["image_size"]
    answers = []
    for crop in crops["crops"]:
        data = base64.b64decode(crop["resized"])
        face = np.frombuffer(data, "uint8").reshape(size, size, 3)
        answers.append(classifier(face).tolist())
    text = json.dumps({"probabilities": answers}, indent=1)
    (HERE / "golden.json").write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
