"""Recognizes the data set in a folder by file names alone."""

import pathlib

from arm_tf.data import fer2013, raf_db
from arm_tf.data.affectnet import IMAGES as AFFECTNET_IMAGES
from arm_tf.data.images import listing
from arm_tf.data.sfew import FOLDERS as SFEW_FOLDERS

EXPECTED = "RAF-DB, FER2013, AffectNet, SFEW, or class-named folders"


def recognise(root: pathlib.Path) -> str:
    """Returns the name of the preset for a folder, assuming seven classes.

    No file is opened. Anything else is "folder", whose reader then reports
    errors.

    Raises:
        InputError: the folder is missing or empty.
    """
    root = listing.open_root(root, EXPECTED)
    if fer2013.find_csv(root):
        return "fer2013"
    if _has_raf_db(root):
        return "raf_db"
    if _has_affectnet(root):
        return "affectnet7"
    if (root / SFEW_FOLDERS["train"]).is_dir():
        return "sfew"
    return "folder"


def _has_raf_db(root):
    if any((root / below / "EmoLabel").is_dir() for below in (".", "basic")):
        return True
    for train in (root / "DATASET" / "train", root / "train"):
        if train.is_dir():
            names = {path.name for path in listing.subfolders(train)}
            # Eight numbered folders are AffectNet's.
            return bool(names) and (
                names <= set(raf_db.OFFICIAL)
                or names <= set(raf_db.EFFICIENT_FACE)
            )
    return False


def _has_affectnet(root):
    if (root / "train_set").is_dir():
        return True
    tables = (*root.glob("training.csv"), *root.glob("*/training.csv"))
    if tables or any((root / below).is_dir() for below in AFFECTNET_IMAGES):
        return True
    train = root / "train"
    return train.is_dir() and any(
        path.name.isdigit() for path in listing.subfolders(train)
    )
