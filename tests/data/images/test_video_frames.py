import pickle
import sys

import numpy as np
import pytest

from arm_tf.data.images.video_frames import REACH, FrameImages, identities
from arm_tf.errors import InputError


@pytest.fixture
def frames(tmp_path, write_image):
    """Two videos of four frames, 2 to 5, and their pixels."""
    pixels = [
        write_image(tmp_path / folder / f"0000{number}.png")
        for folder in ("a", "b/c")
        for number in range(2, 6)
    ]
    for path in tmp_path.rglob("*.png"):  # without the losses of JPEG
        path.rename(path.with_suffix(".jpg"))
    videos, numbers = np.repeat([0, 1], 4), np.tile(np.arange(2, 6), 2)
    return FrameImages(tmp_path, ["a", "b/c"], videos, numbers), pixels


def test_each_index_is_its_own_file(frames):
    images, pixels = frames
    assert len(images) == 8
    for index, expected in enumerate(pixels):
        np.testing.assert_array_equal(images[index], expected)
    assert images.path(7).endswith("b/c/00005.jpg")


def test_numbers_above_99999_have_six_digits(tmp_path):
    images = FrameImages(tmp_path, ["a"], [0], [123456])
    assert images.path(0).endswith("a/123456.jpg")


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0 half", None])
def test_a_neighbour_stands_for_an_unreadable_frame(frames, content):
    images, pixels = frames
    for index in (4, 5):  # the first two of the second video
        with open(images.path(index), "wb") as file:
            file.write(content or b"")
    if content is None:
        (images.root / "b/c/00002.jpg").unlink()
    with pytest.warns(UserWarning, match="c/00002.jpg cannot be.*00004.jpg is"):
        # Frame 5 of the other video is nearer, but another face.
        np.testing.assert_array_equal(images[4], pixels[6])


def test_where_no_neighbour_can_be_read_it_stops(frames):
    images, _ = frames
    for index in range(4, 8):
        open(images.path(index), "w").close()
    with pytest.raises(InputError, match="00003.jpg, or a frame near.*zero by"):
        images[5]


def test_the_search_for_a_neighbour_ends(tmp_path, write_image):
    write_image(tmp_path / "a/00100.png")
    (tmp_path / "a/00100.png").rename(tmp_path / "a/00100.jpg")
    numbers = range(1, 101)
    images = FrameImages(tmp_path, ["a"], np.zeros(100, int), numbers)
    with pytest.warns(UserWarning):
        images[99 - REACH]
    with pytest.raises(InputError):
        images[98 - REACH]


def test_a_link_out_of_the_data_folder_is_not_followed(tmp_path, write_image):
    write_image(tmp_path / "private/00001.png")
    (tmp_path / "data/a").mkdir(parents=True)
    (tmp_path / "data/a/00001.jpg").symlink_to(tmp_path / "private/00001.png")
    with pytest.raises(InputError, match="a link out of the data folder"):
        FrameImages(tmp_path / "data", ["a"], [0], [1])[0]


def test_workers_get_six_bytes_a_frame(frames):
    images = FrameImages("x", ["a"], np.zeros(10_000), np.arange(10_000))
    assert len(pickle.dumps(images)) < 6.1 * 10_000
    assert sys.getsizeof(images.numbers) < 4.1 * 10_000


def test_no_two_frames_share_an_identity():
    names = ("0-30", "0-30_left", "1-30")
    found = np.concatenate([identities(n, np.arange(1, 2000)) for n in names])
    assert found.dtype == np.uint64
    assert len(set(found.tolist())) == 3 * 1999
    # They name a run's training set, so they may not change.
    again = identities("0-30", np.array([1], "int32"))
    assert again == identities("0-30", np.arange(1, 5))[:1]
