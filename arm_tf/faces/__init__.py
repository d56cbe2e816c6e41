"""Pictures and the faces in them: decode, detect, align.

Used by inference and by the data sets, so that a model is trained on faces that
are aligned exactly as in use. Needs NumPy, OpenCV and LiteRT.
"""
