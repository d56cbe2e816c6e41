"""Colours and rectangles, shared by the drawing modules.

A rectangle is `(left, top, right, bottom)` in pixels.
"""

SURE, UNSURE = (22, 122, 72), (92, 92, 100)  # RGB, dark enough for white text
TEXT, BACK = (255, 255, 255), (24, 28, 36)


def colour_of(face) -> tuple:
    """Returns the colour of a sure or an unsure prediction, RGB."""
    return SURE if face.sure else UNSURE


def within(place: tuple, shape: tuple) -> bool:
    """Returns whether a rectangle lies inside a canvas of this shape."""
    left, top, right, bottom = place
    return left >= 0 and top >= 0 and right <= shape[1] and bottom <= shape[0]


def common(one: tuple, other: tuple) -> int:
    """Returns how many pixels two rectangles have in common."""
    wide, high = (
        min(one[i + 2], other[i + 2]) - max(one[i], other[i]) for i in (0, 1)
    )
    return max(0, wide) * max(0, high)
