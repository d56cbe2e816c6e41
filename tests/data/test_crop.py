import cv2
import numpy as np
import pytest

from arm_tf.data import crop

PICTURE = np.arange(20 * 30 * 3, dtype="uint16").reshape(20, 30, 3)


def test_cuts_a_square_around_the_box():
    # Longer side 6 and a quarter of it on both sides: 9. Centre (13, 6).
    face = crop.crop_face(PICTURE, (10, 4, 6, 4), margin=0.25)
    assert np.array_equal(face, PICTURE[2:11, 9:18])


def test_without_margin_a_square_box_is_the_crop():
    face = crop.crop_face(PICTURE, (10, 4, 6, 6), margin=0)
    assert np.array_equal(face, PICTURE[4:10, 10:16])


@pytest.mark.parametrize(
    "box", [(-3, -2, 8, 8), (25, 14, 8, 9), (0, 0, 30, 20)]
)
def test_repeats_the_edge_of_the_picture(box):
    margin, border = 0.5, 60
    wide = cv2.copyMakeBorder(
        PICTURE, border, border, border, border, cv2.BORDER_REPLICATE
    )
    left, top, side = crop.square(box, margin)
    expected = wide[top + border :, left + border :][:side, :side]
    assert np.array_equal(crop.crop_face(PICTURE, box, margin), expected)


def test_halves_are_rounded_upwards():
    assert crop.square((0, 0, 5, 5), 0.25) == (-1, -1, 8)  # side 7.5
    assert crop.square((0, 0, 4, 3), 0) == (0, 0, 4)  # top -0.5


@pytest.mark.parametrize(
    "box",
    [(3, 3, 0, 5), (3, 3, 5, -1), (40, 3, 5, 5), (3, -9, 5, 5), (0, 0, 1, 61)],
)
def test_refuses_a_box_that_is_not_on_the_picture(box):
    with pytest.raises(ValueError, match="face box on the picture.*30x20"):
        crop.crop_face(PICTURE, box, margin=0)
