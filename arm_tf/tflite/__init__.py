"""A Keras model in, a checked `.tflite` file with its description out."""

PRECISIONS = ("int8", "float16", "float32")
