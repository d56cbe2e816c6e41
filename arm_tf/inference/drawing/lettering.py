"""Text on a picture.

ASCII is written by OpenCV, the same on every machine. Other letters are written
by Pillow, if it is installed (`[train]` includes it), in the first of `FONTS`
that this machine has and that has all of a text's letters. Without one, they
become question marks.
"""

import functools
import typing

import cv2
import numpy as np

FONT = cv2.FONT_HERSHEY_DUPLEX
CAPITAL = 22  # pixels: height of that font's letters at scale 1
# File names on Linux, Windows and macOS; Pillow searches the system's font
# folders.
FONTS = (
    "DejaVuSans.ttf",
    "NotoSans-Regular.ttf",
    "segoeui.ttf",
    "Arial Unicode.ttf",
    "NotoSansCJK-Regular.ttc",
    "wqy-microhei.ttc",
    "msyh.ttc",
    "YuGothR.ttc",
    "malgun.ttf",
    "PingFang.ttc",
    "NotoNaskhArabic-Regular.ttf",
    "NotoSansDevanagari-Regular.ttf",
)
SHARE = 0.71  # height of a capital letter as a share of such a font's size
NO_LETTER = "\uffff"  # no font has it, so it is drawn as a missing glyph


def text_size(text: str, letters: int) -> tuple[int, int]:
    """Returns a text's width and height in pixels, by its capitals' height."""
    if font := _font_of(text, letters):
        return round(font.getlength(text)), letters
    (width, _), _ = cv2.getTextSize(_ascii(text), FONT, letters / CAPITAL, 1)
    return width, letters


def put_text(
    canvas: np.ndarray, text: str, at: tuple, letters: int, colour: tuple
) -> None:
    """Writes a text into a canvas, clipped at its edges.

    Args:
        canvas: uint8 `(height, width, 3)`, changed in place.
        text: one line.
        at: x and y of its lower left in pixels; descenders go below.
        letters: height of a capital letter in pixels.
        colour: three values in [0, 255].
    """
    if font := _font_of(text, letters):
        return _put_with(font, canvas, text, at, colour)
    stroke = max(1, round(letters / 13))
    size = letters / CAPITAL
    text = _ascii(text)
    cv2.putText(canvas, text, at, FONT, size, colour, stroke, cv2.LINE_AA)


def _ascii(text):
    return text.encode("ascii", "replace").decode()


def _put_with(font, canvas, text, at, colour):
    from PIL import Image, ImageDraw

    left, top, right, bottom = map(round, font.getbbox(text, anchor="ls"))
    mask = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(mask).text((-left, -top), text, 255, font, anchor="ls")
    _blend(canvas, np.asarray(mask), (at[0] + left, at[1] + top), colour)


def _blend(canvas, mask, at, colour):
    """Blends in a colour through a mask `(height, width)` in [0, 255]."""
    x, y = at
    mask = mask[max(0, -y) :, max(0, -x) :]
    place = canvas[max(0, y) :, max(0, x) :][: len(mask), : mask.shape[1]]
    mask = mask[: place.shape[0], : place.shape[1], None] / 255
    place[:] = np.rint(place * (1 - mask) + np.array(colour) * mask)


def _font_of(text, letters) -> typing.Any:
    """Returns Pillow's font for a text that is not ASCII, or None."""
    if text.isascii():
        return None
    size = max(1, round(letters / SHARE))
    fonts = (_of_system(name, size) for name in FONTS)
    return next((font for font in fonts if font and _has(font, text)), None)


@functools.lru_cache
def _of_system(name, size):
    try:
        from PIL import ImageFont

        return ImageFont.truetype(name, size)
    except (ImportError, OSError):
        return None


def _has(font, text):
    """Returns whether a font has a glyph for each letter of a text."""
    nothing = bytes(font.getmask(NO_LETTER))
    seen = [letter for letter in text if not letter.isspace()]
    return all(bytes(font.getmask(letter)) != nothing for letter in seen)
