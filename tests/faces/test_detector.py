import cv2
import numpy as np
import pytest

from arm_tf.errors import InputError
from arm_tf.faces import blazeface
from arm_tf.faces.blazeface import SCORE, decode, letterbox, suppress
from arm_tf.faces.detector import TILE, FaceDetector, tiles
from tests.helpers.demo_scenes import places_of, scene


@pytest.fixture(scope="module")
def detector():
    return FaceDetector()


def assert_found(faces, places):
    """Asserts one face per place, its points there, and no other."""
    assert len(faces) == len(places)
    for face, place in zip(faces, sorted(places), strict=True):
        apart = np.subtract(face.points[:4], places_of(*place))
        # The noses of drawn faces are flat; the mean is good enough.
        assert np.linalg.norm(apart, axis=1).mean() < 0.06 * place[2]
        x, y, width, height = face.box
        assert x < face.points[2][0] < x + width
        assert y < face.points[2][1] < y + height
        assert 0.5 <= face.score <= 1


@pytest.mark.parametrize(
    "places, shape",
    [
        ([(300, 30, 150), (20, 150, 180), (230, 210, 100)], (360, 480)),
        ([(1500, 900, 200)], (1500, 2000)),  # small in a large photograph
        ([(0, 0, 60)], (60, 60)),
    ],
)
def test_faces_are_found_from_left_to_right(detector, places, shape):
    assert_found(detector(scene(*places, shape=shape)), places)


def test_a_still_smaller_face_only_in_tiles(detector):
    image = scene((2600, 1500, 100), shape=(2000, 3000))
    assert detector(image) == []
    assert_found(FaceDetector(tiles=True)(image), [(2600, 1500, 100)])


@pytest.mark.parametrize("roll", [45, 25, -25, -45])
def test_a_tilted_face(detector, roll):
    turn = cv2.getRotationMatrix2D((240, 180), -roll, 1)
    tilted = cv2.warpAffine(
        scene((130, 70, 220)), turn, (480, 360), borderMode=cv2.BORDER_REPLICATE
    )
    (face,) = detector(tilted)
    upright = places_of(130, 70, 220)
    expected = upright @ turn[:, :2].T + turn[:, 2]
    apart = np.linalg.norm(np.subtract(face.points[:4], expected), axis=1)
    assert apart.mean() < 0.06 * 220


def test_the_order_of_channels_and_mirroring_matter(detector):
    """A mirrored picture has mirrored points, right and left exchanged."""
    image = scene((150, 100, 160))
    (face,), (mirrored,) = detector(image), detector(image[:, ::-1].copy())
    x = [point[0] for point in face.points]
    there = [480 - x[1], 480 - x[0], 480 - x[2], 480 - x[3]]
    seen = [point[0] for point in mirrored.points[:4]]
    assert np.abs(np.subtract(there, seen)).max() < 8


@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (400, 20), (240, 320)])
def test_no_face_is_a_result(detector, shape):
    rng = np.random.default_rng(0)
    assert detector(np.full((*shape, 3), 90, "uint8")) == []
    assert detector(rng.integers(0, 256, (*shape, 3), "uint8")) == []


def test_letterbox_is_area_means_centred_on_black():
    image = np.zeros((768, 1536, 3), "uint8")
    image[:, :768] = (255, 51, 0)
    image[::2] = image[::2] // 3
    seen, scale, corner = letterbox(image, (0, 0, 1536, 768))
    assert seen.shape == (192, 192, 3) and seen.dtype == np.float32
    assert scale == 192 / 1536 and corner == (0, -48 / scale)
    assert (seen[:48] == -1).all() and (seen[144:] == -1).all()
    mean = np.array([170, 34, 0]) / 127.5 - 1
    assert seen[60, 20] == pytest.approx(mean, abs=0.01)
    assert (seen[60, 150] == -1).all()


def test_letterbox_is_black_beyond_the_picture():
    image = np.full((100, 100, 3), 255, "uint8")
    seen, scale, corner = letterbox(image, (-50, -50, 142, 142))
    assert scale == 1 and corner == (-50, -50)
    assert (seen[:50] == -1).all() and (seen[50:150, 50:150] == 1).all()


def test_decode_adds_the_middles_of_the_cells():
    numbers = np.zeros((2304, 16), "float32")
    scores = np.full(2304, -200, "float32")
    cell = 48 * 10 + 3  # the fourth of the eleventh row
    numbers[cell] = [1, 2, 30, 40, *range(12)]
    scores[cell] = 0
    scores[5] = 90  # without a size: no box
    (row,) = decode(numbers, scores)
    x, y = 3.5 * 4, 10.5 * 4
    assert row[:4].tolist() == [x + 1, y + 2, 30, 40]
    assert row[4:8].tolist() == [x + 0, y + 1, x + 2, y + 3]
    assert row[SCORE] == 0.5


def answer(x, score, size=10):
    return np.array([x, 0, size, size, *[x] * 12, score], "float64")


def test_overlaps_are_averaged_by_their_scores():
    rows = suppress(np.array([answer(2, 0.6), answer(0, 0.9), answer(50, 0.7)]))
    assert rows[:, 0] == pytest.approx([2 * 0.6 / 1.5, 50])
    assert rows[:, SCORE].tolist() == [0.9, 0.7]
    # 10 - 5.4 of 10 + 5.4 in common is just below 0.3.
    apart = np.array([answer(0, 0.9), answer(5.4, 0.8)])
    assert len(suppress(apart)) == 2
    best = suppress(np.array([answer(2, 0.6), answer(0, 0.9)]), average=False)
    assert best[:, 0].tolist() == [0]


def test_tiles_cover_large_pictures():
    assert tiles(500, 400) == []
    covered = np.zeros((1300, 2100), bool)
    for left, top, right, bottom in tiles(2100, 1300):
        assert right - left == bottom - top == TILE
        covered[top:bottom, left:right] = True
    assert covered.all()


def test_a_missing_file_says_what_brings_it(tmp_path, monkeypatch):
    monkeypatch.setattr(blazeface, "FILE", tmp_path / "none.tflite")
    with pytest.raises(InputError, match="no such file.*fetch_detector.py"):
        FaceDetector()
    (tmp_path / "none.tflite").write_bytes(b"damaged")
    with pytest.raises(InputError, match="another file.*fetch_detector.py"):
        FaceDetector()
