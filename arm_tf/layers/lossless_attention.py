"""Attention from the previous layer, without reducing any dimension.

Our interpretation of LLAM (arXiv 2001.11869), of which only the abstract is
public. According to it, attention maps are made from the previous layer's
information without reducing the dimensionality, and are fused with the
features. Layers, sizes, fusion and positions are our choice.
"""

import keras
from keras import layers

from arm_tf.layers.batch_normalization import BatchNormalization

SOURCES = ("both", "previous", "current")
FUSIONS = ("residual", "multiply")


@keras.saving.register_keras_serializable(package="arm_tf")
class LosslessAttention(layers.Layer):
    """Weights every value of a stage's output by an attention map.

    With the input X and the output Y of a stage, `A = sigmoid(BN(conv(S)))`: a
    3x3 convolution to the full height, width and channels of Y. S is X, Y or
    both, side by side; if X has another shape than Y, a strided 3x3
    convolution, BatchNorm and ReLU adapt it first. The output is `Y + Y * A` or
    `Y * A`.

    The last BatchNorm starts with a scale of 0, so that A starts at 0.5
    everywhere: a constant gate, which changes a pretrained backbone only by a
    factor.

    The parts are Keras layers. Called on symbolic tensors, `call` adds them to
    a functional model one by one; see `flatten`.

    Args:
        source: "both", "previous" (X alone) or "current" (Y alone).
        fusion: "residual" or "multiply".
        **kwargs: Base layer arguments. `dtype` also goes to the parts.

    Input shape:
        List of X `(batch, rows, columns, channels)` and Y; the rows and
        columns of X are those of Y, or a whole multiple, rounded up or down.

    Output shape:
        That of Y.

    Reference:
        Our interpretation of arXiv 2001.11869
    """

    def __init__(self, source="both", fusion="residual", **kwargs):
        super().__init__(**kwargs)
        _check("source", source, SOURCES)
        _check("fusion", fusion, FUSIONS)
        self.source = source
        self.fusion = fusion

    def build(self, input_shape):
        previous, current = map(tuple, input_shape)
        channels = current[-1]
        self.bring = []  # X to the shape of Y
        if self.source != "current" and previous[1:] != current[1:]:
            strides, padding = zip(
                *(_stride(previous[i], current[i]) for i in (1, 2)), strict=True
            )
            self.bring = [
                *self._convolution("previous", channels, strides, padding),
                self._part(layers.ReLU, "previous.relu"),
            ]
            if _build(self.bring, previous)[1:] != current[1:]:
                raise ValueError(
                    "`LosslessAttention` needs a map before the stage with "
                    "the rows and columns of the map behind it, or a whole "
                    f"multiple. Received: input_shape={[previous, current]}"
                )
        self.attend = [
            *self._convolution("attention", channels, gamma="zeros"),
            self._part(layers.Activation, "sigmoid", activation="sigmoid"),
        ]
        double = 2 if self.source == "both" else 1
        _build(self.attend, (*current[:3], double * channels))
        self.join = self._part(layers.Concatenate, "concatenate")
        self.gate = self._part(layers.Multiply, "multiply")
        self.add = self._part(layers.Add, "add")

    def _part(self, kind, name, **arguments):
        # Unique names, because `flatten` puts the parts among other layers.
        name = f"{self.name}.{name}"
        return kind(dtype=self.dtype_policy, name=name, **arguments)

    def _convolution(self, name, channels, strides=1, padding=1, gamma="ones"):
        return [
            # As in the ResNets: "same" would shift a strided map by a pixel.
            self._part(layers.ZeroPadding2D, f"{name}.pad", padding=padding),
            self._part(
                layers.Conv2D,
                f"{name}.conv",
                filters=channels,
                kernel_size=3,
                strides=strides,
                use_bias=False,
                kernel_initializer="he_normal",
            ),
            self._part(
                BatchNormalization,
                f"{name}.bn",
                momentum=0.9,
                epsilon=1e-5,
                gamma_initializer=gamma,
            ),
        ]

    def parts(self) -> list:
        """Returns the layers of both branches."""
        return [*self.bring, *self.attend]

    def call(self, inputs):
        previous, current = inputs
        gated = self.gate([current, self.attention(previous, current)])
        if self.fusion == "multiply":
            return gated
        return self.add([current, gated])

    def attention(self, previous, current):
        """Returns A, in (0, 1), of the shape of `current`."""
        if self.source == "current":
            return _apply(self.attend, current)
        previous = _apply(self.bring, previous)
        if self.source == "previous":
            return _apply(self.attend, previous)
        return _apply(self.attend, self.join([previous, current]))

    def compute_output_shape(self, input_shape):
        return tuple(input_shape[1])

    def get_config(self):
        return {
            **super().get_config(),
            "source": self.source,
            "fusion": self.fusion,
        }


def flatten(model: keras.Model) -> keras.Model:
    """Returns a functional model with its attention layers split into parts.

    It computes the same function with the same, shared weights, but in layers
    that can be folded and quantized one by one.

    Args:
        model: functional `keras.Model`.
    """

    def call(layer, *args, **kwargs):
        if isinstance(layer, LosslessAttention):
            return layer.call(*args)
        return layer(*args, **kwargs)

    return keras.models.clone_model(
        model, clone_function=lambda layer: layer, call_function=call
    )


def _stride(rows, wanted):
    """Returns the stride and the padding of a 3x3 convolution to `wanted`."""
    if rows == 2 * wanted + 1:  # From 9 rows, dlib's network makes 4; ours, 5.
        return 2, 0
    return -(-rows // wanted), 1


def _apply(parts, x):
    for part in parts:
        x = part(x)
    return x


def _build(parts, shape):
    for part in parts:
        part.build(shape)
        shape = part.compute_output_shape(shape)
    return tuple(shape)


def _check(name, value, choices):
    if value not in choices:
        raise ValueError(
            f"`{name}` must be one of {', '.join(choices)}. "
            f"Received: {name}={value!r}"
        )
