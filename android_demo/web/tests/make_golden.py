"""Writes golden.json: Python's answers to the pictures of tests/golden.

crops     to each crop of crops.json, by the demo model
pictures  to each picture of faces.json, by the demo model (which cuts faces by
          their boxes) and the shipped ones (by their points): what the
          analyzer tells, with all digits

    python android_demo/web/tests/make_golden.py
"""

import base64
import json
import pathlib

import numpy as np

from arm_tf import Analyzer
from arm_tf.reading.classifier import Classifier

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE.parents[2] / "tests" / "golden"
DEMO = GOLDEN / "demo_model" / "model.tflite"
MODELS = {"demo": DEMO, "mobile": "mobile", "ferplus": "ferplus"}
PICTURES = ("faces_room.png", "faces_tilted.png")


def main():
    """Classifies every resized crop, and reads the pictures."""
    classifier = Classifier(DEMO)
    crops = json.loads((GOLDEN / "crops.json").read_text(encoding="utf-8"))
    size = crops["image_size"]
    answers = []
    for crop in crops["crops"]:
        data = base64.b64decode(crop["resized"])
        face = np.frombuffer(data, "uint8").reshape(size, size, 3)
        answers.append(classifier(face).tolist())
    values = {"crops": answers, "pictures": pictures()}
    text = json.dumps(values, indent=1)
    (HERE / "golden.json").write_text(f"{text}\n", encoding="utf-8")


def pictures():
    """Returns the faces of each picture, by each model."""
    analyzers = {name: Analyzer(model) for name, model in MODELS.items()}
    return {
        picture: {
            name: [
                {**face.to_dict(), "exact": list(face.probabilities.values())}
                for face in analyzer.read(GOLDEN / picture)
            ]
            for name, analyzer in analyzers.items()
        }
        for picture in PICTURES
    }


if __name__ == "__main__":
    main()
