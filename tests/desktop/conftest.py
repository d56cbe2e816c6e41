"""The program in an empty folder, without a display."""

import os

import pytest

from arm_tf.commands import read
from arm_tf.desktop import display

# As the command does, before anything asks FFmpeg.
os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")


@pytest.fixture(autouse=True)
def no_display(monkeypatch):
    monkeypatch.setattr(display, "has_display", lambda: False)


@pytest.fixture
def demo(model, tmp_path, monkeypatch):
    """Runs the demo with the small model in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def call(*args):
        return read.main(["--model", str(model), *map(str, args)])

    return call
