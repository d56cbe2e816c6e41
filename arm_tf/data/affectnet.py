"""AffectNet with seven or eight expressions, in three forms.

csv: `training.csv` and `validation.csv`, at the root or one folder down, and
the uncropped pictures in `Manually_Annotated_Images/` (at the root or in
`Manually_Annotated/`). Faces are cropped by their boxes.

npy: `train_set/images/<id>.jpg` with `train_set/annotations/<id>_exp.npy`; the
same for `val_set`.

Folders: `train/` and `val/` (or `valid/`, `validation/`), perhaps `test/`, with
class folders, named by expression or numbered as below.

Its test labels are not public, so results are reported on its validation set:
this is the test split here, unless a copy has its own test set. Faces without
one of the wanted expressions are left out. Published counts disagree, so none
is checked.
"""

import pathlib

import numpy as np
import tqdm

from arm_tf.data import tables
from arm_tf.data.face_sets import FaceSplits
from arm_tf.data.images import image_files, listing
from arm_tf.data.images.links import check_label_file
from arm_tf.errors import InputError
from arm_tf.expressions import BASIC, WITH_CONTEMPT, canonical

ORDER = tuple(
    "neutral happiness sadness surprise fear disgust anger contempt none "
    "uncertain no-face".split()
)
MARGIN = 0.1  # share of the face box, on each side
IMAGES = (
    "Manually_Annotated_Images",
    "Manually_Annotated/Manually_Annotated_Images",
)
COLUMNS = (
    "subDirectory_filePath",
    "face_x",
    "face_y",
    "face_width",
    "face_height",
    "expression",
)
LAYOUTS = (
    "AffectNet: training.csv and Manually_Annotated_Images/, train_set/ and "
    "val_set/, or train/ and val/ with class folders"
)


def read(root: pathlib.Path, num_classes: int) -> FaceSplits:
    """Returns the `FaceSplits` of AffectNet: train, test, perhaps validation.

    There are 7 classes, or 8 with contempt.

    Raises:
        InputError: no form is recognized, its files are faulty, or contempt is
            wanted but missing.
    """
    labels = {7: BASIC, 8: WITH_CONTEMPT}[num_classes]
    root = listing.open_root(root, LAYOUTS)
    forms = {"csv form": _csv, "npy form": _npy, "class folders": _folders}
    for form, find in forms.items():
        if found := find(root):
            return _load(root, f"AffectNet, {form}", labels, found)
    raise InputError(
        f"Expected {LAYOUTS}. Received: {root}, which has none of these. "
        "Check --data."
    )


def _load(root, layout, labels, found):
    shown = {name for part in found.values() for name in part.expressions}
    if "contempt" in set(labels) - shown:
        raise InputError(
            f"Expected contempt among the expressions in {root}. Received: "
            "seven at most. Choose the preset affectnet7."
        )
    wanted = {split: _only(part, labels) for split, part in found.items()}
    left_out = sum(map(len, found.values())) - sum(map(len, wanted.values()))
    if "validation" not in found:
        layout += "; test is its validation part"
    layout += f"; {left_out:,} faces with other labels left out"
    return image_files.load(root, layout, labels, **wanted)


def _only(part, labels):
    """Returns the `Listing` of the faces that show one of `labels`."""
    keep = [i for i, name in enumerate(part.expressions) if name in labels]
    return listing.Listing(
        [part.names[i] for i in keep],
        [part.expressions[i] for i in keep],
        None if part.boxes is None else part.boxes[keep],
        part.margin,
    )


def _csv(root):
    found = {}
    for split, name in (("train", "training.csv"), ("test", "validation.csv")):
        for table in (*root.glob(name), *sorted(root.glob(f"*/{name}"))):
            found.setdefault(split, check_label_file(table, root))
    if not found:
        return None
    for below in IMAGES:
        if (root / below).is_dir():
            return {s: _table(path, below) for s, path in found.items()}
    raise InputError(
        f"Expected AffectNet's pictures in {root / IMAGES[0]}. Received: no "
        "such folder. Unpack them there."
    )


def _table(path, below):
    names, expressions, boxes = [], [], []
    for where, (name, *box, label) in tables.read_csv(path, COLUMNS):
        expressions.append(_expression(label, where))
        names.append(f"{below}/{listing.inside(name, where)}")
        # A row without an expression may have no face and no box.
        needs_box = expressions[-1] in WITH_CONTEMPT
        boxes.append(_box(box, where) if needs_box else (0, 0, 0, 0))
    boxes = np.array(boxes, int).reshape(-1, 4)
    return listing.Listing(names, expressions, boxes, MARGIN)


def _box(cells, where):
    try:
        box = [round(float(cell)) for cell in cells]
    except (ValueError, OverflowError):
        box = [np.inf]
    if max(map(abs, box)) > 1e6:  # pixels
        raise InputError(
            f"{where}: expected a face box in pixels. Received: "
            f"{tables.short(', '.join(cells))}. Correct the row or remove it."
        )
    return box


def _expression(label, where):
    return ORDER[tables.whole_number(label, 0, 10, where, "expression")]


def _npy(root):
    names = {"train": "train_set", "validation": "val_set", "test": "test_set"}
    found = {
        split: _annotated(root, root / name)
        for split, name in names.items()
        if (root / name).is_dir()
    }
    return _judged_on_validation(found)


def _judged_on_validation(found):
    """Makes the validation set the test split if there is no other."""
    if "validation" in found and "test" not in found:
        found["test"] = found.pop("validation")
    return found


def _annotated(root, part):
    if not (part / "images").is_dir():
        raise InputError(
            f"Expected AffectNet's faces in {part / 'images'}. Received: no "
            "such folder. Unpack them there."
        )
    names, expressions = [], []
    files = listing.image_files(part / "images")
    for file in tqdm.tqdm(files, "Reading labels", disable=None):
        stem = file.rsplit(".", 1)[0]
        names.append(f"{part.relative_to(root)}/images/{file}")
        path = part / "annotations" / f"{stem}_exp.npy"
        expressions.append(_annotation(check_label_file(path, root)))
    return listing.Listing(names, expressions)


def _annotation(path):
    try:
        with open(path, "rb") as file:
            array = np.lib.format.read_array(file, allow_pickle=False)
        label = int(array.item())
    except Exception as error:  # NumPy does not document which it raises.
        raise InputError(
            f"Expected {path} to hold the number of an expression. Received: "
            f"{error!s:.200}. Get the file again, or remove its image."
        ) from error
    return _expression(str(label), path)


def _folders(root):
    parts = listing.split_folders(root)
    if "train" not in parts:
        return {}
    for part in parts.values():
        _check_numbers(part)
    return _judged_on_validation(listing.list_parts(root, parts, _folder))


def _check_numbers(part):
    """Rejects folders 1 to 7 or 8: the order of that numbering is unknown."""
    numbers = {p.name for p in listing.subfolders(part) if p.name.isdigit()}
    if numbers and "0" not in numbers and "1" in numbers:
        raise InputError(
            f"Expected class folders 0 to 7 in AffectNet's order in {part}. "
            f"Received: {', '.join(sorted(numbers))}, without 0: another "
            "numbering, whose order is not known. Name the folders after the "
            "expressions."
        )


def _folder(name):
    if name.isascii() and name.isdigit() and int(name) < len(ORDER):
        return ORDER[int(name)]
    if canonical(name) in ORDER:
        return canonical(name)
    raise InputError(
        f"Expected class folders named {', '.join(WITH_CONTEMPT)}, or 0 to 7 "
        f"in AffectNet's order. Received: {name}. Rename or remove it."
    )
