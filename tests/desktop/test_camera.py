import threading

import cv2
import pytest

from arm_tf.desktop import camera as cameras
from arm_tf.errors import InputError
from tests.helpers.demo_scenes import StubCamera, level


class FastCamera(StubCamera):
    """Gives frames 1, 2, 3... as fast as they are let through."""

    def __init__(self, number):
        super().__init__(number)
        self.count = 0
        self.let_through = threading.Semaphore(0)
        self.taken = threading.Condition()

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


def test_a_camera_gives_its_newest_frame_only(monkeypatch):
    monkeypatch.setattr(cv2, "VideoCapture", FastCamera)
    camera = cameras.Camera(0)
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
    assert not stub.isOpened()
    assert camera.rate == 30
    # The thread may still be storing the last frame when it is asked for.
    for index, value in enumerate(seen, 1):
        assert 20 * index - 1 <= value <= 20 * index


def test_a_camera_that_freezes_ends(monkeypatch):
    monkeypatch.setattr(cv2, "VideoCapture", FastCamera)
    monkeypatch.setattr(cameras, "FROZEN", 0.05)
    camera = cameras.Camera(0)
    camera._capture.let_through.release()
    with pytest.raises(InputError, match="none in .* after 1. Check its cable"):
        list(camera)
    camera._capture.let_through.release()
