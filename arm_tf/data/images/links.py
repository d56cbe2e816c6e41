"""Links that lead out of a data set are not followed.

Whoever packed a data set may have linked to any file of its user.
"""

import os
import pathlib
import stat

from arm_tf.errors import InputError


def folder_prefix(folder: pathlib.Path) -> str:
    """Returns how the real path of everything below a folder starts."""
    return os.path.join(os.path.realpath(folder), "")


def read_inside(path: str | pathlib.Path, prefix: str) -> bytes:
    """Returns a file's bytes, unless a link leads out of the data folder.

    Args:
        path: str, or path.
        prefix: what `folder_prefix` gives for the data folder.

    Raises `OSError` where it cannot be read, `ValueError` where it lies
    elsewhere.
    """
    real = os.path.realpath(path)
    if not real.startswith(prefix):
        raise ValueError(f"a link out of the data folder, to {real}")
    if not stat.S_ISREG(os.stat(real).st_mode):
        raise ValueError("not a regular file")  # A pipe would block.
    with open(real, "rb") as file:
        return file.read()


def check_label_file(path: pathlib.Path, root: pathlib.Path) -> pathlib.Path:
    """Returns the path of a label file, whose text may be shown in errors.

    Args:
        path: of the label file.
        root: the data folder.

    Raises:
        InputError: a link leads out of the data folder.
    """
    real = os.path.realpath(path)
    if not real.startswith(folder_prefix(root)):
        raise InputError(
            f"Expected {path} to lie in the data folder. Received: a link out "
            f"of it, to {real}. Copy the file there."
        )
    return path
