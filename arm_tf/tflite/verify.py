"""Compares a TFLite file with its Keras model, on held-out faces.

Two Keras models may be involved. The trained one sets the accuracy that the
file must keep. Agreement is with the one that was converted: the same one, or
after quantization-aware training, which changes weights, the fine-tuned one.
"""

import dataclasses
from typing import Any

import numpy as np

from arm_tf.data.batches import FaceBatches
from arm_tf.data.face_sets import FaceSet
from arm_tf.evaluation import metrics, significance
from arm_tf.evaluation.calibration import softmax
from arm_tf.evaluation.evaluate import predict as predict_with_keras
from arm_tf.models.parts import KerasClassifier
from arm_tf.quantize.convertible import Convertible
from arm_tf.tflite.choice import Comparison
from arm_tf.tflite.file_model import latency, predict
from arm_tf.tflite.operations import oldest_runtime, operations

BATCH = 64  # faces at a time
ERROR_FACES = 16  # to measure a layer's error on
ACCURACY_BUDGET = 0.005  # share of faces that a file may lose
AGREEMENT = 0.97  # share of faces with the same label, at least
NEAR_TIE = 0.05  # between the two largest probabilities of a face


@dataclasses.dataclass(frozen=True)
class FileReport:
    """The figures of a file, in the order of its `report.json`.

    `keras_...` are figures of the trained model, `tflite_...` the file's.
    """

    precision: str
    qat_epochs: int
    layer_errors: dict | None  # by layer; None without rounding
    split: str
    num_images: int
    agreement: float  # with the model that was converted
    agreement_with_trained: float
    max_probability_difference: float
    keras_accuracy: float
    keras_accuracy_interval: list
    keras_macro_f1: float
    keras_ece: float
    tflite_accuracy: float
    tflite_accuracy_interval: list
    tflite_macro_f1: float
    tflite_ece: float
    accuracy_difference_interval: list
    f1_change: dict  # by class
    size_bytes: int
    ops: list  # as `operations` gives them
    min_runtime: str | None
    latency_ms: dict  # by number of threads
    quantization: Comparison | None = None  # of both ways to int8
    near_ties: float | None = None  # share of faces; rounding may decide these
    agreement_beyond_ties: float | None = None

    def to_dict(self) -> dict[str, Any]:
        """Returns plain values for a JSON file."""
        values = dataclasses.asdict(self)
        for field in dataclasses.fields(self):
            if field.default is None and values[field.name] is None:
                del values[field.name]
        return values


def verify(
    content: bytes,
    precision: str,
    source: Convertible,
    classifier: KerasClassifier,
    faces: FaceSet,
    split: str,
) -> FileReport:
    """Evaluates a file on some faces and inspects it.

    Args:
        content: the file's bytes.
        precision: one of `arm_tf.tflite.PRECISIONS`, for the report.
        source: what it was converted from.
        classifier: the trained model.
        faces: held-out faces, with the model's labels.
        split: the name of these faces.
    """
    size = classifier.image_size
    few = FaceBatches(faces, size, ERROR_FACES)[0][0]
    answers = {
        "tflite": predict(content, FaceBatches(faces, size, BATCH)),
        "keras": _probabilities(classifier, faces),
    }
    answers["converted"] = answers["keras"]
    if source.reference is not classifier:
        answers["converted"] = _probabilities(source.reference, faces)
    return FileReport(
        precision=precision,
        qat_epochs=source.qat_epochs,
        layer_errors=source.layer_errors(few),
        **compare(answers, faces.classes, list(faces.labels), split),
        **inspect(content),
    )


def _probabilities(classifier, faces):
    return softmax(predict_with_keras(classifier.network, faces, BATCH))


def compare(
    answers: dict, classes: np.ndarray, labels: list, split: str
) -> dict:
    """Returns how a file's predictions differ from its Keras models'.

    Args:
        answers: dict of probabilities `(faces, classes)`: "tflite", "keras"
            (the trained model) and "converted" (see above).
        classes: int `(faces,)`, the truth.
        labels: class names.
        split: str, which faces these are.

    Returns:
        Dict of plain values, fields of `FileReport`.
    """
    file, trained, converted = (
        answers[key] for key in ("tflite", "keras", "converted")
    )
    top = {key: value.argmax(axis=1) for key, value in answers.items()}
    ours, theirs = (
        metrics.report(p, classes, labels, split) for p in (file, trained)
    )
    same = top["tflite"] == top["converted"]
    second, first = np.sort(converted, axis=1)[:, -2:].T
    clear = first - second >= NEAR_TIE
    beyond_ties = float(same[clear].mean()) if clear.any() else 1.0
    result = {
        "split": split,
        "num_images": len(classes),
        "agreement": float(same.mean()),
        "near_ties": float(1 - clear.mean()),
        "agreement_beyond_ties": beyond_ties,
        "agreement_with_trained": float(np.mean(top["tflite"] == top["keras"])),
        "max_probability_difference": float(np.abs(file - converted).max()),
    }
    for name, report in (("keras", theirs), ("tflite", ours)):
        for key in ("accuracy", "accuracy_interval", "macro_f1", "ece"):
            result[f"{name}_{key}"] = getattr(report, key)
    hits = (top[key] == classes for key in ("tflite", "keras"))
    interval = significance.accuracy_difference_interval(*hits)
    result["accuracy_difference_interval"] = interval
    result["f1_change"] = {
        label: ours.per_class[label]["f1"] - theirs.per_class[label]["f1"]
        for label in labels
    }
    return result


def inspect(content: bytes) -> dict:
    """Returns a file's size, operations, runtime and speed."""
    return {
        "size_bytes": len(content),
        "ops": operations(content),
        "min_runtime": oldest_runtime(content),
        "latency_ms": latency(content),
    }


def failed_checks(report: FileReport) -> list:
    """Returns why a file must not be shipped, as a list of strings.

    A few faces can exceed a limit by chance: a check fails only if the 95 %
    interval also excludes an equal accuracy, or the required agreement.
    """
    found = []
    lost = report.keras_accuracy - report.tflite_accuracy
    beyond_chance = report.accuracy_difference_interval[1] < 0
    if lost > ACCURACY_BUDGET + 1e-9 and beyond_chance:  # 0.005 is not exact
        found.append(
            f"it loses {100 * lost:.2f} points of accuracy, the budget is "
            f"{100 * ACCURACY_BUDGET:.2f}"
        )
    faces = report.num_images
    agreeing = round(report.agreement * faces)
    if significance.wilson_interval(agreeing, faces)[1] < AGREEMENT:
        found.append(
            f"it agrees with the Keras model on {report.agreement:.1%} of "
            f"faces, {AGREEMENT:.0%} are needed"
        )
    return found
