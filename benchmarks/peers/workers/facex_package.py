"""Runs PyPI's `facex`: its Haar cascade, and its classifier in TFLite.

The classifier gets the whole test face, in gray as from its own detector; the
package resizes it to 200 pixels.
"""

import pathlib

import facex
from common import answer

assets = pathlib.Path(facex.__file__).parent / "assets"
reader = facex.EmotionClassifier(str(assets / "model_optimized.tflite"))


def read(picture):
    """Returns labels and boxes of a BGR picture."""
    return [
        (max(found["emot"], key=found["emot"].get), found["bbox"])
        for found in reader.predict(picture)
    ]


answer(read, reader.detect_emotion)
