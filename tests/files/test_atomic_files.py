"""Files are written completely or not at all, and replace nothing else."""

import errno
import fcntl
import os
import pathlib
import stat
import threading

import numpy as np
import pytest

from arm_tf.errors import InputError
from arm_tf.files import atomic_files, temporary_files

ROOT = os.geteuid() == 0


@pytest.fixture(autouse=True)
def forgotten_folders():
    temporary_files._remove_leftovers.cache_clear()


def names(folder):
    return sorted(path.name for path in folder.iterdir())


@pytest.mark.parametrize("write", ["replacing", "opened"])
def test_a_pipe_is_written_into(tmp_path, write):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    got = []
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    if write == "opened":
        with atomic_files.opened(pipe) as file:
            file.write(b"all")
    else:
        atomic_files.write_text(pipe, "all")
    reader.join(10)
    assert got == [b"all"] and pipe.is_fifo()
    assert names(tmp_path) == ["pipe"]


def test_a_device_stays_one():
    ours, terminal = os.openpty()
    device = pathlib.Path(os.ttyname(terminal))
    atomic_files.write_json(device, [1])
    assert device.is_char_device()
    assert b"1" in os.read(ours, 100)


def test_a_descriptor_by_its_name_goes_on_where_it_is(tmp_path):
    with open(tmp_path / "out.txt", "w+b", buffering=0) as file:
        file.write(b"printed\n")
        atomic_files.write_text(f"/dev/fd/{file.fileno()}", "written\n")
    assert (tmp_path / "out.txt").read_text() == "printed\nwritten\n"


def test_a_link_stays_one(tmp_path):
    (tmp_path / "shelf").mkdir()
    for name in ("old", "new"):  # One leads to nothing yet.
        (tmp_path / name).symlink_to(f"shelf/{name}")
    (tmp_path / "shelf" / "old").write_text("old")
    for name in ("old", "new"):
        atomic_files.write_text(tmp_path / name, "written")
        assert (tmp_path / name).is_symlink()
        assert (tmp_path / "shelf" / name).read_text() == "written"
    assert names(tmp_path / "shelf") == ["new", "old"]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_permissions_stay(tmp_path, mode):
    path = tmp_path / "a.json"
    path.touch()
    path.chmod(mode)
    with atomic_files.replacing(path) as temporary:
        assert stat.S_IMODE(temporary.stat().st_mode) == 0o600
        temporary.write_text("new")
    assert stat.S_IMODE(path.stat().st_mode) == mode


def test_a_new_file_has_the_permissions_of_any_other(tmp_path):
    (tmp_path / "a").touch()
    atomic_files.write_text(tmp_path / "b", "")
    modes = {path.stat().st_mode for path in tmp_path.iterdir()}
    assert len(modes) == 1


@pytest.mark.skipif(not ROOT, reason="only root may change a file's owner")
def test_the_owner_stays(tmp_path):
    path = tmp_path / "a.json"
    path.touch()
    os.chown(path, 12345, 12345)
    atomic_files.write_text(path, "new")
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 12345)


def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "a.json"
    path.write_text("old")
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(PermissionError, match="a.json"):
        atomic_files.write_text(path, "new")
    assert path.read_text() == "old" and names(tmp_path) == ["a.json"]


def test_a_handle_to_be_flushed_is_one_that_may_write(tmp_path, monkeypatch):
    """Windows' fsync refuses others."""
    flushed = []

    def fsync(handle):
        access = fcntl.fcntl(handle, fcntl.F_GETFL) & os.O_ACCMODE
        flushed.append(access)

    monkeypatch.setattr(os, "fsync", fsync)
    atomic_files.write_json(tmp_path / "a.json", 1)
    assert flushed == [os.O_RDWR]


def test_without_locks_as_on_windows(tmp_path, monkeypatch):
    monkeypatch.setattr(temporary_files, "fcntl", None)
    atomic_files.write_text(tmp_path / "a", "new")
    assert names(tmp_path) == ["a"]


def test_two_at_once_have_files_of_their_own(tmp_path):
    path = tmp_path / "a.csv"
    with atomic_files.replacing(path) as one:
        with atomic_files.replacing(path) as two:
            two.write_text("second")
            one.write_text("first")
        assert path.read_text() == "second"
    assert path.read_text() == "first"
    assert names(tmp_path) == ["a.csv"]


def test_what_a_killed_process_left_is_removed(tmp_path):
    left = tmp_path / ".0123456789ab.new.npz"
    left.write_text("half")
    taken = tmp_path / ".ba9876543210.new.npz"
    ours = tmp_path / ".profile"
    ours.touch()
    with open(taken, "w") as file:  # Another process is writing it.
        fcntl.flock(file, fcntl.LOCK_EX)
        atomic_files.write_arrays(tmp_path / "a.npz", {"x": np.arange(3)})
        assert names(tmp_path) == [taken.name, ours.name, "a.npz"]


def test_a_leftover_that_is_ours_is_made_again(tmp_path, monkeypatch):
    """Another process may delete it as a leftover before it is locked."""
    locked = []

    def lock(handle, how):
        if not locked:
            (path,) = tmp_path.glob(".*.new*")
            path.unlink()
        locked.append(how)

    monkeypatch.setattr(temporary_files, "_lock", lock)
    atomic_files.write_text(tmp_path / "a", "new")
    assert (tmp_path / "a").read_text() == "new" and len(locked) == 2


@pytest.mark.parametrize("write", ["replacing", "opened"])
def test_after_an_error_the_old_file_stays_unless_it_is_kept(tmp_path, write):
    path = tmp_path / "a.txt"
    for keep, content in ((False, "old"), (True, "new")):
        path.write_text("old")
        with pytest.raises(KeyboardInterrupt):
            way = getattr(atomic_files, write)
            with way(path, lambda failed, keep=keep: failed and keep) as new:
                if write == "opened":
                    new.write(b"new")
                else:
                    new.write_text("new")
                raise KeyboardInterrupt
        assert path.read_text() == content and names(tmp_path) == ["a.txt"]


@pytest.mark.parametrize("name", ["folder", "nowhere/a.txt", "loop/a"])
def test_what_is_no_file(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "loop").symlink_to("loop")
    with pytest.raises(InputError, match=f"Received: .*{name}, which"):
        atomic_files.write_text(tmp_path / name, "")


def test_errors_name_the_file_and_not_the_temporary_one(tmp_path, monkeypatch):
    def full(handle):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left on device: .*/a.json"):
        atomic_files.write_json(tmp_path / "a.json", 1)
    with pytest.raises(OSError, match="sunk: 'other'"):
        with atomic_files.opened(tmp_path / "b.json"):
            raise OSError(errno.EIO, "sunk", "other")
    assert names(tmp_path) == []


def test_outputs_are_no_inputs_and_different_files(tmp_path):
    inputs = [tmp_path / "in.jpg", tmp_path / "none"]
    inputs[0].touch()
    os.link(inputs[0], tmp_path / "same.csv")
    (tmp_path / "link.csv").symlink_to("new.csv")
    check = atomic_files.check_outputs
    check({"--csv": tmp_path / "a", "--json": None}, inputs)
    check({"--csv": "/dev/null", "--json": "/dev/null"}, inputs)
    for outputs, told in (
        ({"--csv": tmp_path / "same.csv"}, "the input too"),
        ({"--csv": tmp_path / "none"}, "the input too"),
        (
            {"--csv": tmp_path / "new.csv", "--json": tmp_path / "link.csv"},
            "--json. Received: .*link.csv, which is --csv too",
        ),
    ):
        with pytest.raises(InputError, match=told):
            check(outputs, inputs)


def test_arrays_come_back(tmp_path):
    path = pathlib.Path(tmp_path, "a.points")
    atomic_files.write_arrays(path, {"x": np.arange(3)})
    with np.load(path) as arrays:
        assert arrays["x"].tolist() == [0, 1, 2]
