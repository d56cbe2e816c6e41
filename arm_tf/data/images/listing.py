"""Lists the image files of a data set and the class of each.

Nothing here opens an image. Names from label files are checked, so that none
can lead out of the data folder.
"""

import contextlib
import dataclasses
import os
import pathlib
from collections.abc import Callable

import numpy as np

from arm_tf.data.images import links
from arm_tf.errors import InputError
from arm_tf.faces.pictures import SUFFIXES

RUN_FILE = "config.json"  # a training run's folder has one
# Common names of the splits of a data set.
SPLITS = {
    "train": ("train", "training"),
    "validation": ("validation", "val", "valid"),
    "test": ("test", "testing"),
}


@dataclasses.dataclass(frozen=True)
class Listing:
    """Labelled image files of one split."""

    names: list  # paths below the data folder
    expressions: list  # of each
    # int `(files, 4)`, x, y, width and height of each face in pixels; None
    # where the images are faces already.
    boxes: np.ndarray | None = None
    margin: float = 0.0  # share of a box's longer side added on each side
    others: tuple = ()  # skipped files whose suffix is not a picture's
    nested: int = 0  # how many are in subfolders of a class folder

    def __len__(self):
        return len(self.names)


def open_root(root: pathlib.Path, expected: str) -> pathlib.Path:
    """Returns the data folder as a path.

    Raises `InputError` if it is missing, a file, or empty. `expected` says what
    should be in it, for the message.
    """
    root = pathlib.Path(root)
    with contextlib.suppress(RuntimeError):  # no home folder: it is missing
        root = root.expanduser()
    if not root.exists():
        fault = "does not exist"
    elif not root.is_dir():
        fault = "is not a folder"
    elif not any(root.iterdir()):
        fault = "is empty"
    else:
        return root
    raise InputError(
        f"Expected a folder with {expected}. Received: {root}, which {fault}. "
        "Check --data."
    )


def inside(name: str, where: str) -> str:
    """Returns `name`, a path that must stay below the folder it starts at.

    Raises `InputError`, naming the place `where` it was found, for absolute
    paths and paths with `..`, in Windows' notation too, on all systems.
    """
    path = pathlib.PureWindowsPath(name)
    climbs = path.anchor or ".." in path.parts or "\0" in name
    if climbs or path == pathlib.PureWindowsPath():
        raise InputError(
            f"{where}: expected the name of an image below the data folder. "
            f"Received: {name!r:.100}. Correct the label file."
        )
    return name


def subfolders(folder: pathlib.Path) -> list:
    """Returns the visible folders in `folder`, sorted by name.

    Training runs among the data, as `train.py --data .` creates them, are left
    out, and so are folders that contain some.

    Raises:
        InputError: a name is not UTF-8, which the report files could not hold.
    """
    found = sorted(
        path
        for path in folder.iterdir()
        if path.is_dir()
        and not path.name.startswith((".", "__"))
        and not _holds_runs(path)
    )
    for path in found:
        if any("\ud800" <= c <= "\udfff" for c in path.name):  # no UTF-8
            raise InputError(
                f"Expected folders named in UTF-8 in {folder}. Received: "
                f"{path.name!r}. Rename it."
            )
    return found


def _holds_runs(path):
    runs = (path, *path.glob("*/"))
    return any((run / RUN_FILE).is_file() for run in runs)


def split_folders(root: pathlib.Path) -> dict:
    """Returns the folder of each of `SPLITS` that exists.

    Raises:
        InputError: a split exists twice.
    """
    parts: dict = {}
    for path in subfolders(root):
        for split, names in SPLITS.items():
            if path.name.lower() not in names:
                continue
            if split in parts:
                raise InputError(
                    f"Expected one {split} folder in {root}. Received: "
                    f"{parts[split].name} and {path.name}. Remove one."
                )
            parts[split] = path
    return {split: parts[split] for split in SPLITS if split in parts}


def image_files(folder: pathlib.Path) -> list:
    """Returns the names of the visible image files in `folder`, sorted."""
    names = (entry.name for entry in os.scandir(folder))
    return sorted(n for n in names if n[0] != "." and _is_image(n))


def _is_image(name):
    return name.lower().endswith(SUFFIXES)


def _files_below(folder, root, prefix="", seen=()):
    """Yields the visible files in and below a folder, as names from it.

    Linked folders are followed, except those that lead back. Raises `OSError`
    if a folder cannot be listed, `InputError` if it lies outside of the data
    folder, whose `folder_prefix` is `root`.
    """
    real = os.path.realpath(folder)
    if real in seen:
        return
    links.check_inside(folder, root)
    for entry in os.scandir(folder):
        if entry.name.startswith((".", "__")):
            continue
        if not entry.is_dir():
            yield prefix + entry.name
        elif not os.path.isfile(os.path.join(entry.path, RUN_FILE)):
            below = f"{prefix}{entry.name}/"
            yield from _files_below(entry.path, root, below, (*seen, real))


def list_parts(
    root: pathlib.Path, parts: dict, expression_of: Callable
) -> dict:
    """Returns the `Listing` of each split's folder, as `list_classes` does."""
    return {
        split: list_classes(root, part, expression_of)
        for split, part in parts.items()
    }


def list_classes(
    root: pathlib.Path,
    folder: pathlib.Path,
    expression_of: Callable[[str], str | None],
) -> Listing:
    """Lists the images in and below a folder's class folders.

    Args:
        root: the data folder, which the names start at.
        folder: path below `root` (or `root` itself) with the class folders.
        expression_of: function from a class folder's name to the expression
            it holds, or to None where the folder is to be left out.

    Raises:
        InputError: there are no class folders, one is empty, or two hold the
            same expression.
    """
    names, expressions, others, seen, nested = [], [], [], {}, 0
    for path in subfolders(folder):
        expression = expression_of(path.name)
        if expression is None:
            continue
        if expression in seen:
            raise InputError(
                f"Expected one folder per expression in {folder}. Received: "
                f"{seen[expression]} and {path.name}, both {expression}. Move "
                "their images into one."
            )
        seen[expression] = path.name
        found = sorted(_files_below(path, links.folder_prefix(root)))
        files = [name for name in found if _is_image(name)]
        if not files:
            raise InputError(
                f"Expected images ({', '.join(SUFFIXES)}) in {path}. "
                "Received: none. Add images or remove the folder."
            )
        below = path.relative_to(root).as_posix()
        names += [f"{below}/{file}" for file in files]
        others += [f"{below}/{name}" for name in found if not _is_image(name)]
        expressions += [expression] * len(files)
        nested += sum("/" in name for name in files)
    if not names:
        raise InputError(
            f"Expected class folders with images in {folder}. Received: none. "
            "Check --data."
        )
    return Listing(names, expressions, others=tuple(others), nested=nested)
