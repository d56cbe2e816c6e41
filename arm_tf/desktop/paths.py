"""Finds pictures, videos and folders at the user's paths."""

import codecs
import collections
import dataclasses
import os
import pathlib

from arm_tf.errors import InputError, shorten
from arm_tf.faces.pictures import SUFFIXES, shown

# The first bytes of picture files: JPEG, PNG, GIF, BMP, TIFF.
SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"BM", b"II*\0", b"MM\0*")


@dataclasses.dataclass(frozen=True)
class Found:
    """The files at the paths that a user gave."""

    pictures: list  # paths
    videos: list  # paths
    root: pathlib.Path | None  # the folder that all pictures lie below
    remarks: list  # lines of text about skipped files


def find(paths: list, out: pathlib.Path | None) -> Found:
    """Sorts paths into pictures and videos; folders become their pictures.

    Args:
        paths: of files and folders.
        out: as `list_folder` takes it.

    Raises:
        InputError: no path exists, or a folder has no pictures.
    """
    pictures, videos, remarks = [], [], []
    for path in paths:
        if path.is_dir():
            files, others = list_folder(path, out)
            pictures += files
            remarks += [passed_over(path, others)] if others else []
        elif is_picture(path):
            pictures.append(path)
        elif not path.is_file():
            remarks.append(f"skipped {shown(path)}: no such file")
        elif is_text(path):
            remarks.append(f"skipped {shown(path)}: a text file")
        else:
            videos.append(path)
    if paths and not pictures and not videos:
        given = "; ".join(text.removeprefix("skipped ") for text in remarks)
        raise InputError(
            "Expected pictures, videos or folders. Received: "
            f"{shorten(given, 200)}. Check the paths."
        )
    root = paths[0] if len(paths) == 1 and paths[0].is_dir() else None
    return Found(pictures, videos, root, remarks)


def is_picture(path: pathlib.Path) -> bool:
    """Returns whether a file is a picture: by its name, else its content."""
    if not path.is_file() or path.suffix.lower() in SUFFIXES:
        return path.is_file()
    try:
        with open(path, "rb") as file:
            head = file.read(12)
    except OSError:
        return False
    return (
        head.startswith(SIGNATURES)
        or head[4:] == b"ftypavif"
        or head[8:] == b"WEBP"
    )


def is_text(path: pathlib.Path) -> bool:
    """Returns whether a file is text, which OpenCV would draw as a video."""
    try:
        with open(path, "rb") as file:
            head = file.read(4096)
        # A letter may be cut off at the end.
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except (OSError, UnicodeDecodeError):
        return False
    return bool(text) and "\0" not in text


def list_folder(
    folder: pathlib.Path, out: pathlib.Path | None = None
) -> tuple[list, collections.Counter]:
    """Returns the pictures in a folder and below, sorted, and the rest.

    Linked folders are searched, each folder once; hidden files and folders
    (thumbnails) are not.

    Args:
        folder: the folder.
        out: the folder that annotated pictures go to, which is not searched;
            or None.

    Returns:
        The pictures' paths; and how many visible files of each other suffix
        there are, `{".heic": 2}`, with unreadable folders by name.

    Raises:
        InputError: there is no picture.
    """
    files, closed = _walk(folder, out)
    pictures = sorted(p for p in files if p.suffix.lower() in SUFFIXES)
    others = collections.Counter(
        path.suffix.lower() or path.name
        for path in set(files).difference(pictures)
    )
    others.update(f"{shown(path)} (not readable)" for path in closed)
    if not pictures:
        among = f" among {others.total()} files" if others else ""
        raise InputError(
            f"Expected a folder with pictures ({', '.join(SUFFIXES)}). "
            f"Received: {shown(folder)}, which has none{among}. Check it."
        )
    return pictures, others


def _walk(folder, out):
    """Returns the visible files below a folder, and what cannot be listed."""
    out, top = out and out.resolve(), folder.resolve()
    files, closed, seen = [], [], set()
    walk = os.walk(folder, followlinks=True, onerror=closed.append)
    for here, folders, names in walk:
        real = pathlib.Path(here).resolve()
        known = real in seen or (real != top and real == out)
        seen.add(real)
        folders[:] = [] if known else sorted(_visible(folders))
        if not known:
            paths = (pathlib.Path(here, name) for name in _visible(names))
            files += [path for path in paths if path.is_file()]
    return files, [error.filename for error in closed]


def _visible(names):
    return [name for name in names if not name.startswith(".")]


def passed_over(folder: pathlib.Path, others: collections.Counter) -> str:
    """Returns a line about skipped files, whose suffix is not a picture's."""
    kinds = [f"{count} {shown(kind)}" for kind, count in others.most_common(9)]
    more = ", ..." if len(others) > 9 else ""
    number = f"{others.total()} file{'' if others.total() == 1 else 's'}"
    return (
        f"ignored {number} in {shown(folder)}, not pictures by suffix: "
        f"{', '.join(kinds)}{more}"
    )
