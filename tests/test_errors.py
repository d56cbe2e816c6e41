"""Errors and signals that end a program, as its user sees them."""

import errno
import io
import os
import re
import signal
import threading
import time

import pytest

from arm_tf import errors
from arm_tf.files import atomic_files


class ResourceExhaustedError(Exception):
    """Named as TensorFlow's, which is recognized by its name."""


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


def test_only_work_that_resumes_says_so(capsys):
    """A folder of pictures is read from its start again."""
    for resumes, words in ((True, "continues"), (False, "starts anew")):
        run = errors.command_line(fails(MemoryError()), resumes=resumes)
        assert run() == 2
        assert f"same command {words}" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_signal_closes_what_is_open(tmp_path, capsys, name):
    """As of `docker stop`, or a job's time limit."""
    number = getattr(signal, name)
    outside = signal.signal(number, signal.SIG_DFL)  # `nohup` ignores one.

    def main(argv):
        with atomic_files.opened(tmp_path / "a", lambda failed: True) as file:
            file.write(b"so far")
            os.kill(os.getpid(), number)
            time.sleep(10)

    try:
        assert errors.command_line(main)() == 128 + number
        assert signal.getsignal(number) == signal.SIG_DFL
    finally:
        signal.signal(number, outside)
    assert f"Stopped by {name}." in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_signal_that_is_ignored_stays_so():
    """As under `nohup`."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        run = errors.command_line(
            lambda argv: os.kill(os.getpid(), signal.SIGHUP)
        )
        assert run() == 0
    finally:
        signal.signal(signal.SIGHUP, before)


def test_in_a_thread_signals_are_left_alone():
    codes = []
    run = errors.command_line(lambda argv: None)
    thread = threading.Thread(target=lambda: codes.append(run()))
    thread.start()
    thread.join()
    assert codes == [0]


@pytest.mark.parametrize("encoding", ["ascii", "cp1252", "cp437"])
def test_letters_that_the_output_lacks(monkeypatch, encoding):
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding) for _ in range(2))
    monkeypatch.setattr("sys.stdout", out)
    monkeypatch.setattr("sys.stderr", err)

    def main(argv):
        print("写真")
        raise errors.InputError("Received: 写真")

    assert errors.command_line(main)() == 2
    out.flush(), err.flush()
    assert out.buffer.getvalue() == rb"\u5199\u771f" + os.linesep.encode()
    assert rb"\u5199\u771f" in err.buffer.getvalue()


def test_a_message_is_never_long():
    long = "A" * 2_000_000
    error = errors.InputError(f"Expected x. Received: {long}. Go")
    assert len(str(error)) < 1100
    assert str(error).startswith("Expected x") and str(error).endswith(". Go")


@pytest.mark.parametrize(
    "address",
    [
        "rtsp://me:secret@camera/1",
        "rtsp:/me:secret@camera/1",
        "https://secret@host/a.jpg",
    ],
)
def test_passwords_are_not_repeated(address):
    shown = str(errors.InputError(f"Received: {address}, which is none."))
    assert "secret" not in shown and "@" in shown and "which is none" in shown


def test_other_texts_stay_as_they_are():
    text = "a@b.c C:/x/y@2x.png https://host/a@b photos/me@home"
    assert errors.without_passwords(text) == text


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
