"""The side of the phone: runs an exported model, without TensorFlow."""
