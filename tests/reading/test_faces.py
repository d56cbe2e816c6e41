import cv2
import numpy as np
import pytest

from arm_tf.errors import InputError
from arm_tf.reading.faces import MOVING, Face, HaarDetector, YuNetDetector
from arm_tf.reading.tracking import overlap
from tests.helpers.demo_scenes import scene


def inner(x, y, size):
    """Returns where the face is in a drawn picture: without the margin."""
    return (x + size // 5, y + size // 4, 3 * size // 5, 3 * size // 5)


def assert_found(faces, places):
    """Asserts one face per place, and no other."""
    assert len(faces) == len(places)
    for face, place in zip(faces, sorted(places), strict=True):
        assert overlap(face.box, inner(*place)) > 0.4


def test_one_face():
    faces = HaarDetector()(scene((150, 100, 160)))
    assert_found(faces, [(150, 100, 160)])
    assert faces[0].roll == 0


def test_several_faces_from_left_to_right():
    places = [(300, 30, 150), (20, 150, 180), (230, 210, 100)]
    assert_found(HaarDetector()(scene(*places)), places)


def test_a_small_face_in_a_large_photograph():
    place = (1500, 900, 200)
    image = scene(place, shape=(1500, 2000))
    assert_found(HaarDetector()(image), [place])


def test_a_face_in_a_small_picture():
    assert_found(
        HaarDetector()(scene((0, 0, 60), shape=(60, 60))), [(0, 0, 60)]
    )


@pytest.mark.parametrize("roll", [25, -25])
@pytest.mark.parametrize("thorough", [True, False])
def test_a_tilted_face(roll, thorough):
    place = (130, 70, 220)
    image = scene(place)
    turn = cv2.getRotationMatrix2D((240, 180), -roll, 1)
    tilted = cv2.warpAffine(
        image, turn, (480, 360), borderMode=cv2.BORDER_REPLICATE
    )
    faces = HaarDetector(MOVING, thorough)(tilted)
    assert [face.roll for face in faces] == [roll]
    assert overlap(faces[0].box, inner(*place)) > 0.4


@pytest.mark.parametrize("shape", [(1, 1), (3, 500), (400, 20), (240, 320)])
def test_no_face_is_a_result(shape):
    rng = np.random.default_rng(0)
    assert HaarDetector()(np.full((*shape, 3), 90, "uint8")) == []
    noise = rng.integers(0, 256, (*shape, 3), "uint8")
    assert HaarDetector(MOVING, thorough=False)(noise) == []


class StubNet:
    """Gives the rows that YuNet would: box, five points, score.

    The real file cannot be part of the tests, so these show what is made of
    its answers, and not how well it finds faces.
    """

    def __init__(self, rows):
        self.rows = rows
        self.size = (320, 320)

    def setInputSize(self, size):  # noqa: N802, OpenCV's name
        self.size = size

    def detect(self, image):
        assert image.shape[1::-1] == tuple(self.size)
        self.seen = image
        rows = np.array(self.rows, "float32").reshape(-1, 15)
        return 1, (rows if len(rows) else None)


def yunet(monkeypatch, rows, smallest):
    """Returns a detector on a stub, and the stub."""
    nets = [StubNet([]), StubNet(rows)]
    monkeypatch.setattr(
        cv2.FaceDetectorYN, "create", lambda *args: nets[0], raising=True
    )
    detector = YuNetDetector(__file__, smallest)
    detector._net = nets[1]
    return detector, nets[1]


def row(box, right_eye, left_eye):
    """Returns YuNet's row of a face; the eyes are the person's own."""
    return [*box, *right_eye, *left_eye, *[0] * 6, 0.9]


def test_yunet_levels_by_the_eyes(monkeypatch):
    rows = [
        row((60, 20, 30, 40), (65, 30), (85, 30)),
        row((10, 10, 40, 40), (20, 20), (40, 40)),
    ]
    detector, net = yunet(monkeypatch, rows, 24 / 100)
    image = np.zeros((100, 200, 3), "uint8")
    image[..., 0] = 200  # red
    assert detector(image) == [
        Face((10, 10, 40, 40), 45.0),
        Face((60, 20, 30, 40), 0.0),
    ]
    assert net.seen[0, 0].tolist() == [0, 0, 200]  # It wants BGR.


def test_yunet_boxes_are_those_of_the_large_picture(monkeypatch):
    rows = [row((10, 10, 40, 40), (20, 20), (40, 20))]
    detector, net = yunet(monkeypatch, rows, 24 / 100)
    faces = detector(np.zeros((400, 800, 3), "uint8"))
    assert net.size == (200, 100)
    assert faces == [Face((40, 40, 160, 160), 0.0)]


def test_yunet_leaves_out_what_cannot_be_cut(monkeypatch):
    rows = [
        row((-50, 10, 40, 40), (1, 1), (2, 1)),
        row((10, 10, 0, 9), (1, 1), (2, 1)),
    ]
    detector, _ = yunet(monkeypatch, rows, 24 / 100)
    assert detector(np.zeros((100, 100, 3), "uint8")) == []


@pytest.mark.parametrize("content", [None, b"", b"not a network"])
def test_a_wrong_yunet_file(tmp_path, content):
    path = tmp_path / "yunet.onnx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match="YuNet.*leave --yunet out"):
        YuNetDetector(path)
