"""FER2013: 48x48 grey faces, as a csv file or as Kaggle's folders.

csv: `fer2013.csv` or `icml_face_data.csv`, with the columns `emotion`,
`pixels` and `Usage` in any order. If both PublicTest and PrivateTest exist, the
first is for validation and the second for testing; if only one exists, it is
for testing.

Folders: `train/angry`, ..., `test/angry`, ... and, in some copies,
`validation/angry`, ... Their alphabetical order is not the order of the csv's
numbers, so they are mapped by name; Kaggle merged PublicTest and PrivateTest
into `test`.

Kaggle's challenge has only training rows, in `train.csv` without Usage.
"""

import dataclasses
import pathlib
from typing import Any

import numpy as np

from arm_tf.data import tables
from arm_tf.data.face_sets import (
    ArrayImages,
    FaceSet,
    FaceSplits,
    check_some,
    one_hot,
    pixel_hash,
)
from arm_tf.data.images import image_files, listing
from arm_tf.data.images.links import check_label_file
from arm_tf.errors import InputError
from arm_tf.expressions import BASIC, canonical

ORDER = tuple("anger disgust fear happiness sadness surprise neutral".split())
USAGES = ("Training", "PublicTest", "PrivateTest")
CSV_NAMES = ("fer2013.csv", "icml_face_data.csv", "train.csv")
WITHOUT_USAGE = "train.csv"
SIDE = 48  # pixels
LAYOUTS = "FER2013: fer2013.csv, icml_face_data.csv or train/ and test/ folders"


@dataclasses.dataclass(frozen=True)
class Rows:
    """The rows of the csv file."""

    pixels: np.ndarray  # uint8 `(rows, 48, 48, 1)`, grey
    emotions: np.ndarray  # int64 `(rows,)`, index into `ORDER`
    usages: np.ndarray  # int64 `(rows,)`, index into `USAGES`


def read(root: pathlib.Path) -> FaceSplits:
    """Returns the `FaceSplits` of FER2013: seven classes, grey faces.

    Raises:
        InputError: `root` has neither csv file nor `train/`, or its content is
            faulty.
    """
    root = listing.open_root(root, LAYOUTS)
    path = find_csv(root)
    if path:
        rows = read_rows(path)
        columns = np.array([BASIC.index(name) for name in ORDER])
        targets = one_hot(columns[rows.emotions], len(BASIC))
        everything = np.ones(len(targets), bool)
        return split(f"FER2013, {path.name}", rows, targets, BASIC, everything)
    if (root / "train").is_dir():
        return _folders(root)
    raise InputError(
        f"Expected {LAYOUTS}. Received: {root}, which has none of them. Check "
        "--data."
    )


def find_csv(root: pathlib.Path) -> pathlib.Path | None:
    """Returns the path of the csv file below `root`, or None.

    Raises `InputError` where it is a link out of the data folder.
    """
    # The challenge's archive unpacks to a folder of its own.
    for folder in (root, root / "fer2013"):
        for name in CSV_NAMES:
            if name == WITHOUT_USAGE and (folder / "train").is_dir():
                continue  # Another data set's list of its folders.
            if (folder / name).is_file():
                return check_label_file(folder / name, root)
    return None


def read_rows(path: pathlib.Path) -> Rows:
    """Returns the `Rows` of a csv file; raises `InputError`."""
    pixels, emotions, usages = bytearray(), [], []
    columns = ("emotion", "pixels", "Usage")
    # Kaggle's training rows have no Usage: all are for training.
    defaults = {"Usage": USAGES[0]} if path.name == WITHOUT_USAGE else {}
    for where, (emotion, text, usage) in tables.read_csv(
        path, columns, defaults
    ):
        emotions.append(tables.whole_number(emotion, 0, 6, where, "emotion"))
        usages.append(find_usage(usage, where))
        pixels += _grey_levels(text, where).tobytes()
    if not emotions:
        raise InputError(
            f"Expected rows of faces in {path}. Received: only a header. Get "
            "the file again."
        )
    return Rows(
        np.frombuffer(pixels, "uint8").reshape(-1, SIDE, SIDE, 1),
        np.array(emotions),
        np.array(usages),
    )


def find_usage(text: str, where: str) -> int:
    """Returns the index of a Usage cell in `USAGES`."""
    if text not in USAGES:
        raise InputError(
            f"{where}: expected Usage to be one of {', '.join(USAGES)}. "
            f"Received: {tables.short(text)}. Was the file cut off? Get it "
            "again."
        )
    return USAGES.index(text)


def _grey_levels(text, where):
    """Returns uint8 `(2304,)` of blank-separated numbers."""
    try:
        # Wider than a byte, so that 256 is noticed instead of becoming 0.
        levels = np.fromstring(text, "int64", sep=" ")
    except ValueError:
        fault = f"{tables.short(text)}, not all whole numbers"
    else:
        if len(levels) != SIDE * SIDE:
            fault = f"{len(levels)} numbers"
        elif levels.min() < 0 or levels.max() > 255:
            fault = f"numbers from {levels.min()} to {levels.max()}"
        else:
            return levels.astype("uint8")
    raise InputError(
        f"{where}: expected {SIDE * SIDE} pixels from 0 to 255. Received: "
        f"{fault}. Was the file cut off? Get it again."
    )


def split(
    layout: str,
    rows: Rows,
    targets: np.ndarray,
    labels: tuple,
    keep: np.ndarray,
) -> FaceSplits:
    """Returns the `FaceSplits` of the rows to keep, bool `(rows,)`.

    The name of the test split is appended to the layout. Targets are float32
    `(rows, classes)`.
    """
    present = [usage in rows.usages for usage in range(len(USAGES))]
    parts = {"train": 0}
    if present[1] and present[2]:
        parts |= {"validation": 1, "test": 2}
    elif present[1] or present[2]:
        parts["test"] = 1 if present[1] else 2
    if "test" in parts:
        layout += f"; test is {USAGES[parts['test']]}"
    splits: dict[str, Any] = {}
    for name, usage in parts.items():
        mask = keep & (rows.usages == usage)
        faces = chosen(rows, targets, labels, mask)
        if present[usage]:
            check_some(faces, f"{layout} ({USAGES[usage]})")
        splits[name] = faces
    return FaceSplits(layout, **splits)


def chosen(
    rows: Rows, targets: np.ndarray, labels: tuple, mask: np.ndarray
) -> FaceSet:
    """Returns the `FaceSet` of the rows where bool `(rows,)` is true."""
    pixels = rows.pixels[mask]
    hashes = np.array([pixel_hash(face) for face in pixels], "uint64")
    names = 1 + np.flatnonzero(mask)
    return FaceSet(ArrayImages(pixels), targets[mask], labels, hashes, names)


def _folders(root):
    parts = listing.split_folders(root)
    found = listing.list_parts(root, parts, _expression)
    names = ", ".join(f"{part.name}/" for part in parts.values())
    layout = f"FER2013, Kaggle's folders {names}"
    if "test" in parts and "validation" not in parts:
        layout += "; test is PublicTest and PrivateTest"
    return image_files.load(root, layout, BASIC, **found)


def _expression(name):
    if canonical(name) not in BASIC:
        raise InputError(
            f"Expected class folders named {', '.join(BASIC)} (or angry, "
            f"happy, sad). Received: {name}. Numbers differ between copies of "
            "FER2013; name the folders."
        )
    return canonical(name)
