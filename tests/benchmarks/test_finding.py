"""A smaller version of the benchmark, to catch regressions."""

import numpy as np
import pytest

from arm_tf.faces.detector import FaceDetector
from benchmarks import finding
from benchmarks.face_scenes import HEIGHT, KINDS, WIDTH, faceless, with_face


@pytest.fixture(scope="module")
def detector():
    return FaceDetector()


def test_no_face_is_claimed_where_there_is_none(detector):
    # 200 scenes have one false positive; these 50 have none.
    assert sum(finding.wrong_answers(detector, 50).values()) == 0


def test_drawn_faces_are_found_by_size(detector):
    rows = finding.found_shares(detector, 112)
    shares = {
        size: np.mean(
            [r["found"] / r["faces"] for r in rows if r["size"] == size]
        )
        for size in finding.SIZES
    }
    # 500 faces: 76 % at 48 pixels, 93 % at 72, all of the larger ones.
    assert shares[48] > 0.5 and shares[72] > 0.8
    assert min(shares[size] for size in (108, 162, 243)) > 0.95
    errors = [row["error"] for row in rows if row["found"]]
    assert np.median(errors) < 0.13  # of the eye distance


def test_scenes_depend_on_their_number_alone():
    for number in range(len(KINDS)):
        scene = faceless(number)
        assert scene.shape == (HEIGHT, WIDTH, 3) and scene.dtype == np.uint8
        assert np.array_equal(scene, faceless(number))
        assert not np.array_equal(scene, faceless(number + len(KINDS)))
    image, points = with_face(3, 100, 30)
    eyes = points[1] - points[0]
    assert np.degrees(np.arctan2(eyes[1], eyes[0])) == pytest.approx(30, abs=6)
    assert (points > 0).all() and (points < (WIDTH, HEIGHT)).all()


def test_the_table_has_a_row_for_each_size():
    rows = [
        {"size": size, "tilt": tilt, "faces": 2, "found": 1, "error": None}
        for size in finding.SIZES
        for tilt in finding.TILTS
    ]
    lines = finding.table(rows).splitlines()
    assert len(lines) == 2 + len(finding.SIZES)
    assert lines[2] == "| 24 | 1 of 2 | 1 of 2 | 1 of 2 | 1 of 2 |"
