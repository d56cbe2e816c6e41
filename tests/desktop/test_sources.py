import itertools
import os
import pathlib
import threading

import cv2
import numpy as np
import pytest

from arm_tf.desktop import sources
from arm_tf.errors import InputError
from tests.helpers.demo_scenes import save_video


def level(value):
    """Returns a picture whose brightness is a number: uint8 RGB."""
    return np.full((48, 64, 3), value, "uint8")


@pytest.mark.parametrize("code, suffix", [("mp4v", "mp4"), ("MJPG", "avi")])
def test_a_video_gives_its_frames_in_order_and_rgb(tmp_path, code, suffix):
    frames = [level(20 * step) for step in range(10)]
    frames[0][..., 0] = 200  # red
    path = save_video(tmp_path / f"a.{suffix}", frames, code, rate=12.5)
    video = sources.Video(path)
    assert video.rate == 12.5 and video.frames == 10
    times, images = zip(*video, strict=True)
    assert times == pytest.approx([step / 12.5 for step in range(10)])
    assert images[0][..., 0].mean() > images[0][..., 2].mean() + 100
    for step in range(1, 10):
        assert images[step].mean() == pytest.approx(20 * step, abs=6)


class FastCamera:
    """Gives frames 1, 2, 3... as fast as they are let through."""

    def __init__(self, number):
        self.count = 0
        self.let_through = threading.Semaphore(0)
        self.taken = threading.Condition()
        self.released = False

    def isOpened(self):  # noqa: N802, OpenCV's name
        return True

    def get(self, _):
        return 30.0

    def read(self):
        self.let_through.acquire()
        with self.taken:
            self.count += 1
            self.taken.notify()
        return True, level(self.count)

    def run_on(self, frames):
        """Lets some frames come, and waits until they have."""
        target = self.count + frames
        for _ in range(frames):
            self.let_through.release()
        with self.taken:
            assert self.taken.wait_for(lambda: self.count >= target, 5)

    def release(self):
        self.released = True


def test_a_camera_gives_its_newest_frame_only(monkeypatch):
    monkeypatch.setattr(cv2, "VideoCapture", FastCamera)
    camera = sources.Camera(0)
    stub = camera._capture
    seen = []
    frames = iter(camera)
    for _ in range(3):
        stub.run_on(20)  # come while the last one is being processed
        seen.append(int(next(frames)[1][0, 0, 0]))
    stub.let_through.release()
    closing = threading.Thread(target=camera.close)
    closing.start()
    stub.let_through.release()
    closing.join(10)
    assert stub.released
    assert camera.rate == 30
    # The thread may still be storing the last frame when it is asked for.
    for index, value in enumerate(seen, 1):
        assert 20 * index - 1 <= value <= 20 * index


def test_a_camera_that_freezes_ends(monkeypatch):
    monkeypatch.setattr(cv2, "VideoCapture", FastCamera)
    monkeypatch.setattr(sources, "FROZEN", 0.05)
    camera = sources.Camera(0)
    camera._capture.let_through.release()
    with pytest.raises(InputError, match="none in .* after 1. Check its cable"):
        list(camera)
    camera._capture.let_through.release()


@pytest.mark.parametrize(
    "stated, expected",
    [
        ([0.2, 0.4, 0.6], [0.2, 0.4, 0.6]),
        ([0, 0, 0], [0.04, 0.08, 0.12]),  # a file without times
        ([0.2, 0.2, 0.4], [0.2, 0.24, 0.4]),  # stated twice
        ([0.2, 0.15, 0.4], [0.2, 0.24, 0.4]),  # a step back
        ([5, 12, 20], [5, 12, 20]),  # a slow camera
        ([0.2, 72000.2, 72000.4], [0.2, 0.24, 0.44]),  # set to another day
        ([120, 0.2, 0.4], [0.04, 0.08, 0.28]),  # two clocks, joined
        ([8, 0.2, 0.4, 0.6], [8, 8.04, 8.08, 8.12]),
    ],
)
def test_times_never_fall_or_jump(stated, expected):
    clock = sources.Clock(rate=25)
    times = [clock.tick(value) for value in stated]
    assert times == pytest.approx(expected)


def test_a_thousand_jumps_do_not_fill_the_disk():
    clock = sources.Clock(rate=25)
    times = [0, *(clock.tick(n % 2 * 1e6) for n in range(1000))]
    assert max(b - a for a, b in itertools.pairwise(times)) < 0.1


def test_linked_folders_are_looked_into_once_and_hidden_ones_not(tmp_path):
    photos, nas = tmp_path / "photos", tmp_path / "nas"
    for name in ("a.png", ".thumbnails/a.png", "below/b.png"):
        (photos / name).parent.mkdir(parents=True, exist_ok=True)
        (photos / name).touch()
    nas.mkdir()
    (nas / "c.png").touch()
    (nas / "back").symlink_to(photos)
    (photos / "2024").symlink_to(nas)
    (photos / "again").symlink_to(nas)
    (photos / "gone.png").symlink_to("nowhere")
    found, others = sources.list_folder(photos)
    listed = [str(path.relative_to(photos)) for path in found]
    assert listed == ["2024/c.png", "a.png", "below/b.png"] and not others


def test_a_folder_that_may_not_be_read_is_named(tmp_path, monkeypatch):
    (tmp_path / "a.png").touch()
    (tmp_path / "closed").mkdir()
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    found, others = sources.list_folder(tmp_path)
    assert len(found) == 1
    told = sources.passed_over(tmp_path, others)
    assert "closed (not readable)" in told


def test_what_lies_at_paths_is_found_out_by_looking(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), level(0))
    (tmp_path / "a.png").rename(tmp_path / "picture")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "b.jpg").touch()
    (tmp_path / "clip").touch()
    names = ("picture", "in", "clip", "none.jpg")
    found = sources.find([tmp_path / name for name in names], None)
    assert [path.name for path in found.pictures] == ["picture", "b.jpg"]
    assert [path.name for path in found.videos] == ["clip"]
    (told,) = found.remarks
    assert "none.jpg: no such file" in told and found.root is None
    assert sources.find([tmp_path / "in"], None).root == tmp_path / "in"
    with pytest.raises(InputError, match="none.jpg: no such file"):
        sources.find([tmp_path / "none.jpg"], None)


def test_a_folder_does_not_list_what_was_written_into_it(tmp_path):
    names = ["b.JPEG", "a.png", "sub/c.webp", "out/a.png", "notes.txt"]
    names += ["d.jfif", "e.avif", "f.heic", "g.HEIC", ".hidden"]
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    found, others = sources.list_folder(tmp_path, tmp_path / "out")
    listed = [str(path.relative_to(tmp_path)) for path in found]
    assert listed == ["a.png", "b.JPEG", "d.jfif", "e.avif", "sub/c.webp"]
    assert others == {".heic": 2, ".txt": 1}
    assert sources.passed_over("x", others) == (
        "passed over 3 files in x, no pictures by name: 2 .heic, 1 .txt"
    )
    with pytest.raises(InputError, match="which has none"):
        sources.list_folder(tmp_path / "a.png", tmp_path / "out")


@pytest.mark.parametrize("name", [b"10:30.mp4", b"caf\xe9.mp4", b"100%d.mp4"])
def test_a_video_of_any_name_is_read(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    save_video("plain.mp4", [level(50)] * 3)
    path = pathlib.Path(os.fsdecode(name))
    pathlib.Path("plain.mp4").rename(path)
    assert len(list(sources.Video(path))) == 3
