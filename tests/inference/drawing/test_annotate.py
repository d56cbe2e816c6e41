import numpy as np
import pytest

from arm_tf.inference.drawing.annotate import LONGEST, SHORTEST, annotate
from arm_tf.inference.drawing.strokes import SURE, UNSURE
from tests.helpers.demo_scenes import face

GREY = 90


def room(height, width):
    return np.full((height, width, 3), GREY, "uint8")


def has(image, colour):
    """Returns where a picture has a colour, as a bool array."""
    return (np.abs(image.astype(int) - colour) <= 2).all(axis=-1)


def inside(drawn, box, edge=6):
    """Returns the pixels within a box, without its frame."""
    x, y, width, height = box
    rows = slice(max(0, y + edge), y + height - edge)
    return drawn[rows, max(0, x + edge) : x + width - edge]


def test_without_faces_a_picture_stays_as_it_is():
    image = room(600, 800)
    assert np.array_equal(annotate(image, []), image)


def test_small_pictures_are_enlarged_and_left_alone():
    image = room(48, 60)
    drawn = annotate(image, [face((10, 10, 20, 20))])
    assert drawn.shape[0] == SHORTEST
    assert (image == GREY).all()


@pytest.mark.parametrize("shape", [(2, 300), (1, 5000), (8000, 20)])
def test_thin_pictures_are_not_blown_up(shape):
    drawn = annotate(room(*shape), [face((0, 0, 1, 1))])
    assert max(drawn.shape) <= max(LONGEST, *shape) + 600


@pytest.mark.parametrize("confidence, colour", [(0.7, SURE), (0.4, UNSURE)])
def test_the_box_is_where_the_face_is(confidence, colour):
    box = (200, 150, 160, 200)
    drawn = annotate(room(600, 800), [face(box, confidence)])
    found = has(drawn, colour)
    for line in (found[147:154, 200:360], found[347:354, 200:360]):
        assert line.any(axis=0).mean() > 0.4
    assert (inside(drawn, box) == GREY).all()  # The face is not covered.


def test_an_unsure_answer_differs_by_more_than_its_colour():
    boxes = [
        has(annotate(room(600, 800), [face((200, 150, 160, 200), c)]), colour)
        for c, colour in ((0.7, SURE), (0.4, UNSURE))
    ]
    upper = [found[147:154, 205:355].any(axis=0).mean() for found in boxes]
    assert upper[0] == 1 and upper[1] < 0.8  # dashed


def test_the_longest_bar_is_the_most_probable_label():
    drawn = annotate(room(600, 800), [face((50, 150, 160, 200), 0.9)])
    bars = has(drawn[150:400, 330:], SURE)
    rows = np.nonzero(bars.any(axis=1))[0]
    share = bars[rows].any(axis=0).sum() / (4 * 13)  # letters of 13 pixels
    assert 0.8 < share < 1
    # The second of four rows of 26 pixels.
    assert 26 < rows.min() and rows.max() <= 4 * 13 + 2


def test_bars_for_one_or_two_faces_only():
    for count, bars in ((1, True), (2, True), (3, False)):
        boxes = [(60 + 260 * k, 250, 100, 100) for k in range(count)]
        drawn = annotate(room(900, 900), [face(box) for box in boxes])
        panel = has(drawn, (60, 66, 78))  # a track
        assert panel.any() == bars


@pytest.mark.parametrize(
    "box",
    [
        (-40, -30, 200, 200),
        (700, 500, 200, 200),
        (0, 0, 800, 600),
        (790, 0, 9, 9),
        (300, 590, 40, 20),
    ],
)
@pytest.mark.parametrize("shape", [(600, 800), (480, 490), (2000, 900)])
@pytest.mark.parametrize("moving", [False, True])
def test_faces_at_the_border_can_be_drawn(box, shape, moving):
    drawn = annotate(room(*shape), [face(box)], moving)
    assert drawn.dtype == np.uint8
    assert has(drawn, SURE).any()
    if moving:
        assert drawn.shape == (*shape, 3)


def test_a_face_that_fills_the_picture_is_not_covered():
    box = (0, 0, 700, 600)
    drawn = annotate(room(600, 700), [face(box)])
    # But for its number, in the corner.
    assert (inside(drawn, box, 60) == GREY).all()
    assert drawn.shape[0] > 600 and drawn.shape[1] > 700


def test_no_label_covers_a_face_in_a_crowd():
    boxes = [
        (x, y, 60, 60) for x in range(20, 900, 75) for y in range(20, 600, 95)
    ]
    drawn = annotate(room(700, 1000), [face(box, 0.6) for box in boxes])
    for box in boxes:
        assert (inside(drawn, box, 12) == GREY).all()
    # What finds no place is listed below, one line for each number.
    assert drawn.shape[1] == 1000


def test_a_video_frame_keeps_its_size_whatever_is_found():
    boxes = [(x, y, 90, 90) for x in range(0, 600, 90) for y in (0, 90, 180)]
    for faces in ([], [face(boxes[0])], [face(box) for box in boxes]):
        drawn = annotate(room(480, 640), faces, moving=True)
        assert drawn.shape == (480, 640, 3)


def test_many_labels_still_fit():
    labels = tuple(f"label {number}" for number in range(60))
    crowded = face((10, 10, 100, 100), 0.4, labels)
    assert annotate(room(480, 640), [crowded]).shape[2] == 3
