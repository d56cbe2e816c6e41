"""Text, colours and rectangles, as all that is drawn on a picture needs them.

A rectangle is `(left, top, right, bottom)` in pixels.
"""

import cv2

FONT = cv2.FONT_HERSHEY_DUPLEX
CAPITAL = 22  # pixels: height of the font's letters at scale 1
SURE, UNSURE = (22, 122, 72), (92, 92, 100)  # RGB, dark enough for white text
TEXT, BACK = (255, 255, 255), (24, 28, 36)


def colour_of(face) -> tuple:
    """Returns the colour of a sure or an unsure answer, RGB."""
    return SURE if face.sure else UNSURE


def text_size(text: str, letters: int) -> tuple:
    """Returns width and height in pixels of a text in letters of a height."""
    (width, _), _ = cv2.getTextSize(text, FONT, letters / CAPITAL, 1)
    return width, letters


def put_text(canvas, text, at, letters, colour):
    """Writes a text, its lower left at `at`, into the canvas."""
    stroke = max(1, round(letters / 13))
    size = letters / CAPITAL
    cv2.putText(canvas, text, at, FONT, size, colour, stroke, cv2.LINE_AA)


def within(place: tuple, shape: tuple) -> bool:
    """Returns whether a rectangle is in a canvas of a shape."""
    left, top, right, bottom = place
    return left >= 0 and top >= 0 and right <= shape[1] and bottom <= shape[0]


def common(one: tuple, other: tuple) -> int:
    """Returns the pixels that two rectangles have in common."""
    wide, high = (
        min(one[i + 2], other[i + 2]) - max(one[i], other[i]) for i in (0, 1)
    )
    return max(0, wide) * max(0, high)
