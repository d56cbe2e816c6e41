"""RAF-DB, basic expressions: the official release and two repacks.

Official, at the root or in `basic/`:
`EmoLabel/list_patition_label.txt` (sic) with lines `train_00001.jpg 5`, and
`Image/aligned/train_00001_aligned.jpg`. The compound release has the same paths
but labels up to 11: it is rejected.

Kaggle: `DATASET/train/1` to `7` in the official order of labels, and
`train_labels.csv` (`image,label`) beside it; the same for `test`.

EfficientFace: `train/0` to `6`, which start at neutral; the same for `test`.

Others name the folders: `train/happy`, ... `val/` or `valid/` beside `test/` is
for validation; without `test/` it is for testing.

The test split is official. There is no official validation split.
"""

import pathlib

from arm_tf.data import tables
from arm_tf.data.face_sets import FaceSplits
from arm_tf.data.images import image_files, listing
from arm_tf.data.images.links import check_label_file
from arm_tf.errors import InputError
from arm_tf.expressions import BASIC, canonical

OFFICIAL = {
    "1": "surprise",
    "2": "fear",
    "3": "disgust",
    "4": "happiness",
    "5": "sadness",
    "6": "anger",
    "7": "neutral",
}
# As in its README: https://github.com/zengqunzhao/EfficientFace
EFFICIENT_FACE = {
    "0": "neutral",
    "1": "happiness",
    "2": "sadness",
    "3": "surprise",
    "4": "fear",
    "5": "disgust",
    "6": "anger",
}
LABEL_FILES = ("list_patition_label.txt", "list_partition_label.txt")
LAYOUTS = (
    "RAF-DB: EmoLabel/ and Image/aligned/ (official), DATASET/train/1..7 "
    "(Kaggle) or train/0..6 (EfficientFace)"
)
COMPOUND_ONLY = {"8", "9", "10", "11"}
COMPOUND = (
    "Labels 8 to 11 exist only in the compound release; get the basic one."
)


def read(root: pathlib.Path) -> FaceSplits:
    """Returns the `FaceSplits` of RAF-DB: train and test, seven classes.

    Raises:
        InputError: no layout is recognized, or its files are faulty.
    """
    root = listing.open_root(root, LAYOUTS)
    for folder in (root, root / "basic"):
        for name in LABEL_FILES:
            if (folder / "EmoLabel" / name).is_file():
                path = folder / "EmoLabel" / name
                return _official(root, folder, check_label_file(path, root))
    folder = root / "DATASET" if (root / "DATASET").is_dir() else root
    if (folder / "train").is_dir():
        return _repack(root, folder)
    raise InputError(
        f"Expected the layout of {LAYOUTS}. Received: {root}, which has none "
        "of these folders. Check --data."
    )


def _official(root, folder, label_file):
    aligned = folder / "Image" / "aligned"
    if not aligned.is_dir():
        raise InputError(
            f"Expected RAF-DB's aligned images in {aligned}. Received: no "
            "such folder. Unpack Image/aligned.zip there."
        )
    splits = {"train": ([], []), "test": ([], [])}
    below = aligned.relative_to(root).as_posix()
    for where, name, label in _lines(label_file):
        names, expressions = splits[_split(name, where)]
        stem = listing.inside(name, where).rsplit(".", 1)[0]
        names.append(f"{below}/{stem}_aligned.jpg")
        expressions.append(_expression(label, where))
    found = {k: listing.Listing(*rows) for k, rows in splits.items() if rows[0]}
    layout = f"RAF-DB, official release ({label_file.name})"
    return image_files.load(root, layout, BASIC, **found)


def _lines(path):
    """Yields `(where, name, label)` for each line of the label file."""
    text = path.read_text("utf-8-sig", "surrogateescape")
    for number, line in enumerate(text.splitlines(), 1):
        words = line.split()
        where = f"{path}, row {number}"
        if len(words) == 2:
            yield where, *words
        elif words:
            raise InputError(
                f"{where}: expected a name and a label, such as "
                f"'train_00001.jpg 5'. Received: {tables.short(line)}. Was "
                "the file cut off? Get it again."
            )


def _split(name, where):
    for split in ("train", "test"):
        if name.startswith(f"{split}_"):
            return split
    raise InputError(
        f"{where}: expected a name that starts with train_ or test_. "
        f"Received: {tables.short(name)}. Get the label file again."
    )


def _expression(label, where):
    if label not in OFFICIAL:
        raise InputError(
            f"{where}: expected a label from 1 to 7. Received: "
            f"{tables.short(label)}. {COMPOUND}"
        )
    return OFFICIAL[label]


def _repack(root, folder):
    parts = listing.split_folders(folder)
    if "test" not in parts and "validation" in parts:
        parts["test"] = parts.pop("validation")
    numbers = {
        path.name
        for part in parts.values()
        for path in listing.subfolders(part)
    }
    if numbers == set(EFFICIENT_FACE):
        layout = "RAF-DB, EfficientFace repack (folders 0 to 6)"
        found = listing.list_parts(root, parts, EFFICIENT_FACE.get)
    elif numbers == set(OFFICIAL):
        layout = "RAF-DB, Kaggle repack (folders 1 to 7)"
        found = {
            split: _kaggle(root, folder, part) for split, part in parts.items()
        }
    elif numbers and {canonical(name) for name in numbers} <= set(BASIC):
        layout = "RAF-DB, class-named folders"
        found = listing.list_parts(root, parts, canonical)
    else:
        compound = f" {COMPOUND}" if numbers & COMPOUND_ONLY else ""
        raise InputError(
            f"Expected class folders 1 to 7 (official order), 0 to 6 "
            f"(EfficientFace's) or the expressions' names in "
            f"{folder / 'train'}. Received: "
            f"{tables.short(', '.join(sorted(numbers)))}.{compound} Check "
            "--data."
        )
    return image_files.load(root, layout, BASIC, **found)


def _kaggle(root, folder, part):
    """Lists a split by its csv, or by its folders if it has none."""
    name = f"{part.name}_labels.csv"
    for table in (root / name, folder / name):
        if table.is_file():
            return _by_csv(root, part, check_label_file(table, root))
    return listing.list_classes(root, part, OFFICIAL.get)


def _by_csv(root, part, table):
    below = part.relative_to(root).as_posix()
    names, expressions = [], []
    for where, (image, label) in tables.read_csv(table, ("image", "label")):
        expressions.append(_expression(label, where))
        names.append(f"{below}/{label}/{listing.inside(image, where)}")
    return listing.Listing(names, expressions)
