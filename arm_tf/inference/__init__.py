"""From a picture to faces with expressions: classify, track, smooth, draw.

An exported model is all that is needed; neither TensorFlow nor Keras is loaded.
"""
