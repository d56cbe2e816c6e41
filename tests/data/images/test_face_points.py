import numpy as np
import pytest

from arm_tf.data.images.face_points import (
    cut_out,
    measure,
    points_in_box,
    points_of,
)
from arm_tf.faces.alignment import STANDARD
from tests.helpers.demo_scenes import drawn, places_of, scene

PICTURE = np.random.default_rng(0).integers(0, 256, (20, 30, 3), "uint8")


def test_cuts_a_square_around_the_box():
    # Longer side 6 and a quarter of it on both sides: 9. Centre (13, 6).
    face = cut_out(PICTURE, (10, 4, 6, 4), margin=0.25)
    assert np.array_equal(face, PICTURE[2:11, 9:18])


@pytest.mark.parametrize(
    "box",
    [(3, 3, 0, 5), (3, 3, 5, -1), (40, 3, 5, 5), (3, -9, 5, 5), (0, 0, 1, 61)],
)
def test_refuses_a_box_that_is_not_on_the_picture(box):
    with pytest.raises(ValueError, match="face box on the picture.*30x20"):
        cut_out(PICTURE, box, margin=0)


def test_a_face_in_the_box_is_cut_by_its_points():
    image = scene((150, 100, 160), (330, 150, 140))
    face = cut_out(image, (170, 110, 110, 130), margin=0.1)
    assert face.shape[0] == face.shape[1]
    shares = points_of(face) / face.shape[0]
    assert np.abs(shares - STANDARD).mean() < 0.04
    points = points_in_box(image, (340, 160, 110, 120))
    apart = np.linalg.norm(points - places_of(330, 150, 140), axis=1)
    assert apart.mean() < 0.06 * 140


def test_a_face_beside_the_box_is_not_meant():
    image = scene((150, 100, 160))
    box = (330, 120, 90, 90)
    assert points_in_box(image, box) is None
    assert cut_out(image, box, margin=0).shape == (90, 90, 3)


@pytest.mark.parametrize("size", [48, 100, 224])
def test_points_of_a_face_are_in_its_pixels(size):
    points = points_of(drawn(size))
    apart = np.linalg.norm(points - places_of(0, 0, size), axis=1)
    assert apart.mean() < 0.07 * size
    assert points_of(np.full((size, size, 3), 90, "uint8")) is None
    assert points_of(drawn(size)[..., 1:2]).shape == (4, 2)  # grey


def test_what_is_measured_is_the_median_of_what_is_found():
    blank = np.full((48, 48, 3), 90, "uint8")
    faces = [drawn(48)] * 25 + [blank] * 5
    expected = points_of(drawn(48)) / 48
    assert np.abs(measure(faces) - expected).max() < 0.001
    assert measure([blank] * 30) is None
