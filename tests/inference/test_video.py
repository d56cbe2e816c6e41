import itertools
import os
import pathlib

import pytest

from arm_tf.inference.video import Clock, Video
from tests.helpers.demo_scenes import level, save_video


@pytest.mark.parametrize("code, suffix", [("mp4v", "mp4"), ("MJPG", "avi")])
def test_a_video_gives_its_frames_in_order_and_rgb(tmp_path, code, suffix):
    frames = [level(20 * step) for step in range(10)]
    frames[0][..., 0] = 200  # red
    path = save_video(tmp_path / f"a.{suffix}", frames, code, rate=12.5)
    video = Video(path)
    assert video.rate == 12.5 and video.frames == 10
    times, images = zip(*video, strict=True)
    assert times == pytest.approx([step / 12.5 for step in range(10)])
    assert images[0][..., 0].mean() > images[0][..., 2].mean() + 100
    for step in range(1, 10):
        assert images[step].mean() == pytest.approx(20 * step, abs=6)


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
    clock = Clock(rate=25)
    times = [clock.tick(value) for value in stated]
    assert times == pytest.approx(expected)


def test_a_thousand_jumps_do_not_fill_the_disk():
    clock = Clock(rate=25)
    times = [0, *(clock.tick(n % 2 * 1e6) for n in range(1000))]
    assert max(b - a for a, b in itertools.pairwise(times)) < 0.1


@pytest.mark.parametrize("name", [b"10:30.mp4", b"caf\xe9.mp4", b"100%d.mp4"])
def test_a_video_of_any_name_is_read(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    save_video("plain.mp4", [level(50)] * 3)
    path = pathlib.Path(os.fsdecode(name))
    pathlib.Path("plain.mp4").rename(path)
    assert len(list(Video(path))) == 3
