"""SFEW 2.0: faces of film scenes, in class-named folders.

`Train/Train_Aligned_Faces/Angry/*.png` and `Val/Val_Aligned_Faces/Angry/...`.
The labels of its test set were never published, so results are reported on Val:
it is the test split here, and validation is taken from Train.
"""

import pathlib

from arm_tf.data.face_sets import FaceSplits
from arm_tf.data.images import image_files, listing
from arm_tf.errors import InputError
from arm_tf.expressions import BASIC, canonical

FOLDERS = {
    "train": "Train/Train_Aligned_Faces",
    "test": "Val/Val_Aligned_Faces",
}


def read(root: pathlib.Path) -> FaceSplits:
    """Returns the `FaceSplits` of SFEW: train and test, seven classes.

    Raises:
        InputError: `Train/` or `Val/` is missing or holds other classes.
    """
    root = listing.open_root(root, "SFEW 2.0: Train/ and Val/")
    parts = {split: root / folder for split, folder in FOLDERS.items()}
    for part in parts.values():
        if not part.is_dir():
            raise InputError(
                f"Expected SFEW's aligned faces in {part}. Received: no such "
                "folder. Unpack them there, or check --data."
            )
    found = listing.list_parts(root, parts, _expression)
    layout = "SFEW 2.0, aligned faces; test is Val"
    return image_files.load(root, layout, BASIC, **found)


def _expression(name):
    if canonical(name) not in BASIC:
        raise InputError(
            "Expected SFEW's class folders Angry, Disgust, Fear, Happy, "
            f"Neutral, Sad, Surprise. Received: {name}. Remove that folder."
        )
    return canonical(name)
