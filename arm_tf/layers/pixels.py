"""The first and the last layer of every model: scaling and calibration."""

import keras
from keras import ops

# ITU-R BT.601, the weights that OpenCV and JPEG use.
LUMA = (0.299, 0.587, 0.114)


@keras.saving.register_keras_serializable(package="arm_tf")
class PixelNormalization(keras.layers.Layer):
    """Converts RGB pixels in [0, 255] to the backbone's input range.

    It is part of the model, so that data loading, demos and phones need no mean
    or scale.

    Args:
        mean: three floats, in grey levels.
        deviation: three floats, standard deviations in grey levels.
        grey: bool. Whether to convert RGB to grayscale (in three channels)
            first: for models trained on grayscale faces.
        **kwargs: Base layer arguments.

    Input shape:
        `(batch, height, width, 3)`, RGB in [0, 255].

    Output shape:
        Same as the input.
    """

    def __init__(self, mean, deviation, grey=False, **kwargs):
        super().__init__(**kwargs)
        self.mean = tuple(mean)
        self.deviation = tuple(deviation)
        self.grey = grey

    def call(self, inputs):
        # bfloat16 holds 0 to 255 exactly, but neither a grey value nor a
        # difference from the mean: compute in float32, round only the result.
        x = ops.cast(inputs, "float32")
        if self.grey:
            luma = ops.sum(x * ops.convert_to_tensor(LUMA), -1, keepdims=True)
            x = ops.repeat(luma, 3, axis=-1)
        mean = ops.convert_to_tensor(self.mean, "float32")
        deviation = ops.convert_to_tensor(self.deviation, "float32")
        return ops.cast((x - mean) / deviation, self.compute_dtype)

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {
            **super().get_config(),
            "mean": self.mean,
            "deviation": self.deviation,
            "grey": self.grey,
        }


@keras.saving.register_keras_serializable(package="arm_tf")
class CalibratedLogits(keras.layers.Layer):
    """Calibrates logits, and carries the class names.

    It subtracts an offset for each class, which compensates for class imbalance
    (Menon et al., "Long-tail learning via logit adjustment", arXiv 2007.07314),
    and divides by a temperature (Guo et al., arXiv 1706.04599). Training leaves
    them at 0 and 1; they are fitted on validation faces afterwards and stay
    with the model, wherever it runs.

    Args:
        labels: class names, in the order of the logits.
        **kwargs: Base layer arguments. `dtype` is always float32, because
            probabilities need it.

    Input shape:
        `(batch, classes)`.

    Output shape:
        Same as the input, float32.
    """

    def __init__(self, labels, **kwargs):
        super().__init__(**{**kwargs, "dtype": "float32"})
        self.labels = tuple(labels)

    def build(self, input_shape):
        if input_shape[-1] != len(self.labels):
            raise ValueError(
                f"Expected {len(self.labels)} logits, one for each of "
                f"{', '.join(self.labels)}. "
                f"Received: input_shape={tuple(input_shape)}"
            )
        self.temperature = self.add_weight(
            name="temperature", initializer="ones", trainable=False
        )
        self.offset = self.add_weight(
            name="offset",
            shape=(len(self.labels),),
            initializer="zeros",
            trainable=False,
        )

    def call(self, inputs):
        return (inputs - self.offset) / self.temperature

    def load_own_variables(self, store):
        if "1" in store:
            super().load_own_variables(store)
        else:  # Saved before there were offsets.
            self.temperature.assign(store["0"])

    def compute_output_shape(self, input_shape):
        return input_shape

    def get_config(self):
        return {**super().get_config(), "labels": self.labels}
