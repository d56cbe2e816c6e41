"""Marks faces in a picture: a box, a label, and bars for one or two faces.

Nothing is drawn over a face. A label goes below, above or beside its box, where
there is no face and no other label; larger faces get larger labels. A label
without a free place (a crowd, a face that fills the picture) goes into a
margin, with a number at the face. Frames of a video keep their size: there, a
label takes the place that covers least.

A sure prediction has a solid box and a green label; an unsure one has a dashed
box, a grey label and a question mark.
"""

import dataclasses

import cv2
import numpy as np

from arm_tf.inference.drawing.bars import draw_bars
from arm_tf.inference.drawing.lettering import put_text, text_size
from arm_tf.inference.drawing.strokes import (
    BACK,
    TEXT,
    colour_of,
    common,
    within,
)

SHORTEST = 480  # pixels; smaller pictures are enlarged, so that text is legible
LONGEST = 2000  # pixels; pictures are not enlarged beyond
SMALLEST_FACE = 40  # pixels; pictures of crowds are enlarged to this median
LETTERS = (11, 34)  # pixels: the smallest and the largest letters


@dataclasses.dataclass
class Mark:
    """A face on the canvas, and its label."""

    face: object
    box: tuple  # left, top, right, bottom in pixels of the canvas
    letters: int  # pixels
    text: str
    place: tuple | None = None  # of the label, as the box


def annotate(image: np.ndarray, faces, moving: bool = False) -> np.ndarray:
    """Returns the picture with boxes, labels and bars drawn on it.

    Args:
        image: uint8 `(height, width, 3)`, RGB in [0, 255].
        faces: sequence of `results.Face`.
        moving: whether it is a frame of a video, whose size must not change
            with its faces.

    Returns:
        uint8 `(height, width, 3)`, RGB; enlarged where the picture is small,
        with a margin for labels without a free place.
    """
    zoom = enlargement(image, [] if moving else faces)
    canvas = image.copy()
    if zoom > 1:
        canvas = cv2.resize(image, None, fx=zoom, fy=zoom)
    marks = [_mark(face, zoom) for face in faces]
    _place(marks, canvas.shape, moving)
    for mark in marks:
        _frame(canvas, mark)
    unplaced = []
    for number, mark in enumerate(marks, 1):
        if mark.place is None:
            _number(canvas, mark, number)
            unplaced.append((number, mark))
        else:
            _chip(canvas, mark.place, mark.text, mark.letters, mark.face)
    if 1 <= len(marks) <= 2:
        taken = [m.box for m in marks] + [m.place for m in marks if m.place]
        canvas = draw_bars(canvas, marks, taken, extend=not moving)
    return _legend(canvas, unplaced) if unplaced else canvas


def enlargement(image: np.ndarray, faces) -> float:
    """Returns the factor by which a picture is enlarged: 1 or more."""
    zoom = SHORTEST / min(image.shape[:2])
    if faces:
        sides = sorted(max(face.box[2:]) for face in faces)
        zoom = max(zoom, SMALLEST_FACE / sides[len(sides) // 2])
    return max(1.0, min(zoom, LONGEST / max(image.shape[:2])))


def _mark(face, zoom):
    x, y, width, height = (value * zoom for value in face.box)
    box = tuple(round(v) for v in (x, y, x + width, y + height))
    letters = round(min(max(max(width, height) / 11, LETTERS[0]), LETTERS[1]))
    doubt = "" if face.sure else "?"
    text = f"{face.label}{doubt} {face.confidence:.0%}"
    return Mark(face, box, letters, text)


def _chip_size(mark):
    width, height = text_size(mark.text, mark.letters)
    return width + mark.letters, round(1.9 * height)


def _place(marks, shape, moving):
    """Gives labels their places, the largest faces first."""
    taken = [mark.box for mark in marks]
    for mark in sorted(marks, key=lambda mark: -mark.letters):
        places = [place for place in _places(mark) if within(place, shape)]
        free = [p for p in places if not any(common(p, t) for t in taken)]
        if free:
            mark.place = free[0]
        elif moving:
            mark.place = min(
                places or [_inside(mark, shape)],
                key=lambda p: sum(common(p, t) for t in taken),
            )
        if mark.place:
            taken.append(mark.place)


def _places(mark):
    """Yields where a label may be: below, above, right, left."""
    left, top, right, bottom = mark.box
    wide, high = _chip_size(mark)
    middle, gap = (left + right - wide) // 2, max(2, mark.letters // 5)
    for x in (middle, left, right - wide):
        yield x, bottom + gap, x + wide, bottom + gap + high
        yield x, top - gap - high, x + wide, top - gap
    for y in (top, (top + bottom - high) // 2, bottom - high):
        yield right + gap, y, right + gap + wide, y + high
        yield left - gap - wide, y, left - gap, y + high


def _inside(mark, shape):
    """Returns a place at the lower edge of the picture."""
    wide, high = _chip_size(mark)
    x = min(max(0, mark.box[0]), max(0, shape[1] - wide))
    y = min(max(0, mark.box[3] - high), max(0, shape[0] - high))
    return x, y, x + wide, y + high


def _frame(canvas, mark):
    """Draws the box: solid, or dashed if the prediction is unsure."""
    left, top, right, bottom = mark.box
    line = max(1, round(mark.letters / 7))
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    dash = max(4, (right - left) // 9)
    for colour, width in ((TEXT, line + 2), (colour_of(mark.face), line)):
        for start, end in zip(corners, corners[1:] + corners[:1], strict=True):
            if mark.face.sure:
                cv2.line(canvas, start, end, colour, width, cv2.LINE_AA)
                continue
            for ends in _dashes(np.array(start), np.array(end), dash):
                cv2.line(canvas, *ends, colour, width, cv2.LINE_AA)


def _dashes(start, end, dash):
    """Yields the two ends of each dash of a line."""
    length = max(1, int(abs(end - start).max()))
    for begin in range(0, length, 2 * dash):
        yield (
            tuple(int(v) for v in start + (end - start) * share)
            for share in (begin / length, min(1, (begin + dash) / length))
        )


def _chip(canvas, place, text, letters, face, margin=(0.5, 0.45)):
    """Draws a label into its place; `margin`: left and below, in letters."""
    left, top, right, bottom = place
    cv2.rectangle(
        canvas, (left, top), (right - 1, bottom - 1), colour_of(face), -1
    )
    at = (left + int(margin[0] * letters), bottom - round(margin[1] * letters))
    put_text(canvas, text, at, letters, TEXT)


def _number(canvas, mark, number):
    """Writes a number on the corner of a box: outside, where possible."""
    wide, _ = text_size(str(number), mark.letters)
    wide, high = wide + mark.letters // 2, round(1.5 * mark.letters)
    left = min(max(0, mark.box[0] - wide // 2), canvas.shape[1] - wide)
    top = min(max(0, mark.box[1] - high // 2), canvas.shape[0] - high)
    place = (left, top, left + wide, top + high)
    margin = (0.25, 0.25)
    _chip(canvas, place, str(number), mark.letters, mark.face, margin)


def _legend(canvas, unplaced):
    """Returns the canvas with a margin below that holds labels by number."""
    height, width = canvas.shape[:2]
    letters = min(max(round(min(height, width) / 40), 12), LETTERS[1])
    texts = [f"{number}  {mark.text}" for number, mark in unplaced]
    column = max(text_size(text, letters)[0] for text in texts) + 3 * letters
    columns = max(1, width // column)
    rows = -(-len(texts) // columns)
    margin = np.full((rows * 2 * letters + letters, width, 3), BACK, "uint8")
    for index, (text, (_, mark)) in enumerate(
        zip(texts, unplaced, strict=True)
    ):
        x = letters + index % columns * column
        y = (index // columns + 1) * 2 * letters
        dot, line = (x, y - letters // 2), -1 if mark.face.sure else 2
        colour = colour_of(mark.face)
        cv2.circle(margin, dot, letters // 3, colour, line, cv2.LINE_AA)
        put_text(margin, text, (x + letters, y), letters, TEXT)
    return np.concatenate([canvas, margin])
