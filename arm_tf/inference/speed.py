"""Measures each step from file to prediction on this machine."""

import pathlib
import sys
import time

import cv2
import numpy as np

from arm_tf.faces import pictures
from arm_tf.faces.alignment import STANDARD
from arm_tf.faces.detector import Detection, FaceDetector
from arm_tf.inference.analyzer import Analyzer, face_pixels
from arm_tf.inference.classifier import Classifier
from arm_tf.inference.drawing.annotate import annotate
from arm_tf.inference.results import make_face
from arm_tf.inference.smoothing import predict_once

WIDTH, HEIGHT = 640, 480  # pixels
FACE = 200  # pixels, side of the assumed face
ROUNDS, WARM_UP = 50, 5
STEPS = ("decode", "detect", "align", "classify", "draw")


def measure(model: pathlib.Path, threads: tuple) -> dict:
    """Returns milliseconds by step, and the model's size, start and memory.

    A picture of 640 x 480 is generated; a face is assumed in its middle, so
    that all steps run even if the detector finds none.

    Args:
        model: an exported `.tflite` file.
        threads: numbers of threads to measure with.

    Returns:
        Dict of `size_bytes`, `start_ms` (loading, and the first prediction),
        `memory_bytes` (peak of this process; None on Windows) and `steps`: by
        threads, then step, `{"p50": ms, "p90": ms}`.
    """
    begin = time.perf_counter()
    content = _picture()
    Analyzer(model, threads[0]).read(content)
    start = 1000 * (time.perf_counter() - begin)
    steps = {str(number): _steps(model, number, content) for number in threads}
    return {
        "size_bytes": model.stat().st_size,
        "start_ms": start,
        "memory_bytes": _memory(),
        "steps": steps,
    }


def table(found: dict) -> str:
    """Returns the result of `measure` as a text table."""
    lines = ["milliseconds, p50 / p90" + "".join(f"{s:>16}" for s in STEPS)]
    for threads, steps in found["steps"].items():
        name = f"{threads} thread{'' if threads == '1' else 's'}"
        cells = (
            f"{steps[step]['p50']:8.2f} /{steps[step]['p90']:6.2f}"
            for step in STEPS
        )
        lines.append(f"{name:23}" + "".join(cells))
    memory = found["memory_bytes"]
    told = f", {memory / 1e6:.0f} MB of memory" if memory else ""
    lines.append(
        f"model {found['size_bytes'] / 1e6:.2f} MB, first prediction after "
        f"{found['start_ms']:.0f} ms{told}"
    )
    return "\n".join(lines)


def _steps(model, threads, content):
    classifier, detector = Classifier(model, threads), FaceDetector(threads)
    names, settings = classifier.class_names, classifier.settings
    image, detection = pictures.decode(content), _face()

    def align():
        return face_pixels(image, detection, settings, classifier.image_size)

    pixels = align()
    prediction = predict_once(classifier(pixels), names, settings)
    face = make_face(detection, prediction, names, 1)
    works = {
        "decode": lambda: pictures.decode(content),
        "detect": lambda: detector(image),
        "align": align,
        "classify": lambda: classifier(pixels),
        "draw": lambda: annotate(image, [face]),
    }
    return {step: _time(works[step]) for step in STEPS}


def _time(work):
    times = []
    for number in range(WARM_UP + ROUNDS):
        begin = time.perf_counter()
        work()
        if number >= WARM_UP:
            times.append(1000 * (time.perf_counter() - begin))
    p50, p90 = np.percentile(times, (50, 90)).tolist()
    return {"p50": p50, "p90": p90}


def _picture():
    """Returns the bytes of a JPEG as compressible as a photograph."""
    rng = np.random.default_rng(0)
    small = rng.integers(0, 256, (HEIGHT // 16, WIDTH // 16, 3), dtype="uint8")
    smooth = cv2.resize(small, (WIDTH, HEIGHT), interpolation=cv2.INTER_CUBIC)
    grain = rng.normal(0, 4, smooth.shape)
    pixels = np.clip(smooth + grain, 0, 255).astype("uint8")
    return pictures.encode(pixels, ".jpg")


def _face():
    left, top = (WIDTH - FACE) // 2, (HEIGHT - FACE) // 2
    points = (left, top) + FACE * np.asarray(STANDARD)
    ears = [(left, top + FACE // 2), (left + FACE, top + FACE // 2)]
    return Detection((left, top, FACE, FACE), (*map(tuple, points), *ears), 1.0)


def _memory():
    if sys.platform == "win32":
        return None
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else 1024 * most
