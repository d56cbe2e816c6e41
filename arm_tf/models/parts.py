"""Access to the parts of a classifier by name, in one place.

Code gets the class names, the temperature or a layer of a classifier from a
`KerasClassifier`; no other code depends on the name or position of a layer.
"""

import dataclasses
import itertools
from typing import Any

import keras
import numpy as np

from arm_tf.errors import InputError
from arm_tf.layers.arm import AmendRepresentation
from arm_tf.layers.pixels import CalibratedLogits

# The layers' names. A published checkpoint calls the last one `fc`.
NORMALIZATION, LOGITS, CALIBRATED = "normalize", "fc", "calibrated"
HEADS = ("arm", "gap", "flatten", "conv")


@dataclasses.dataclass(frozen=True)
class KerasClassifier:
    """A classifier: trained, folded or quantized.

    Attributes:
        network: `keras.Model` from pixels in [0, 255] to calibrated logits.

    Raises:
        InputError: the network is from another project.

    Example:

    >>> classifier = KerasClassifier(arm_tf.load_model("runs/a/model.keras"))
    >>> classifier.class_names
    ('neutral', 'happiness', 'surprise', 'sadness', 'anger', 'disgust', 'fear')
    """

    network: keras.Model

    def __post_init__(self):
        layers = getattr(self.network, "layers", None) or [None]
        if not isinstance(layers[-1], CalibratedLogits):
            raise InputError(
                "Expected a model that this project trained, which ends in "
                "calibrated logits. Received: a model that ends in "
                f"{layers[-1]!r}. Train one with `arm-tf train`."
            )

    @property
    def calibration(self) -> CalibratedLogits:
        """The last layer."""
        return self.network.layers[-1]

    @property
    def class_names(self) -> tuple:
        """In the order of the logits."""
        return self.calibration.labels

    @property
    def image_size(self) -> int:
        """Pixels, square."""
        return int(self.network.input_shape[1])

    @property
    def temperature(self) -> float:
        """What the logits are divided by."""
        return float(np.asarray(self.calibration.temperature))

    @property
    def offset(self) -> np.ndarray:
        """What is subtracted from the logits before that, `(classes,)`."""
        return np.asarray(self.calibration.offset)

    @property
    def is_calibrated(self) -> bool:
        """Whether temperature or offset differ from their initial values."""
        return self.temperature != 1 or bool(np.any(self.offset))

    @property
    def uncalibrated_logits(self) -> keras.KerasTensor:
        """The symbolic logits before their calibration."""
        return self.calibration.input

    @property
    def fully_connected(self) -> keras.layers.Layer:
        """The layer that computes the logits."""
        return self.network.get_layer(LOGITS)

    @property
    def arm(self) -> AmendRepresentation | None:
        """The ARM layer; None where the network has another head."""
        layers = self.network.layers
        found = (x for x in layers if isinstance(x, AmendRepresentation))
        return next(found, None)

    @property
    def normalization(self) -> keras.layers.Layer:
        """The layer that takes the pixels: `PixelNormalization`.

        In a folded classifier it is a 1x1 convolution.
        """
        return self.network.get_layer(NORMALIZATION)

    def calibrate(self, temperature: float = 1.0, offset: Any = 0.0) -> None:
        """Changes how the logits are calibrated, in place.

        Args:
            temperature: float that the logits are divided by.
            offset: float, or floats `(classes,)`, subtracted before that.
        """
        layer = self.calibration
        layer.temperature.assign(temperature)
        layer.offset.assign(np.broadcast_to(offset, layer.offset.shape))


def every_layer(model: keras.Model) -> list[keras.layers.Layer]:
    """Returns a model's layers, and those that ARM and LLAM are made of."""
    # `model.layers` leaves these out.
    inner = [getattr(layer, "parts", list)() for layer in model.layers]
    return [*model.layers, *itertools.chain(*inner)]


def freeze_backbone(model: keras.Model, frozen: bool) -> None:
    """Makes all layers before the head trainable or not, in place.

    Batch norms that are not trainable use their running statistics.
    """
    for layer in model.layers:
        # The head "conv" has layers before its pooling.
        name = layer.name.split(".")[0]
        if name not in (*HEADS, LOGITS, CALIBRATED):
            layer.trainable = not frozen
