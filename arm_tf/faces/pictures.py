"""Pictures from files and arrays: uint8 RGB `(height, width, 3)`."""

import contextlib
import os
from collections.abc import Iterator

import cv2
import numpy as np

from arm_tf.errors import InputError, shorten, without_passwords

# Suffixes of pictures in a folder. OpenCV itself goes by the content alone.
SUFFIXES = tuple(
    ".avif .bmp .gif .jfif .jp2 .jpe .jpeg .jpg .pbm .pgm .png .pnm .ppm .tif "
    ".tiff .webp".split()
)
# Formats that pictures are written in; others are read only.
WRITTEN = (".bmp", ".jpeg", ".jpg", ".png", ".tif", ".tiff", ".webp")
CHANNELS = (1, 3, 4)
WHOLE = "Check that it is a whole picture."
REMEDIES: dict[type[Exception], str] = {
    FileNotFoundError: "Check the path.",
    IsADirectoryError: "Give the pictures in it.",
    PermissionError: "Check its permissions.",
    OSError: "Check the path.",
}
LONGEST_NAME = 300  # characters of a file's name that are shown
SILENT = 0  # OpenCV's log level


@contextlib.contextmanager
def silent_opencv() -> Iterator[None]:
    """Silences OpenCV: the caller reports errors with the file's name."""
    logging = getattr(cv2.utils, "logging", cv2)  # moved by OpenCV 4.13
    level = logging.getLogLevel()
    logging.setLogLevel(SILENT)
    try:
        yield
    finally:
        logging.setLogLevel(level)


def open_picture(path: str | os.PathLike) -> np.ndarray:
    """Returns a picture file's pixels, as `read_picture` does.

    Raises:
        InputError: there is no such file, or it is not a picture.
    """
    try:
        return read_picture(path)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"Expected a picture file ({', '.join(SUFFIXES)}). Received: "
            f"{shown(path)}: {reason}. {REMEDIES.get(type(error), WHOLE)}"
        ) from None


def to_rgb(picture) -> np.ndarray:
    """Returns a picture's pixels, uint8 `(height, width, 3)`, RGB.

    Args:
        picture: path of an image file, its bytes, or a file that is open; a
            PIL image; or an array, as `as_rgb` takes it.

    Raises:
        InputError: it is something else, or not a complete picture.
    """
    if isinstance(picture, str | os.PathLike):
        return open_picture(picture)
    try:
        if hasattr(picture, "getexif"):
            return _from_pil(picture)
        if hasattr(picture, "read"):
            picture = picture.read()
        if isinstance(picture, memoryview) and picture.ndim > 1:
            picture = np.asarray(picture)
        if isinstance(picture, bytes | bytearray | memoryview):
            return decode(picture)
    except (OSError, ValueError) as error:
        raise InputError(
            f"Expected a picture. Received: a {type(picture).__name__}, "
            f"{error!s:.200}. Check where it comes from."
        ) from None
    return as_rgb(picture)


def _from_pil(picture):
    """Returns a PIL image's pixels, with its Exif orientation applied."""
    from PIL import ImageOps

    turned = ImageOps.exif_transpose(picture)
    if turned.mode.startswith("I;16"):
        return as_rgb(np.asarray(turned))
    return as_rgb(np.asarray(turned.convert("RGB")))


def read_picture(path: str | os.PathLike) -> np.ndarray:
    """Returns a picture file's pixels, with its Exif orientation applied.

    Raises `ValueError` if the file is not a complete picture, `OSError` if it
    cannot be read.
    """
    with open(path, "rb") as file:
        return decode(file.read())


def decode(data: bytes | bytearray | memoryview) -> np.ndarray:
    """Decodes a picture file's bytes, with its Exif orientation applied.

    Args:
        data: of a JPEG, PNG, AVIF or any other format that OpenCV reads.

    Returns:
        uint8 `(height, width, 3)`, RGB.

    Raises `ValueError` if they are not a complete picture.
    """
    if not data:
        raise ValueError("zero bytes")
    try:
        # As RGB at once: a second copy of 20 megapixels is 60 MB.
        image = cv2.imdecode(np.frombuffer(data, "uint8"), cv2.IMREAD_COLOR_RGB)
    except cv2.error as error:
        raise ValueError(f"not a picture: {error.err}") from None
    if image is None:
        raise ValueError("not a whole picture that OpenCV can read")
    return _turned(image, bytes(data[:65536]))


def _turned(image, head):
    """Returns an AVIF picture with its orientation applied.

    OpenCV applies Exif's orientation, which AVIF replaces by two boxes: an
    anticlockwise rotation, then a mirroring.
    """
    if head[4:8] != b"ftyp":
        return image
    turn, mirror = _value(head, b"irot"), _value(head, b"imir")
    if turn:
        image = np.rot90(image, turn & 3)
    if mirror is not None:
        image = image[:, ::-1] if mirror & 1 else image[::-1]
    return np.ascontiguousarray(image)


def _value(head, name):
    """Returns the byte that a box holds, or None if there is no such box."""
    start = head.find(b"\0\0\0\x09" + name)
    return head[start + 8] if 0 <= start < len(head) - 8 else None


def as_rgb(array: np.ndarray) -> np.ndarray:
    """Returns an array's pixels as uint8 RGB.

    Args:
        array: uint8 or uint16, `(height, width)` or `(height, width, 1)`
            grey, `(height, width, 3)` RGB, or `(height, width, 4)` RGBA, whose
            alpha channel is dropped.

    Raises:
        InputError: it is something else.
    """
    shape: tuple = getattr(array, "shape", ())
    kind = getattr(array, "dtype", None)
    flat = len(shape) == 2 or (len(shape) == 3 and shape[2] in CHANNELS)
    if kind not in ("uint8", "uint16") or not flat or 0 in shape:
        told = f"{kind} {shape}" if kind is not None else type(array).__name__
        raise InputError(
            "Expected a picture: the path of a file, or an array of uint8 in "
            "[0, 255], (height, width, 3) in the order RGB, grey or RGBA. "
            f"Received: {told}. Convert it first."
        )
    image = np.asarray(array)
    if image.dtype == np.uint16:
        image = (image >> 8).astype("uint8")
    image = image.reshape(*shape[:2], -1)
    image = image.repeat(3, 2) if image.shape[2] == 1 else image[..., :3]
    # The caller may reuse its memory.
    return np.array(image, order="C")


def encode(image: np.ndarray, suffix: str) -> bytes:
    """Returns the bytes of a picture file.

    Args:
        image: uint8 `(height, width, 3)`, RGB.
        suffix: one of `WRITTEN`.

    Raises `ValueError` if the format cannot hold it.
    """
    try:
        encoded, data = cv2.imencode(suffix, image[..., ::-1])
    except cv2.error as error:
        raise ValueError(
            f"not to be written as {suffix}: {error.err}"
        ) from None
    if not encoded:
        raise ValueError(f"not to be written as {suffix}")
    return data.tobytes()


def shown(path: str | os.PathLike) -> str:
    """Returns a file's name for messages: as `as_text`, but never long.

    User names and passwords in URLs are left out.
    """
    return shorten(without_passwords(as_text(path)), LONGEST_NAME)


def as_text(path: str | os.PathLike) -> str:
    """Returns a file's name as text that can be printed and written.

    Bytes that are not UTF-8, which Linux allows in names, become `\\xff`.
    """
    return os.fsencode(path).decode("utf-8", "backslashreplace")
