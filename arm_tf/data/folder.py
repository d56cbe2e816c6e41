"""Any data set: a folder of class-named folders.

Either `train/`, `validation/` (or `val/`, `valid/`) and `test/`, some of which
may be missing, with class folders in each; or the class folders alone. In that
case all images are for training, and the other splits are taken from them.

Folder names are class names. Names of expressions (`Happy`, `sadness`) get
their standard name and position; others follow in alphabetical order.
"""

import dataclasses
import pathlib

from arm_tf.data.face_sets import FaceSplits
from arm_tf.data.images import image_files, listing
from arm_tf.errors import InputError
from arm_tf.expressions import WITH_CONTEMPT, canonical


def read(root: pathlib.Path) -> FaceSplits:
    """Returns the `FaceSplits` of a folder of class-named folders.

    Raises:
        InputError: there are fewer than two classes, a class has no images,
            folders are numbered, or a split has a class that train lacks.
    """
    root = listing.open_root(root, "class-named folders of images")
    parts = listing.split_folders(root)
    divided = bool(parts)
    parts = parts or {"train": root}
    found = listing.list_parts(root, parts, _label)
    labels = _labels(root, found)
    layout = "class-named folders"
    if divided:
        names = ", ".join(f"{part.name}/" for part in parts.values())
        layout += f" in {names}"
    if nested := sum(part.nested for part in found.values()):
        layout += f"; {nested} pictures lie in folders below their class's"
    splits = image_files.load(root, layout, labels, **found)
    return dataclasses.replace(splits, divided=divided)


def _label(name):
    if name.isdigit():
        raise InputError(
            f"Expected class folders with names. Received: {name}. Data sets "
            "number expressions differently: use the data set's own preset, "
            "or rename the folders."
        )
    return canonical(name)


def _labels(root, found):
    have = {split: set(part.expressions) for split, part in found.items()}
    first = next(iter(have))
    for split, names in have.items():
        if unknown := sorted(names - have[first]):
            raise InputError(
                f"Expected the same classes in all parts of {root}. Received: "
                f"{', '.join(unknown)} in {split} but not in {first}. Add or "
                "remove them."
            )
    if len(have[first]) < 2:
        raise InputError(
            f"Expected at least two class-named folders in {root}. Received: "
            f"{', '.join(have[first])}. Check --data."
        )
    known = [name for name in WITH_CONTEMPT if name in have[first]]
    return (*known, *sorted(have[first] - set(known)))
