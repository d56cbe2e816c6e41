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
