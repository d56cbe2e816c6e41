"""From a picture to faces with expressions, with LiteRT, numpy and OpenCV.

What a phone does, on a desk: an exported model is all that is needed, and
neither TensorFlow nor Keras is loaded. Nothing here imports another package of
ours.
"""
