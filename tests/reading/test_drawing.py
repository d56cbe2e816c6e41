import numpy as np
import pytest

from arm_tf.reading.drawing import SHORTEST, SURE, UNSURE, annotate
from arm_tf.reading.faces import Face
from arm_tf.reading.smoothing import read
from tests.helpers.demo_scenes import settings

LABELS = ("neutral", "happiness", "surprise", "sadness")


def reading(confidence=0.7):
    rest = (1 - confidence) / 3
    shares = np.array([rest, confidence, rest, rest], "float32")
    return read(shares, LABELS, settings())


def room(height, width):
    return np.full((height, width, 3), 90, "uint8")


def has(image, colour):
    """Returns where a picture has a colour, as a bool array."""
    return (np.abs(image.astype(int) - colour) <= 2).all(axis=-1)


def test_without_faces_a_picture_stays_as_it_is():
    image = room(600, 800)
    assert np.array_equal(annotate(image, [], LABELS), image)


def test_small_pictures_are_enlarged_and_left_alone():
    image = room(48, 60)
    drawn = annotate(image, [(1, Face((10, 10, 20, 20)), reading())], LABELS)
    assert drawn.shape == (SHORTEST, 600, 3)
    assert (image == 90).all()


@pytest.mark.parametrize("confidence, colour", [(0.7, SURE), (0.4, UNSURE)])
def test_the_box_is_where_the_face_is(confidence, colour):
    face = Face((200, 150, 160, 200))
    drawn = annotate(room(600, 800), [(1, face, reading(confidence))], LABELS)
    found = has(drawn, colour)
    for y, x in ((250, 200), (250, 360), (350, 280)):  # left, right, below
        assert found[y - 3 : y + 4, x - 3 : x + 4].any()
    assert (drawn[180:320, 220:340] == 90).all()  # The face is not covered.


def test_the_longest_bar_is_the_most_probable_label():
    face = Face((50, 150, 160, 200))
    drawn = annotate(room(600, 800), [(1, face, reading(0.9))], LABELS)
    right_of_it = has(drawn[150:400, 216:], SURE)
    right_of_it[:5] = False  # The label may reach over there.
    rows = np.nonzero(right_of_it.any(axis=1))[0]
    # The second of four rows of 24 pixels, below 10 pixels of margin.
    assert rows.min() >= 10 + 24 and rows.max() <= 10 + 2 * 24


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
def test_faces_at_the_border_can_be_drawn(box, shape):
    drawn = annotate(room(*shape), [(1, Face(box), reading())], LABELS)
    assert drawn.dtype == np.uint8
    assert has(drawn, SURE).any()


def test_panels_cover_no_face():
    faces = [Face((x, 200, 150, 150)) for x in range(0, 750, 160)]
    results = [(n, face, reading()) for n, face in enumerate(faces)]
    drawn = annotate(room(600, 800), results, LABELS)
    for face in faces:
        x, y, _, _ = face.box
        assert (drawn[y + 20 : y + 130, x + 20 : x + 130] == 90).all()


def test_many_labels_still_fit():
    labels = tuple(f"label {number}" for number in range(60))
    shares = np.full(60, 1 / 60, "float32")
    result = (1, Face((10, 10, 100, 100)), read(shares, labels, settings()))
    assert annotate(room(480, 640), [result], labels).shape == (480, 640, 3)
