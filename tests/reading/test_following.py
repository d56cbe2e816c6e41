import numpy as np

from arm_tf.reading.faces import MOVING, Face, HaarDetector
from arm_tf.reading.following import EVERY, NEAR, Follower
from arm_tf.reading.tracking import overlap
from tests.helpers.demo_scenes import scene

FRAME = np.zeros((200, 300, 3), "uint8")


class Spots:
    """A detector that sees bright squares, and counts how often it looks."""

    def __init__(self):
        self.seen = []

    def __call__(self, image):
        self.seen.append(image.shape[:2])
        faces = []
        for level in (100, 200):
            rows, columns = np.nonzero(image[..., 0] == level)
            if len(rows):
                x, y = int(columns.min()), int(rows.min())
                size = int(columns.max()) - x + 1, int(rows.max()) - y + 1
                faces.append(Face((x, y, *size)))
        return sorted(faces, key=lambda face: face.box)


def frame(*squares):
    """Returns a frame with squares at `(x, y, level)`, of 40 pixels."""
    image = FRAME.copy()
    for x, y, level in squares:
        image[max(0, y) : y + 40, max(0, x) : x + 40] = level
    return image


def boxes(faces):
    return [face.box for face in faces]


def test_follows_two_faces_with_few_full_searches():
    wide, near = Spots(), Spots()
    follower = Follower(wide, near)
    for step in range(2 * EVERY):
        places = [(20 + 4 * step, 30, 100), (220 - 4 * step, 120, 200)]
        found = boxes(follower(frame(*places)))
        assert found == sorted((x, y, 40, 40) for x, y, _ in places)
    assert len(wide.seen) == 2
    assert set(near.seen) == {(68, 68)}


def test_a_lost_face_is_searched_everywhere_at_once():
    wide = Spots()
    follower = Follower(wide, Spots())
    follower(frame((20, 30, 100)))
    assert boxes(follower(frame((240, 130, 100)))) == [(240, 130, 40, 40)]
    assert len(wide.seen) == 2
    assert follower(frame()) == []
    assert boxes(follower(frame((0, 0, 100)))) == [(0, 0, 40, 40)]


def test_a_new_face_is_seen_at_the_next_full_search():
    follower = Follower(Spots(), Spots())
    counts = [len(follower(frame((20, 30, 100))))]
    for _ in range(EVERY):
        image = frame((20, 30, 100), (200, 100, 200))
        counts.append(len(follower(image)))
    assert counts == [1] * EVERY + [2]


def test_two_faces_do_not_become_one_twice():
    follower = Follower(Spots(), Spots())
    follower(frame((20, 30, 100), (58, 30, 200)))
    found = boxes(follower(frame((40, 30, 100))))
    assert found == [(40, 30, 40, 40)]


def test_a_face_is_not_followed_off_the_picture():
    follower = Follower(Spots(), Spots())
    for x in range(0, -40, -6):  # Repeated edges look like more of it.
        for face in follower(frame((x, 30, 100))):
            assert face.box[0] + face.box[2] / 2 >= 0


def test_the_cascade_finds_near_what_it_finds_in_the_whole():
    wide = HaarDetector(MOVING, thorough=False)
    follower = Follower(wide, HaarDetector(NEAR, thorough=False))
    for step in range(4):
        image = scene((100 + 5 * step, 90, 180))
        (followed,) = follower(image)
        (found,) = wide(image)
        assert overlap(followed.box, found.box) > 0.7
