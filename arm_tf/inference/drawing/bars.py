"""A panel of bars beside a face: one per probability."""

import cv2
import numpy as np

from arm_tf.inference.drawing.lettering import put_text, text_size
from arm_tf.inference.drawing.strokes import (
    BACK,
    TEXT,
    colour_of,
    common,
    within,
)

FAINT, TRACK = (200, 205, 212), (60, 66, 78)  # RGB
SHADE = 0.8  # share of the panel's own colour, over the picture's


def draw_bars(
    canvas: np.ndarray, marks: list, taken: list, extend: bool
) -> np.ndarray:
    """Returns the canvas with a panel for each face.

    Args:
        canvas: uint8 `(height, width, 3)`, RGB; drawn into.
        marks: list of `annotate.Mark`.
        taken: list of rectangles that nothing may cover.
        extend: whether a margin is added for panels without a free place;
            otherwise they are left out.
    """
    taken, unplaced = list(taken), []
    for mark in marks:
        size = _size(canvas.shape, mark.face)
        place = _room(canvas.shape, _with_label(mark), size, taken)
        if place:
            taken.append(place)
            _panel(canvas, place, mark.face)
        else:
            unplaced.append((mark, size))
    if unplaced and extend:
        return _margin(canvas, unplaced)
    return canvas


def _letters(shape):
    return min(max(round(min(shape[:2]) / 45), 9), 30)


def _size(shape, face):
    """Returns width and height of a panel."""
    letters = _letters(shape)
    names = max(text_size(name, letters)[0] for name in face.probabilities)
    width = names + _number_width(letters) + 7 * letters
    return width, letters * (2 * len(face.probabilities) + 1)


def _number_width(letters):
    return text_size("100%", letters)[0]


def _with_label(mark):
    """Returns the rectangle around a face and its label."""
    if mark.place is None:
        return mark.box
    both = list(zip(mark.box, mark.place, strict=True))
    return (*map(min, both[:2]), *map(max, both[2:]))


def _room(shape, box, size, taken):
    """Returns a free rectangle beside a box, or None."""
    left, top, right, bottom = box
    wide, high = size
    gap = _letters(shape)
    row = min(max(gap, top), shape[0] - high - gap)
    column = min(max(gap, left), shape[1] - wide - gap)
    for x, y in (
        (right + gap, row),
        (left - gap - wide, row),
        (column, bottom + gap),
        (column, top - gap - high),
    ):
        place = (x, y, x + wide, y + high)
        free = not any(common(place, other) for other in taken)
        if free and within(place, shape):
            return place
    return None


def _panel(canvas, place, face):
    """Draws the bars into a rectangle of the canvas."""
    left, top, right, bottom = place
    letters = (bottom - top) // (2 * len(face.probabilities) + 1)
    area = canvas[top:bottom, left:right]
    back = SHADE * np.array(BACK)
    area[:] = ((1 - SHADE) * area + back).astype("uint8")
    last = right - letters
    end = last - _number_width(letters) - letters // 2
    start = end - 4 * letters
    for index, (name, share) in enumerate(face.probabilities.items()):
        base = top + letters * (2 * index + 2)
        shown = name == face.label
        colour = TEXT if shown else FAINT
        at = (left + letters, base)
        put_text(canvas, name, at, letters, colour)
        high = base - letters
        cv2.rectangle(canvas, (start, high), (end, base), TRACK, -1)
        number = f"{share:.0%}"
        at = (last - text_size(number, letters)[0], base)
        put_text(canvas, number, at, letters, colour)
        reach = start + round((end - start) * share)
        if reach > start:
            corners = (start, high), (reach, base)
            fill = colour_of(face) if shown else FAINT
            cv2.rectangle(canvas, *corners, fill, -1)
            if shown:  # Dark colours on a dark track need an outline.
                cv2.rectangle(canvas, *corners, TEXT, 1)


def _margin(canvas, unplaced):
    """Returns the canvas with a margin on the right that holds panels."""
    wide = max(size[0] for _, size in unplaced)
    high = sum(size[1] for _, size in unplaced)
    height = max(canvas.shape[0], high)
    below, right = height - canvas.shape[0], canvas.shape[1]
    canvas = cv2.copyMakeBorder(
        canvas, 0, below, 0, wide, cv2.BORDER_CONSTANT, value=BACK
    )
    top = 0
    for mark, size in sorted(unplaced, key=lambda pair: pair[0].box):
        _panel(canvas, (right, top, right + wide, top + size[1]), mark.face)
        top += size[1]
    return canvas
