"""Fold, calibrate, fine-tune: prepares a classifier for conversion.

float32, float16          fold
post-training (PTQ)       fold -> calibrate
quantization-aware (QAT)  fold -> calibrate -> fine-tune
"""

import dataclasses

import numpy as np

from arm_tf.data.face_sets import FaceSet, FaceSplits
from arm_tf.models.parts import KerasClassifier
from arm_tf.quantize.fold import fold
from arm_tf.training.runs import Run


@dataclasses.dataclass(frozen=True)
class Convertible:
    """A model in layers that phones support, and what to compare it with.

    Attributes:
        model: classifier with temperature 1, which is converted.
        folded: the same without fake quantization; `model` itself if it has
            none.
        reference: classifier that the file must agree with: the trained one,
            or the fine-tuned one.
        temperature: float, by which the weights are already divided.
        qat_epochs: int, of fine-tuning; 0 for none.
    """

    model: KerasClassifier
    folded: KerasClassifier
    reference: KerasClassifier
    temperature: float
    qat_epochs: int = 0

    def layer_errors(self, images: np.ndarray) -> dict | None:
        """Returns each quantized tensor's error; None for a float model."""
        if self.model is self.folded:
            return None
        from arm_tf.quantize.layer_errors import layer_errors

        return layer_errors(self.folded.network, self.model.network, images)


def unquantized(classifier: KerasClassifier) -> Convertible:
    """Returns a classifier, folded: for float32 and float16 files.

    Raises:
        InputError: predictions depend on the batch (`affinity="batch"`).
    """
    folded = fold(classifier)
    return Convertible(folded, folded, classifier, classifier.temperature)


def post_training(
    plain: Convertible, faces: FaceSet, weight_bits: int = 8
) -> Convertible:
    """Post-training quantization (PTQ), with calibrated ranges.

    Args:
        plain: what `unquantized` returns.
        faces: training faces to calibrate on.
        weight_bits: 8 or 4.

    Raises:
        InputError: too few faces, or of other classes.
    """
    from arm_tf.quantize.insert import fold_calibration, quantize

    model = quantize(plain.folded, faces, weight_bits=weight_bits)
    fold_calibration(model)
    return dataclasses.replace(plain, model=model)


def quantization_aware(
    plain: Convertible,
    run: Run,
    epochs: int,
    splits: FaceSplits,
    weight_bits: int = 8,
) -> Convertible:
    """Quantization-aware training (QAT): fine-tunes with fake quantization.

    Args:
        plain: what `unquantized` returns.
        run: finished `arm_tf.training.runs.Run`.
        epochs: int of 1 or more.
        splits: of the run, with all three parts.
        weight_bits: 8 or 4.

    Raises:
        InputError: too few faces, or of other classes.
    """
    from arm_tf.quantize.fine_tune import fine_tune
    from arm_tf.quantize.insert import fold_calibration
    from arm_tf.quantize.range_calibration import check_calibration

    check_calibration(plain.folded, splits.train)
    tuned = fine_tune(run, epochs, splits, weight_bits)
    temperature = tuned.temperature  # It was fitted again.
    fold_calibration(tuned)
    return Convertible(tuned, plain.folded, tuned, temperature, epochs)
