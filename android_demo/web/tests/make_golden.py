"""Writes golden.json: Python's predictions on the pictures of tests/golden.

crops     to each crop of crops.json, by the demo model
pictures  to each picture of faces.json, by the demo model (which crops faces by
          their boxes) and the bundled ones (which align them by their points):
          what the analyzer says, and with all digits its `answers`, which are
          several where the points are rounded otherwise
tracking  frames of faces that move, cross, vanish and come back, and what the
          tracker tells of them

    python android_demo/web/tests/make_golden.py
"""

import base64
import json
import pathlib

import cv2
import numpy as np

from arm_tf import Analyzer
from arm_tf.faces.detector import Detection
from arm_tf.files.model_files import tflite_file
from arm_tf.inference.analyzer import face_pixels
from arm_tf.inference.classifier import Classifier
from arm_tf.inference.model_settings import Settings
from arm_tf.inference.tracking import Tracker

HERE = pathlib.Path(__file__).resolve().parent
GOLDEN = HERE.parents[2] / "tests" / "golden"
DEMO = GOLDEN / "demo_model" / "model.tflite"
MODELS = {
    "demo": DEMO,
    "mobile": tflite_file("mobile"),
    "ferplus": tflite_file("ferplus"),
}
PICTURES = ("faces_room.png", "faces_tilted.png")
# The page's points differ from Python's by up to 0.0006 pixels, as its network
# adds in another order; that moves an aligned face by a gray level here and
# there, and an int8 logit by a step.
MOVED, DRAWS = 0.001, 256  # pixels; how often


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
    values = {
        "crops": answers,
        "pictures": pictures(),
        "tracking": tracking(),
    }
    text = json.dumps(values)
    (HERE / "golden.json").write_text(f"{text}\n", encoding="utf-8")


def pictures():
    """Returns the faces of each picture, by each model."""
    return {
        picture: {
            name: [
                {**face.to_dict(), "answers": _answers(model, picture, face)}
                for face in Analyzer(model).read(GOLDEN / picture)
            ]
            for name, model in MODELS.items()
        }
        for picture in PICTURES
    }


def _answers(model, picture, face):
    """Returns the distinct probabilities of a face as its points are moved."""
    classifier, rng = Classifier(model), np.random.default_rng(0)
    image = cv2.imread(str(GOLDEN / picture), cv2.IMREAD_COLOR_RGB)
    found = {tuple(face.probabilities.values()): None}
    for _ in range(DRAWS if classifier.settings.points else 0):
        moved = rng.uniform(-MOVED, MOVED, (len(face.points), 2))
        points = [tuple(point) for point in face.points + moved]
        pixels = face_pixels(
            image,
            Detection(face.box, points, face.score),
            classifier.settings,
            classifier.image_size,
        )
        found[tuple(classifier(pixels).tolist())] = None
    return list(found)


def tracking():
    """Returns labels, settings, and frames with the tracker's answers."""
    labels = ("calm", "glad", "cross")
    settings = Settings(0.0, 0.5, 0.3, 0.1)
    tracker, rng = Tracker(labels, settings), np.random.default_rng(0)
    frames = []
    for step in range(40):
        seen = [
            _seen(rng, 40 + 6 * step, 60, labels),  # goes to the right
            _seen(rng, 280 - 6 * step, 110, labels),  # to the left
            _seen(rng, 400, 80, labels),  # is away now and then
        ]
        if 8 <= step < 12 or 18 <= step < 34:
            seen = seen[:2]
        faces = tracker.update(
            [(Detection(*f[:3]), np.float32(f[3])) for f in seen], step / 10
        )
        told = [[f.number, f.label, f.sure, f.confidence] for f in faces]
        frames.append({"time": step / 10, "seen": seen, "faces": told})
    return {
        "labels": labels,
        "settings": vars(settings),
        "frames": frames,
    }


def _seen(rng, x, y, labels):
    """Returns box, points, score and probabilities."""
    places = ((12, 15), (28, 15), (20, 24), (20, 31), (2, 18), (38, 18))
    moved = (rng.normal(0, 0.5, 2) for _ in places)
    points = [
        [round(x + u + dx, 2), round(y + v + dy, 2)]
        for (u, v), (dx, dy) in zip(places, moved, strict=True)
    ]
    chances = rng.dirichlet(np.ones(len(labels))).astype("float32")
    return [(x, y, 40, 40), points, 0.9, chances.tolist()]


if __name__ == "__main__":
    main()
