"""What ends a program, as its user sees it."""

import errno
import re

import pytest

from arm_tf import atomic_files, errors


class ResourceExhaustedError(Exception):
    """Called as TensorFlow's, which is told by its name."""


def fails(error):
    def main(argv):
        raise error

    return main


@pytest.mark.parametrize(
    "error, code, words",
    [
        (errors.InputError("no\nsuch thing"), 2, "error: no such thing"),
        (errors.CheckFailed("too bad"), 1, "error: too bad"),
        (OSError(errno.ENOSPC, "No space left", "x.npz"), 2, "left: 'x.npz'"),
        (MemoryError("4 GiB"), 2, "free memory.*batch_size.*Received: 4 GiB"),
        (ResourceExhaustedError("OOM\nthere"), 2, "free memory.*: OOM there"),
        (RuntimeError("can't start new thread"), 2, "free memory.*new thread"),
        (KeyboardInterrupt(), 130, "same command starts anew"),
    ],
)
def test_what_went_wrong_is_one_line(error, code, words, capsys):
    assert errors.command_line(fails(error))() == code
    shown = capsys.readouterr().err
    assert shown.count("\n") == 1 and "Traceback" not in shown
    assert re.search(words, shown)


def test_our_own_bugs_keep_their_traceback():
    with pytest.raises(ZeroDivisionError):
        errors.command_line(fails(ZeroDivisionError()))()


def test_a_full_disk_is_named_with_the_file(tmp_path):
    path = tmp_path / "report.json"
    path.write_text("old")
    with pytest.raises(OSError, match="No space left.*report.json"):
        with atomic_files.replacing(path) as temporary:
            temporary.write_text("half")
            raise OSError(errno.ENOSPC, "No space left on device")
    assert path.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["report.json"]
