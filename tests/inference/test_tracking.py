import dataclasses

import numpy as np

from arm_tf.inference.tracking import FARTHEST, PATIENCE, Tracker, distance
from tests.helpers.demo_scenes import found_at, settings

LABELS = ("calm", "glad")
CALM, GLAD = (np.array(p, "float32") for p in ([0.9, 0.1], [0.1, 0.9]))


def test_distance_is_in_sides_of_the_face():
    here = found_at((10, 20, 40, 40))
    assert distance(here, here) == 0
    assert distance(here, found_at((50, 20, 40, 40))) == 1
    assert distance(here, found_at((10, 50, 40, 40))) == 0.75


def test_faces_keep_their_numbers_when_their_order_changes():
    tracker = Tracker(LABELS, settings())
    for step in range(12):  # They walk past each other, one above the other.
        left = found_at((10 * step, 0, 40, 40))
        right = found_at((110 - 10 * step, 60, 40, 40))
        found = sorted(
            [(left, CALM), (right, GLAD)], key=lambda pair: pair[0].box
        )
        faces = tracker.update(found, step / 25)
        shown = {face.box: (face.number, face.label) for face in faces}
        assert shown[left.box] == (1, "calm")
        assert shown[right.box] == (2, "glad")


def test_a_box_that_jumps_does_not_change_who_it_is():
    """The points do not move: hair or a hand enlarged the box."""
    tracker = Tracker(LABELS, settings())
    before = found_at((100, 100, 40, 40))
    tracker.update([(before, CALM)], 0.0)
    after = dataclasses.replace(before, box=(60, 40, 110, 120))
    assert tracker.update([(after, CALM)], 0.04)[0].number == 1


def test_the_nearer_one_wins():
    tracker = Tracker(LABELS, settings())
    tracker.update([(found_at((0, 0, 40, 40)), CALM)], 0.0)
    near, nearer = found_at((12, 0, 40, 40)), found_at((2, 0, 40, 40))
    faces = tracker.update([(near, CALM), (nearer, CALM)], 0.1)
    assert [face.number for face in faces] == [2, 1]


def test_a_face_far_away_is_another():
    tracker = Tracker(LABELS, settings())
    tracker.update([(found_at((0, 0, 40, 40)), CALM)], 0.0)
    away = found_at((40 * FARTHEST + 1, 0, 40, 40))
    assert tracker.update([(away, CALM)], 0.04)[0].number == 2


def test_a_face_is_remembered_for_a_moment():
    tracker = Tracker(LABELS, settings())
    face = found_at((0, 0, 40, 40))
    tracker.update([(face, CALM)], 0.0)
    tracker.update([], 0.5)
    assert tracker.update([(face, CALM)], 0.9)[0].number == 1
    assert tracker.update([(face, CALM)], 0.9 + 2 * PATIENCE)[0].number == 2
