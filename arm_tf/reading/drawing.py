"""Draws what was found: a box, a label and bars for the probabilities."""

import cv2
import numpy as np

SHORTEST = 480  # pixels; smaller pictures are enlarged, or text is a blur
FONT = cv2.FONT_HERSHEY_DUPLEX
SURE, UNSURE = (61, 174, 115), (150, 150, 158)  # RGB
TEXT, FAINT = (255, 255, 255), (200, 205, 212)
BACK = (24, 28, 36)


def annotate(image, results, labels):
    """Returns the picture with boxes, labels and bars drawn on it.

    Args:
        image: uint8 `(height, width, 3)`, RGB in [0, 255].
        results: list of `(number, Face, Reading)`.
        labels: tuple of str.

    Returns:
        uint8 `(height, width, 3)`, RGB; enlarged where the picture is small.
    """
    zoom = canvas_zoom(image)
    canvas = cv2.resize(image, None, fx=zoom, fy=zoom)
    unit = min(canvas.shape[:2]) / SHORTEST  # so that large pictures look alike
    boxes = [_corners(face, zoom) for _, face, _ in results]
    taken = list(boxes)
    for box, (_, _, reading) in zip(boxes, results, strict=True):
        panel = _panel(canvas, box, reading, labels, unit, taken)
        taken += panel
    for box, (_, _, reading) in zip(boxes, results, strict=True):
        _frame(canvas, box, reading, unit)
    return canvas


def canvas_zoom(image):
    """Returns by how much `annotate` enlarges a picture: 1 or more."""
    return max(1.0, SHORTEST / min(image.shape[:2]))


def _corners(face, zoom):
    x, y, width, height = (value * zoom for value in face.box)
    return tuple(round(v) for v in (x, y, x + width, y + height))


def _frame(canvas, corners, reading, unit):
    """Draws the box, and the label on a chip above it."""
    left, top, right, bottom = corners
    colour = _colour(reading)
    line = max(1, round(2 * unit))
    cv2.rectangle(
        canvas, (left, top), (right, bottom), colour, line, cv2.LINE_AA
    )
    name = reading.label if reading.sure else f"unsure: {reading.label}?"
    text = f"{name} {reading.confidence:.0%}"
    size, stroke = 0.55 * unit, max(1, round(unit))
    (wide, high), _ = cv2.getTextSize(text, FONT, size, stroke)
    pad = round(6 * unit)
    chip_bottom = max(top, high + 2 * pad)
    chip_left = max(0, min(left, canvas.shape[1] - wide - 2 * pad))
    cv2.rectangle(
        canvas,
        (chip_left, chip_bottom - high - 2 * pad),
        (chip_left + wide + 2 * pad, chip_bottom),
        colour,
        cv2.FILLED,
    )
    at = (chip_left + pad, chip_bottom - pad)
    cv2.putText(canvas, text, at, FONT, size, TEXT, stroke, cv2.LINE_AA)


def _panel(canvas, box, reading, labels, unit, taken):
    """Draws a bar per label beside the face, where there is room for it.

    Returns a list of the rectangle that it took, or an empty one.
    """
    row, pad, bar = round(19 * unit), round(8 * unit), round(70 * unit)
    size, stroke = 0.4 * unit, max(1, round(0.8 * unit))
    names = max(cv2.getTextSize(n, FONT, size, stroke)[0][0] for n in labels)
    extent = names + bar + 3 * pad, row * len(labels) + 2 * pad
    place = _room(canvas, box, extent, pad, taken)
    if place is None:
        return []
    left, top, right, bottom = place
    area = canvas[top:bottom, left:right]
    area[:] = (0.25 * area + 0.75 * np.array(BACK)).astype("uint8")
    start = left + 2 * pad + names
    for index, name in enumerate(labels):
        best = name == reading.label
        low, high = (top + pad + row * index + round(v * unit) for v in (4, 13))
        end = start + round(bar * float(reading.probabilities[index]))
        colour = _colour(reading) if best else FAINT
        cv2.rectangle(canvas, (start, low), (start + bar, high), BACK, -1)
        if end > start:
            cv2.rectangle(canvas, (start, low), (end, high), colour, -1)
        colour = TEXT if best else FAINT
        at = (left + pad, high)
        cv2.putText(canvas, name, at, FONT, size, colour, stroke, cv2.LINE_AA)
    return [place]


def _room(canvas, box, extent, gap, taken):
    """Returns a free rectangle beside a box, or None.

    A face that has the picture to itself gets one in any case: over it.
    """
    left, top, right, bottom = box
    wide, high = extent
    lowest, rightmost = canvas.shape[0] - high, canvas.shape[1] - wide
    if lowest < 0 or rightmost < 0:
        return None
    row, column = min(max(0, top), lowest), min(max(0, left), rightmost)
    for x, y in (
        (right + gap, row),
        (left - gap - wide, row),
        (column, bottom + gap),
    ):
        place = (x, y, x + wide, y + high)
        if 0 <= x <= rightmost and 0 <= y <= lowest:
            if not any(_overlapping(place, other) for other in taken):
                return place
    if len(taken) > 1:
        return None
    return (rightmost, row, rightmost + wide, row + high)


def _overlapping(one, other):
    return all(one[i] < other[i + 2] and other[i] < one[i + 2] for i in (0, 1))


def _colour(reading):
    return SURE if reading.sure else UNSURE
