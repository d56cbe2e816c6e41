"""Runs an exported file in MediaPipe Tasks, which shares no code with us.

    build/mediapipe/bin/python tests/mediapipe/check.py [MODEL.tflite]

MediaPipe's ImageClassifier must find labels, size and normalisation in the
file's own metadata, and predict the probabilities in its golden.json. This
needs the packages of tests/mediapipe/requirements.txt, but not arm_tf;
`make mediapipe` installs them and runs it.

Exit codes: 0 same predictions; 1 different predictions; 2 no model.
"""

import base64
import json
import pathlib
import sys

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision

MODEL = (
    pathlib.Path(__file__).resolve().parents[2]
    / "arm_tf/pretrained/ferplus/tflite/"
    "model.tflite"
)
ROUNDING = 1e-6  # of probabilities on their way through float32 and JSON


def classifier(path):
    """Returns MediaPipe's `ImageClassifier` of a file, all classes of it."""
    options = vision.ImageClassifierOptions(
        base_options=BaseOptions(model_asset_path=str(path)), max_results=-1
    )
    return vision.ImageClassifier.create_from_options(options)


def probabilities(model, png):
    """Returns a dict of probabilities by label.

    Args:
        model: `ImageClassifier`.
        png: bytes of a face of the model's size.
    """
    bgr = cv2.imdecode(np.frombuffer(png, "uint8"), cv2.IMREAD_COLOR)
    pixels = np.ascontiguousarray(bgr[..., ::-1])
    image = mp.Image(image_format=mp.ImageFormat.SRGB, data=pixels)
    (head,) = model.classify(image).classifications
    return {c.category_name: c.score for c in head.categories}


def complaints(golden, answers):
    """Returns the errors in the predictions, as a list of strings.

    Args:
        golden: dict, a model's golden.json.
        answers: list of what `probabilities` returns, one a face.
    """
    found = []
    allowed = golden["tolerance"] + ROUNDING
    for number, (face, answer) in enumerate(
        zip(golden["faces"], answers, strict=True)
    ):
        expected = dict(
            zip(golden["labels"], face["probabilities"], strict=True)
        )
        if set(answer) != set(expected):
            found.append(f"face {number}: labels {sorted(answer)}")
            continue
        largest = max(abs(answer[k] - expected[k]) for k in expected)
        if largest > allowed:
            found.append(f"face {number}: off by {largest:.4f}: {answer}")
    return found


def main(path=MODEL):
    """Returns the exit code."""
    path = pathlib.Path(path)
    if not path.is_file():
        print(
            "error: Expected an exported model. Received: "
            f"{path}, which does not exist. Write one with `python "
            "export/to_tflite.py`.",
            file=sys.stderr,
        )
        return 2
    golden = json.loads(path.with_name("golden.json").read_text())
    pngs = [base64.b64decode(face["png"]) for face in golden["faces"]]
    with classifier(path) as model:
        answers = [probabilities(model, png) for png in pngs]
    problems = complaints(golden, answers)
    print(
        f"MediaPipe {mp.__version__}: {len(answers)} faces, labels "
        f"{', '.join(golden['labels'])}: {len(problems)} answered otherwise"
    )
    for problem in problems:
        print(problem)
    return 1 if problems else 0


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
