"""Text on a picture, in any script that a font of this machine has.

ASCII is written in the font that Pillow carries, so it looks the same on every
machine. Other letters are in the system's fonts only: the first of `FONTS`
that has all of a text's letters writes it. Where none does, the letters that
are missing become question marks.
"""

import functools

import numpy as np
from PIL import Image, ImageDraw, ImageFont

# By the names that Linux, Windows, macOS and Android give their files; Pillow
# looks for them where the system keeps its fonts.
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
CAPITAL = 0.71  # height of a capital letter as a share of a font's size
NO_LETTER = "\uffff"  # no font has it: it is drawn as what is missing


def text_size(text: str, letters: int) -> tuple[int, int]:
    """Returns width and height in pixels of a text in capitals of a height."""
    text, font = _writable(text, letters)
    return round(font.getlength(text)), letters


def put_text(
    canvas: np.ndarray, text: str, at: tuple, letters: int, colour: tuple
) -> None:
    """Writes a text into a canvas, cut where the canvas ends.

    Args:
        canvas: uint8 `(height, width, 3)`, changed in place.
        text: what is written, in one line.
        at: x and y of its lower left in pixels; descenders go below.
        letters: height of a capital letter in pixels.
        colour: three values in [0, 255].
    """
    text, font = _writable(text, letters)
    left, top, right, bottom = map(round, font.getbbox(text, anchor="ls"))
    mask = Image.new("L", (max(1, right - left), max(1, bottom - top)))
    ImageDraw.Draw(mask).text((-left, -top), text, 255, font, anchor="ls")
    _blend(canvas, np.asarray(mask), (at[0] + left, at[1] + top), colour)


def _blend(canvas, mask, at, colour):
    """Paints a colour where a mask `(height, width)` in [0, 255] is."""
    x, y = at
    mask = mask[max(0, -y) :, max(0, -x) :]
    place = canvas[max(0, y) :, max(0, x) :][: len(mask), : mask.shape[1]]
    mask = mask[: place.shape[0], : place.shape[1], None] / 255
    place[:] = np.rint(place * (1 - mask) + np.array(colour) * mask)


def _writable(text, letters):
    """Returns the text as it can be written, and the font that has it."""
    size = max(1, round(letters / CAPITAL))
    if text.isascii():
        return text, _own(size)
    for name in FONTS:
        font = _of_system(name, size)
        if font and not _missing(font, text):
            return text, font
    font = _of_system(FONTS[0], size) or _own(size)
    missing = _missing(font, text)
    return "".join("?" if c in missing else c for c in text), font


def _missing(font, text):
    nothing = bytes(font.getmask(NO_LETTER))
    return {
        letter
        for letter in set(text)
        if not letter.isspace() and bytes(font.getmask(letter)) == nothing
    }


@functools.lru_cache
def _own(size):
    return ImageFont.load_default(size)


@functools.lru_cache
def _of_system(name, size):
    try:
        return ImageFont.truetype(name, size)
    except OSError:
        return None
