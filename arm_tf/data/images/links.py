"""Links that lead out of a data set are not followed by default.

A downloaded data set may contain links to any of the user's files. DVC and
git-annex keep data sets as links to a store; the environment variable
`ARM_TF_FOLLOW_LINKS=1` allows them.
"""

import os
import pathlib
import stat

from arm_tf.errors import InputError

FOLLOW = "ARM_TF_FOLLOW_LINKS"
OUTSIDE = "a link out of the data folder"
DANGLING = "a link to nothing"
REMEDIES = (
    (
        OUTSIDE,
        f"Copy the files into it, or set {FOLLOW}=1 to follow your own links, "
        "as those of DVC and git-annex.",
    ),
    (DANGLING, "Fetch the files, as with `dvc pull` or `git annex get`."),
    ("Permission denied", "Check their permissions (`chmod`)."),
    ("Input/output error", "Check the disk."),
    ("No such file", "Unpack all of the data set."),
    ("", "Get the file again, or remove it."),
)


def folder_prefix(folder: pathlib.Path) -> str:
    """Returns the prefix of the real paths of everything below a folder."""
    return os.path.join(os.path.realpath(folder), "")


def read_inside(path: str | pathlib.Path, prefix: str) -> bytes:
    """Returns a file's bytes, unless a link leads out of the data folder.

    `prefix` is what `folder_prefix` gives for that.

    Raises `OSError` if it cannot be read, `ValueError` if it lies elsewhere, is
    a dangling link, or is not a regular file.
    """
    real = os.path.realpath(path)
    if not real.startswith(prefix) and not _followed():
        raise ValueError(f"{OUTSIDE}, to {real}")
    if os.path.islink(path) and not os.path.exists(real):
        raise ValueError(f"{DANGLING}, {real}")
    if not stat.S_ISREG(os.stat(real).st_mode):
        raise ValueError("not a regular file")  # A pipe would block.
    with open(real, "rb") as file:
        return file.read()


def check_label_file(path: pathlib.Path, root: pathlib.Path) -> pathlib.Path:
    """Returns the path of a label file, whose text may be shown in errors.

    Raises:
        InputError: a link leads out of the data folder.
    """
    check_inside(path, folder_prefix(root))
    return path


def check_inside(path: str | pathlib.Path, prefix: str) -> None:
    """Rejects a file or folder outside of the one with that `folder_prefix`.

    Raises:
        InputError: a link leads out of the data folder.
    """
    real = os.path.join(os.path.realpath(path), "")
    if not real.startswith(prefix) and not _followed():
        raise InputError(
            f"Expected {path} to lie in the data folder. Received: "
            f"{OUTSIDE}, to {real[:-1]}. {remedy(OUTSIDE)}"
        )


def _followed():
    return os.environ.get(FOLLOW, "0") not in ("", "0")


def remedy(reason: str) -> str:
    """Returns advice for images that cannot be read, by the reason."""
    return next(told for start, told in REMEDIES if reason.startswith(start))
