"""Finds the files of Aff-Wild2's expression part on disk.

Nothing here opens an image. Annotations are recognized by the header of their
files. The name of the folder above them differs by year (`EXPR_Set`,
`EXPR_Recognition_Challenge`, `EX`, ...) and is the same for valence and action
units. Videos are recognized by the name of their folder, at any depth: releases
are unpacked in batches and sometimes nested twice.
"""

import dataclasses
import os
import pathlib

import numpy as np

from arm_tf.data.images.links import check_label_file
from arm_tf.errors import InputError
from arm_tf.expressions import BASIC, NO_CLASS, canonical

CLASS_SETS = (frozenset(BASIC), frozenset((*BASIC, "other")))
PARTS = {
    "train": ("training_set", "train_set", "training", "train"),
    "validation": ("validation_set", "val_set", "validation", "val"),
}
IMAGES = "cropped_aligned"  # the start of the image folder's name


@dataclasses.dataclass(frozen=True)
class Annotation:
    """One video's labels."""

    name: str  # the video's, with `_left` or `_right` where it shows two
    labels: tuple  # class names, in the order of the file's header
    classes: np.ndarray  # int8 `(frames,)`, from frame 1: a label's index or -1


def find_annotations(root: pathlib.Path) -> dict:
    """Returns the folder with the annotations of each existing split.

    Raises:
        InputError: there is none, or a split exists twice.
    """
    found = {}
    for path in _folders(root):
        for part, names in PARTS.items():
            if path.name.lower() not in names or not _has_expressions(
                path, root
            ):
                continue
            if part in found:
                raise InputError(
                    f"Expected one folder of expression annotations for "
                    f"{part} in {root}. Received: {found[part]} and {path}. "
                    "Remove one."
                )
            found[part] = path
    if found:
        return found
    raise InputError(
        "Expected Aff-Wild2's expression annotations: a folder such as "
        "EXPR_Set/Training_Set with a text file per video, which starts with "
        f"'Neutral,Anger,...'. Received: {root}, which has none. Check --data."
    )


def find_videos(root: pathlib.Path) -> dict:
    """Returns each video's folder and frames, from the image folders.

    Returns:
        Dict from the video's name to `(path, numbers)`: int32 `(images,)`,
        ascending. Files not named like `00001.jpg` are left out.

    Raises:
        InputError: there is no image folder, or two of one video.
    """
    videos = {}
    tops = [path for path in _folders(root) if _holds_images(path)]
    for top in tops:
        for path in (top, *_folders(top, into_images=True)):
            numbers = _frame_numbers(path)
            if not len(numbers):
                continue
            if path.name in videos:
                raise InputError(
                    f"Expected one folder of images per video in {root}. "
                    f"Received: {videos[path.name][0]} and {path}. Remove one."
                )
            videos[path.name] = path, numbers
    if videos:
        return videos
    raise InputError(
        f"Expected Aff-Wild2's images in {root}, such as "
        f"{IMAGES}/<video>/00001.jpg. Received: "
        f"{', '.join(map(str, tops)) or 'no such folder'}, without such "
        "images. Unpack them there."
    )


def read_annotation(path: pathlib.Path) -> Annotation | None:
    """Returns the `Annotation` in a text file, or None if it holds none.

    Raises:
        InputError: a row is not the number of a class.
    """
    lines = path.read_text("utf-8-sig", "replace").rstrip().splitlines()
    labels = _header(lines[0]) if lines else None
    if labels is None:
        return None
    codes = {str(code): code for code in range(NO_CLASS, len(labels))}
    # A blank row in between is an error: leaving it out would shift the rest.
    classes = [codes.get(line.strip()) for line in lines[1:]]
    if None in classes:
        row = classes.index(None) + 1
        raise InputError(
            f"{path}, row {row} (line {row + 1}): expected {NO_CLASS} to "
            f"{len(labels) - 1}. Received: {lines[row][:40]!r}. Was the file "
            "cut off? Get it again."
        )
    return Annotation(path.stem, labels, np.array(classes, "int8"))


def text_files(folder: pathlib.Path, root: pathlib.Path) -> list:
    """Returns the paths of the visible text files in `folder`, sorted.

    Raises `InputError` where one is a link out of `root`, the data folder.
    """
    return sorted(
        check_label_file(path, root)
        for path in folder.iterdir()
        if path.suffix.lower() == ".txt" and not path.name.startswith(".")
    )


def _header(line):
    """Returns the class names in a header, or None for other headers."""
    labels = tuple(canonical(cell) for cell in line.split(","))
    known = frozenset(labels) in CLASS_SETS
    return labels if known and len(set(labels)) == len(labels) else None


def _has_expressions(folder, root):
    for path in text_files(folder, root):
        with open(path, encoding="utf-8-sig", errors="replace") as file:
            if _header(file.readline()):
                return True
    return False


def _holds_images(path):
    return path.name.lower().startswith(IMAGES)


def _folders(root, into_images=False):
    """Yields the visible folders below `root`, each once.

    Those below an image folder, of thousands of files each, only if wanted.
    """
    seen, waiting = {os.path.realpath(root)}, [os.fspath(root)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            found = sorted(
                entry.path
                for entry in entries
                if not entry.name.startswith((".", "__")) and entry.is_dir()
            )
        for path in found:
            # A link back up would never end.
            if (real := os.path.realpath(path)) in seen:
                continue
            seen.add(real)
            yield (folder := pathlib.Path(path))
            if into_images or not _holds_images(folder):
                waiting.append(path)


def _frame_numbers(folder):
    numbers = []
    with os.scandir(folder) as entries:
        for entry in entries:
            stem, _, suffix = entry.name.partition(".")
            # As `%05d.jpg` writes them: five digits, more from 100,000 on.
            if suffix == "jpg" and stem.isascii() and stem.isdigit():
                if len(stem) == 5 or (len(stem) > 5 and stem[0] != "0"):
                    numbers.append(int(stem))
    return np.array(sorted(number for number in numbers if number), "int32")
