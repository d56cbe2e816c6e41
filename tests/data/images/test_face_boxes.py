import numpy as np
import pytest

from arm_tf.data.images.face_boxes import cut_out

PICTURE = np.arange(20 * 30 * 3, dtype="uint16").reshape(20, 30, 3)


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
