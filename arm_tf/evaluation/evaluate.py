"""Measures a trained model on labelled faces.

Predictions do not depend on the batch size, on the order of the faces or on
their neighbours (except for models trained with affinity=batch).
"""

import dataclasses

import keras
import numpy as np

from arm_tf.data.batches import FaceBatches
from arm_tf.data.face_sets import FaceSet
from arm_tf.data.splits import duplicates
from arm_tf.evaluation import calibration, metrics
from arm_tf.evaluation.calibration import fit_temperature
from arm_tf.evaluation.class_priors import fit_offset
from arm_tf.models.parts import KerasClassifier


@dataclasses.dataclass(frozen=True)
class Evaluation(metrics.Report):
    """A `Report` of a classifier, with what needs more than its predictions.

    Attributes:
        accuracy_flip: with probabilities averaged over face and mirror image.
        temperature: the classifier's.
        ece_uncalibrated: at a temperature of 1.
        duplicates: number of faces that occur in training; None if unknown.
        without_duplicates: dict of some figures without these.
        challenge_score: Aff-Wild2's, on its faces alone.
        groups: what `arm_tf.evaluation.groups.report` returns.
        batch_mean: dict of an imported network's figures with the mean of the
            batch in place of its generic feature.
    """

    accuracy_flip: float
    temperature: float
    ece_uncalibrated: float
    duplicates: int | None
    without_duplicates: dict | None
    challenge_score: float | None = None
    groups: dict | None = None
    batch_mean: dict | None = None


class Images(keras.utils.PyDataset):
    """Only the images of some `FaceBatches`, mirrored if wanted.

    The last batch is padded with its last face to the size of the others, so
    that one shape is compiled once, and devices that share a batch all get a
    part of it (oneDNN's convolutions fail on an empty one).
    """

    def __init__(self, batches, mirrored):
        super().__init__(workers=1)
        self.batches = batches
        self.mirrored = mirrored

    def __len__(self):
        return len(self.batches)

    def __getitem__(self, index):
        images = self.batches[index][0]
        size = min(self.batches.batch_size, len(self.batches.faces))
        missing = [images[-1:]] * (size - len(images))
        images = np.concatenate([images, *missing])
        return images[:, :, ::-1] if self.mirrored else images


def predict(
    model: keras.Model, faces: FaceSet, batch_size: int, mirrored: bool = False
) -> np.ndarray:
    """Returns a classifier's logits, float32 `(faces, classes)`.

    Args:
        model: an arm_tf classifier.
        faces: `FaceSet`.
        batch_size: int. Faces at a time; affects speed, not predictions.
        mirrored: bool. Whether the faces are mirrored left and right.
    """
    batches = FaceBatches(faces, model.input_shape[1], batch_size)
    with batches.reading():
        logits = model.predict(Images(batches, mirrored), verbose=0)
    return logits[: len(faces)]


def cross_entropy(logits: np.ndarray, targets: np.ndarray) -> float:
    """Returns the mean cross-entropy, a float.

    Args:
        logits: float `(faces, classes)`.
        targets: float `(faces, classes)`, rows summing to 1.
    """
    logits = logits - logits.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return float(-(targets * (logits - log_sum)).sum(axis=1).mean())


def calibrate(
    classifier: KerasClassifier,
    faces: FaceSet,
    frequencies: np.ndarray | None = None,
    offset: np.ndarray | None = None,
) -> None:
    """Fits a classifier's offset and temperature, in place.

    Args:
        classifier: to calibrate.
        faces: `FaceSet` of validation faces.
        frequencies: float `(classes,)`, training faces of each class; None to
            leave their imbalance alone.
        offset: float `(classes,)`, to use instead of fitting one.
    """
    classifier.calibrate()
    logits = predict(classifier.network, faces, 64)
    classes = faces.classes
    if offset is None:
        offset = np.zeros(logits.shape[1])
        if frequencies is not None:
            offset = fit_offset(logits, classes, frequencies)
    classifier.calibrate(fit_temperature(logits - offset, classes), offset)


def evaluate(
    classifier: KerasClassifier,
    faces: FaceSet,
    split: str,
    training: FaceSet | None = None,
    batch_size: int = 64,
    logits: np.ndarray | None = None,
) -> Evaluation:
    """Returns the figures of a classifier on some faces.

    Args:
        classifier: to evaluate.
        faces: `FaceSet` to evaluate on, with the model's labels.
        split: str, the split's name.
        training: `FaceSet` the model was trained on, or None if not available.
            Faces that occur there are counted, and the accuracy is also given
            without them.
        batch_size: int.
        logits: what `predict` returned for these faces, if already known.
    """
    model = classifier.network
    if logits is None:
        logits = predict(model, faces, batch_size)
    probabilities = calibration.softmax(logits)
    mirrored = calibration.softmax(predict(model, faces, batch_size, True))
    classes = faces.classes
    report = metrics.report(probabilities, classes, list(faces.labels), split)
    flip = (probabilities + mirrored).argmax(axis=1) == classes
    uncalibrated = calibration.softmax(logits * classifier.temperature)
    return Evaluation(
        **vars(report),
        accuracy_flip=float(flip.mean()),
        temperature=classifier.temperature,
        ece_uncalibrated=metrics.expected_calibration_error(
            uncalibrated, classes
        ),
        **_without_duplicates(probabilities, faces, training),
    )


def challenge_score(report: metrics.Report, dataset: str) -> float | None:
    """Returns the score of a report on Aff-Wild2; None on other data sets."""
    if dataset != "aff_wild2":
        return None
    matrix = np.array(report.confusion_matrix)
    cells = np.indices(matrix.shape).reshape(2, -1)
    truth, predicted = cells.repeat(matrix.ravel(), axis=1)
    return metrics.aff_wild2_score(truth, predicted, len(matrix))


def _without_duplicates(probabilities, faces, training):
    if training is None or not len(training):
        return {"duplicates": None, "without_duplicates": None}
    known, result = duplicates(training, faces), None
    kept = ~known
    if kept.any():
        full = metrics.report(
            probabilities[kept], faces.classes[kept], list(faces.labels), ""
        )
        keys = ("num_images", "accuracy", "mean_recall", "macro_f1")
        result = {key: getattr(full, key) for key in keys}
    return {"duplicates": int(known.sum()), "without_duplicates": result}


def summary(report: Evaluation) -> str:
    """Returns the figures of a report as a few lines of text."""
    low, high = report.accuracy_interval
    lines = [
        f"{report.split}: {report.num_images} faces, accuracy "
        f"{report.accuracy:.4f} (95 %: {low:.4f} to {high:.4f}), "
        f"{report.accuracy_flip:.4f} with flip averaging",
        f"mean recall {report.mean_recall:.4f}, "
        f"macro F1 {report.macro_f1:.4f}, "
        f"ECE {report.ece:.4f} "
        f"({report.ece_uncalibrated:.4f} before calibration)",
    ]
    if report.duplicates:
        rest = report.without_duplicates
        told = f"; accuracy without them {rest['accuracy']:.4f}" if rest else ""
        lines.append(f"{report.duplicates} faces also occur in training{told}")
    if report.challenge_score is not None:
        lines.append(f"Aff-Wild2 score {report.challenge_score:.4f}")
    width = max(map(len, report.labels))
    lines.append(f"{'':{width}}  precision  recall    F1  faces")
    lines += [
        f"{name:{width}}  {row['precision']:9.2f}  {row['recall']:6.2f}  "
        f"{row['f1']:4.2f}  {row['support']:5d}"
        for name, row in report.per_class.items()
    ]
    return "\n".join(lines)
