"""A Keras model in, a checked `.tflite` file with its description out."""

PRECISIONS = ("int8", "int4", "float16", "float32")
# Of the precisions that compute in integers; tensors have 8 bits in both.
WEIGHT_BITS = {"int8": 8, "int4": 4}
