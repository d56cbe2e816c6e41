import numpy as np

from arm_tf.reading.faces import Face
from arm_tf.reading.tracking import PATIENCE, Tracker, overlap
from tests.helpers.demo_scenes import settings

LABELS = ("calm", "glad")
CALM, GLAD = (np.array(p, "float32") for p in ([0.9, 0.1], [0.1, 0.9]))


def test_overlap_is_common_area_over_union():
    assert overlap((0, 0, 10, 10), (5, 0, 10, 10)) == 50 / 150
    assert overlap((0, 0, 10, 10), (10, 10, 5, 5)) == 0
    assert overlap((0, 0, 4, 6), (0, 0, 4, 6)) == 1


def test_faces_keep_their_numbers_when_their_order_changes():
    tracker = Tracker(LABELS, settings())
    for step in range(12):  # They walk past each other, one above the other.
        left = Face((10 * step, 0, 40, 40))
        right = Face((110 - 10 * step, 60, 40, 40))
        found = sorted(
            [(left, CALM), (right, GLAD)], key=lambda pair: pair[0].box
        )
        results = tracker.update(found, step / 25)
        shown = {face.box: (n, r.label) for n, face, r in results}
        assert shown[left.box] == (1, "calm")
        assert shown[right.box] == (2, "glad")


def test_the_better_overlap_wins():
    tracker = Tracker(LABELS, settings())
    tracker.update([(Face((0, 0, 40, 40)), CALM)], 0.0)
    near, nearer = Face((12, 0, 40, 40)), Face((2, 0, 40, 40))
    numbers = [
        number
        for number, *_ in tracker.update([(near, CALM), (nearer, CALM)], 0.1)
    ]
    assert numbers == [2, 1]


def test_a_face_is_remembered_for_a_moment():
    tracker = Tracker(LABELS, settings())
    face = Face((0, 0, 40, 40))
    tracker.update([(face, CALM)], 0.0)
    tracker.update([], 0.5)
    assert tracker.update([(face, CALM)], 0.9)[0][0] == 1
    assert tracker.update([(face, CALM)], 0.9 + 2 * PATIENCE)[0][0] == 2
