"""Classification metrics in NumPy alone.

Averages over classes differ in which classes they include, and published
figures rarely say which. Here:

* mean recall is over the classes in the ground truth: the recall of a class
  without faces is not zero, it is unknown.
* macro F1 is over all labels given, present or not; if a class is neither
  in the truth nor among the predictions, its F1 is 0. This is scikit-learn's
  `f1_score(labels=..., average="macro", zero_division=0)`.
"""

import dataclasses
from typing import Any

import numpy as np

from arm_tf.errors import InputError
from arm_tf.evaluation.scores import (
    check_answers,
    check_labels,
    check_probabilities,
)
from arm_tf.evaluation.significance import wilson_interval
from arm_tf.expressions import NO_CLASS

NUM_BINS = 15  # of confidence, as in Guo et al. and most papers since


@dataclasses.dataclass(frozen=True)
class Report:
    """Figures of some predictions, in the order of `report.json`.

    Shares are in [0, 1], intervals are `[low, high]` at 95 %. Classes that are
    not in the truth have recall, F1 and support 0 and are left out of
    `mean_recall`, but not of `macro_f1`.
    """

    labels: list  # class names
    split: str
    num_images: int
    accuracy: float
    accuracy_interval: list
    mean_recall: float
    macro_f1: float
    ece: float
    per_class: dict  # name -> {precision, recall, f1, support}
    recall_intervals: dict  # by name
    confusion_matrix: list  # rows = truth

    def to_dict(self) -> dict[str, Any]:
        """Returns plain values for a JSON file, without optional ones."""
        return {
            field.name: value
            for field in dataclasses.fields(self)
            if (value := getattr(self, field.name)) is not None
            or field.default is not None
        }


def report(
    probabilities: np.ndarray, classes: np.ndarray, labels: list, split: str
) -> Report:
    """Returns the figures of some predictions.

    Args:
        probabilities: float `(faces, classes)`, rows summing to 1.
        classes: int `(faces,)`, the truth.
        labels: list of class names, one per column of `probabilities`.
        split: str. Which faces these are, such as "test".

    Raises:
        InputError: no faces, shapes or labels that do not match, classes out
            of range, or rows that are no probabilities.
    """
    probabilities, classes = check_probabilities(probabilities, classes)
    labels = check_labels(labels, probabilities.shape[1])
    predicted = probabilities.argmax(axis=1)
    matrix = _confusion(classes, predicted, len(labels))
    hits, support = matrix.diagonal(), matrix.sum(axis=1)
    claimed = matrix.sum(axis=0)
    columns = {
        "precision": _ratio(hits, claimed),
        "recall": _ratio(hits, support),
        "f1": _ratio(2 * hits, support + claimed),
        "support": support,
    }
    return Report(
        labels=labels,
        split=split,
        num_images=len(classes),
        accuracy=float(hits.sum() / len(classes)),
        accuracy_interval=wilson_interval(int(hits.sum()), len(classes)),
        mean_recall=float(columns["recall"][support > 0].mean()),
        macro_f1=float(columns["f1"].mean()),
        ece=expected_calibration_error(probabilities, classes),
        per_class={
            label: {name: values[i].item() for name, values in columns.items()}
            for i, label in enumerate(labels)
        },
        recall_intervals={
            label: wilson_interval(int(hits[i]), int(support[i]))
            for i, label in enumerate(labels)
        },
        confusion_matrix=matrix.tolist(),
    )


def expected_calibration_error(
    probabilities: np.ndarray, classes: np.ndarray, bins: int = NUM_BINS
) -> float:
    """Returns how far confidence is from accuracy, in [0, 1].

    The mean, over faces, of |accuracy - mean confidence| of the face's bin.

    Args:
        probabilities: float `(faces, classes)`, rows summing to 1.
        classes: int `(faces,)`, the truth.
        bins: int. Equal parts of [0, 1].

    Reference:
        [Guo et al., 2017](https://arxiv.org/abs/1706.04599)
    """
    counts, confidence, accuracy = reliability(probabilities, classes, bins)
    return float(counts @ np.abs(accuracy - confidence) / counts.sum())


def reliability(
    probabilities: np.ndarray, classes: np.ndarray, bins: int = NUM_BINS
) -> tuple:
    """Returns the bins of a reliability diagram; 0 where a bin is empty.

    Args:
        probabilities: float `(faces, classes)`, rows summing to 1.
        classes: int `(faces,)`, the truth.
        bins: int. Equal parts of [0, 1], each with its upper edge.

    Returns:
        Three arrays `(bins,)`: int64 faces, float64 mean confidence (the
        probability of the predicted class) and float64 accuracy.
    """
    probabilities, classes = check_probabilities(probabilities, classes)
    top = probabilities.max(axis=1)
    correct = probabilities.argmax(axis=1) == classes
    index = np.clip(np.ceil(top * bins).astype(int) - 1, 0, bins - 1)
    counts = np.bincount(index, minlength=bins)
    confidence = _ratio(np.bincount(index, top, bins), counts)
    return counts, confidence, _ratio(np.bincount(index, correct, bins), counts)


def aff_wild2_score(
    classes: np.ndarray, predicted: np.ndarray, num_classes: int
) -> float:
    """Returns the score of the expression challenge on Aff-Wild2.

    `0.67 * F1 + 0.33 * accuracy` for 7 classes, F1 for 8 (since ABAW3), F1
    being `macro_f1`. Pool the frames of all videos, or score one video.

    Args:
        classes: int `(frames,)`, the truth; frames of -1 are left out.
        predicted: int `(frames,)`; -1, no face detected, counts as wrong.
        num_classes: 7 or 8.

    Returns:
        Float in [0, 1].
    """
    if num_classes not in (7, 8):
        raise InputError(
            "The Aff-Wild2 score is defined for 7 or 8 classes. Received: "
            f"{num_classes}. Use macro_f1 for others."
        )
    classes, predicted = check_answers(classes, predicted, num_classes)
    f1 = macro_f1(classes, predicted, num_classes)
    if num_classes == 8:
        return f1
    labelled = classes != NO_CLASS
    accuracy = np.mean(classes[labelled] == predicted[labelled])
    return float(0.67 * f1 + 0.33 * accuracy)


def macro_f1(
    classes: np.ndarray, predicted: np.ndarray, num_classes: int
) -> float:
    """Returns the mean F1 of classes 0 to `num_classes - 1`, in [0, 1].

    Args:
        classes: int `(faces,)`, the truth; faces of -1 are left out.
        predicted: int `(faces,)`; -1 is no prediction, and counts as wrong.
        num_classes: int. A class that never occurs counts with F1 = 0.
    """
    classes, predicted = check_answers(classes, predicted, num_classes)
    labelled = classes != NO_CLASS
    classes, predicted = classes[labelled], predicted[labelled]

    def count(values):
        return np.bincount(values, minlength=num_classes)

    hits = count(classes[classes == predicted])
    claimed = count(predicted[predicted != NO_CLASS])
    return float(_ratio(2 * hits, count(classes) + claimed).mean())


def _confusion(classes, predicted, num_classes):
    """Returns int64 `(num_classes, num_classes)` counts, rows = truth."""
    cells = classes * num_classes + predicted
    counts = np.bincount(cells, minlength=num_classes**2)
    return counts.reshape(num_classes, num_classes)


def _ratio(part, whole):
    """Returns `part / whole`, and 0 where the whole is 0."""
    return np.divide(part, whole, out=np.zeros(len(whole)), where=whole > 0)
