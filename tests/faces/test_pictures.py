import types

import cv2
import numpy as np
import pytest
from PIL import Image

from arm_tf.errors import InputError
from arm_tf.faces import pictures
from arm_tf.faces.pictures import as_rgb, open_picture, read_picture, shown

CORNERS = np.zeros((40, 60, 3), "uint8")
CORNERS[:20, :30] = (250, 0, 0)  # red upper left, green lower right
CORNERS[20:, 30:] = (0, 250, 0)
# What Exif's numbers 1 to 8 do to a picture.
TURNED = {
    1: CORNERS,
    2: CORNERS[:, ::-1],
    3: CORNERS[::-1, ::-1],
    4: CORNERS[::-1],
    5: CORNERS.transpose(1, 0, 2),
    6: np.rot90(CORNERS, -1),
    7: CORNERS[::-1, ::-1].transpose(1, 0, 2),
    8: np.rot90(CORNERS),
}


@pytest.mark.parametrize("suffix", ["jpg", "png", "webp", "tiff", "avif"])
@pytest.mark.parametrize("orientation", TURNED)
def test_pictures_are_turned_as_the_camera_was_held(
    tmp_path, suffix, orientation
):
    exif = Image.Exif()
    exif[0x112] = orientation
    path = tmp_path / f"a.{suffix}"
    Image.fromarray(CORNERS).save(path, exif=exif, quality=95)
    expected = TURNED[orientation].astype(int)
    picture = read_picture(path)
    assert picture.shape == expected.shape
    assert np.abs(picture - expected).mean() < 12


@pytest.mark.parametrize("suffix", ["gif", "pgm", "jp2", "bmp", "jfif"])
def test_other_formats(tmp_path, suffix):
    kind = {"jfif": "JPEG", "pgm": "PPM", "jp2": "JPEG2000"}.get(suffix)
    image = Image.fromarray(CORNERS)
    image = image.convert("L") if suffix == "pgm" else image
    image.save(tmp_path / f"a.{suffix}", kind)
    assert read_picture(tmp_path / f"a.{suffix}").shape == (40, 60, 3)


def test_sixteen_bits_and_transparency(tmp_path):
    deep = np.full((5, 6), 257 * 100, "uint16")  # grey
    cv2.imwrite(str(tmp_path / "deep.png"), deep)
    picture = read_picture(tmp_path / "deep.png")
    assert picture.dtype == np.uint8 and (picture == 100).all()
    clear = np.full((5, 6, 4), 70, "uint8")
    cv2.imwrite(str(tmp_path / "clear.png"), clear)
    assert read_picture(tmp_path / "clear.png").shape == (5, 6, 3)


@pytest.mark.parametrize(
    "content, reason",
    [
        (b"", "zero bytes"),
        (b"text", "not a whole picture"),
        (b"\x89PNG\r\n\x1a\n", "not a whole picture"),
    ],
)
def test_a_broken_picture(tmp_path, content, reason):
    path = tmp_path / "a.png"
    path.write_bytes(content)
    with pytest.raises(ValueError, match=reason):
        read_picture(path)
    with pytest.raises(InputError, match=rf"a\.png: {reason}.*Check"):
        open_picture(path)


def test_no_picture_at_all(tmp_path):
    with pytest.raises(InputError, match="No such file"):
        open_picture(tmp_path / "none.png")
    with pytest.raises(InputError, match="Is a directory"):
        open_picture(tmp_path)


@pytest.mark.parametrize(
    "array, expected",
    [
        (CORNERS, CORNERS),
        (CORNERS[:, ::-1], CORNERS[:, ::-1]),
        (CORNERS[..., 0], CORNERS[..., :1].repeat(3, 2)),
        (CORNERS[..., :1], CORNERS[..., :1].repeat(3, 2)),
        (np.dstack([CORNERS, CORNERS[..., 2]]), CORNERS),
        (CORNERS.astype("uint16") * 257, CORNERS),
    ],
)
def test_arrays_become_rgb(array, expected):
    assert np.array_equal(as_rgb(array), expected)
    assert as_rgb(array).flags["C_CONTIGUOUS"]


@pytest.mark.parametrize(
    "value",
    [
        CORNERS / 255,
        CORNERS.astype("int32"),
        np.zeros((2, 3, 5), "uint8"),
        np.zeros((0, 3, 3), "uint8"),
        np.zeros(7, "uint8"),
        None,
        17,
    ],
)
def test_what_is_no_picture_is_refused(value):
    with pytest.raises(InputError, match="uint8 in .*Received.*Convert"):
        as_rgb(value)


def test_a_name_that_is_no_utf8_can_be_shown():
    assert shown(b"caf\xe9".decode("utf-8", "surrogateescape")) == "caf\\xe9"
    assert shown("müde.png") == "müde.png"


@pytest.mark.parametrize("place", ["cv2.utils", "cv2"])
def test_opencv_is_silenced_wherever_it_keeps_its_log_level(monkeypatch, place):
    """4.13 moved `setLogLevel` from one to the other."""
    levels = [3]
    logging = types.SimpleNamespace(
        getLogLevel=lambda: levels[-1], setLogLevel=levels.append
    )
    utils = types.SimpleNamespace()
    if place == "cv2":
        monkeypatch.setattr(cv2, "getLogLevel", logging.getLogLevel, False)
        monkeypatch.setattr(cv2, "setLogLevel", logging.setLogLevel, False)
    else:
        utils.logging = logging
    monkeypatch.setattr(cv2, "utils", utils)
    with pictures.silent_opencv():
        assert levels == [3, 0]
    assert levels == [3, 0, 3]
