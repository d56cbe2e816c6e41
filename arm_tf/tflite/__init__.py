"""Exports a Keras model to a verified `.tflite` file with a description."""

PRECISIONS = ("int8", "int4", "float16", "float32")
# Of the integer precisions; activations have 8 bits in both.
WEIGHT_BITS = {"int8": 8, "int4": 4}
