"""Pictures and the faces in them: decode, detect, align.

Used by inference and by the data sets, so that a model is trained on faces
that were cut exactly as it will be shown them. Needs NumPy, OpenCV and LiteRT.
"""
