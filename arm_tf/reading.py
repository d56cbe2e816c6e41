"""The import paths of version 0.1.0, each with a `DeprecationWarning`.

The package `arm_tf.reading` became `arm_tf.faces` and `arm_tf.inference`. `from
arm_tf import Analyzer` is unchanged.
"""

import sys
import types
import warnings

from arm_tf.faces import alignment, detector
from arm_tf.inference import (
    analyzer,
    classifier,
    model_settings,
    results,
    tracking,
)

MOVED = {  # what 0.1.0's documentation named -> where it is now
    "analyzer.Analyzer": (analyzer, "Analyzer"),
    "classifier.Classifier": (classifier, "Classifier"),
    "cut.STANDARD": (alignment, "STANDARD"),
    "cut.count_halvings": (alignment, "count_halvings"),
    "cut.cut_face": (alignment, "align_face"),
    "cut.halve": (alignment, "halve"),
    "cut.place": (alignment, "place"),
    "faces.Face": (results, "Face"),
    "faces.Faces": (results, "Faces"),
    "finder.Finder": (detector, "FaceDetector"),
    "finder.Found": (detector, "Detection"),
    "model_settings.Settings": (model_settings, "Settings"),
    "tracking.Tracker": (tracking, "Tracker"),
}


class _OldModule(types.ModuleType):
    """A module of 0.1.0 that looks its names up in their new modules."""

    def __getattr__(self, name):
        old = f"{self.__name__.removeprefix('arm_tf.reading.')}.{name}"
        if old not in MOVED:
            raise AttributeError(f"module {self.__name__} has no {name}")
        module, new = MOVED[old]
        warnings.warn(
            f"arm_tf.reading.{old} is now {module.__name__}.{new}",
            DeprecationWarning,
            stacklevel=2,
        )
        return getattr(module, new)


for _name in {old.partition(".")[0] for old in MOVED}:
    _module = _OldModule(f"{__name__}.{_name}")
    globals()[_name] = sys.modules[_module.__name__] = _module
