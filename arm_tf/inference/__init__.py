"""From a picture to faces with expressions: classify, track, smooth, draw.

It needs only an exported model; neither TensorFlow nor Keras is loaded.
"""
