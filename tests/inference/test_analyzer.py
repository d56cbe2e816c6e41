import io
import json
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from arm_tf import Analyzer
from arm_tf.errors import InputError
from arm_tf.faces.alignment import STANDARD
from arm_tf.pretrained import MODELS
from tests.helpers.demo_scenes import described, save, scene

PLACE = (150, 100, 160)


@pytest.fixture(scope="module")
def analyzer(model):
    return Analyzer(model)


def test_a_face_has_all_that_is_promised(analyzer):
    faces = analyzer.read(scene(PLACE))
    assert len(faces) == 1 and faces[0] is list(faces)[0]
    face = faces[0]
    assert face.label in analyzer.class_names and face.sure in (True, False)
    assert face.confidence == face.probabilities[face.label]
    assert face.confidence == max(face.probabilities.values())
    assert list(face.probabilities) == list(analyzer.class_names)
    x, y, width, height = face.box
    assert all(isinstance(value, int) for value in face.box)
    assert 150 < x < x + width < 310 and 100 < y < y + height < 280
    assert len(face.points) == 6 and 0.5 < face.score <= 1
    assert face.label in repr(faces)


def test_rows_make_a_table(analyzer):
    faces = analyzer.read(scene(PLACE))
    (row,) = faces.rows()
    assert [row[name] for name in analyzer.class_names] == list(
        faces[0].probabilities.values()
    )
    assert (row["x"], row["y"], row["width"], row["height"]) == faces[0].box
    assert row["label"] == faces[0].label and row["file"] is None
    assert not any(isinstance(v, list | dict | tuple) for v in row.values())


def test_dictionaries_are_json(analyzer):
    faces = analyzer.read(scene(PLACE))
    value = json.loads(json.dumps(faces.to_dict()))
    assert (value["width"], value["height"]) == (480, 360)
    assert value["file"] is None
    assert value["faces"] == [faces[0].to_dict()]
    assert set(value["faces"][0]["points"]) >= {"nose", "mouth", "left_eye"}


def test_no_face(analyzer):
    faces = analyzer.read(scene())
    assert not faces and list(faces) == [] and repr(faces) == "<no face>"
    assert faces.to_dict()["faces"] == []


def test_paths_and_arrays_give_the_same_in_lists_too(analyzer, tmp_path):
    image = scene(PLACE)
    path = save(tmp_path / "a.png", image)
    from_path, from_array, from_text = analyzer.read([path, image, str(path)])
    assert from_path[0] == from_array[0] == from_text[0]
    assert from_path.source == str(path)
    assert analyzer.read([]) == []


def test_channels_come_in_the_order_rgb(analyzer):
    image = scene(PLACE)
    image[..., 1:] = image[..., 1:] // 4
    assert analyzer.read(image)[0].label == "red"
    assert analyzer.read(image[..., ::-1])[0].label == "blue"


@pytest.mark.parametrize(
    "kind", ["bytes", "bytearray", "view", "file", "stream", "pil", "array"]
)
def test_pictures_of_other_kinds(analyzer, tmp_path, kind):
    path = save(tmp_path / "a.png", scene(PLACE))
    data = path.read_bytes()
    with open(path, "rb") as file:
        picture = {
            "bytes": lambda: data,
            "bytearray": lambda: bytearray(data),
            "view": lambda: memoryview(data),
            "file": lambda: file,
            "stream": lambda: io.BytesIO(data),
            "pil": lambda: Image.open(path),
            "array": lambda: memoryview(scene(PLACE)),
        }[kind]()
        faces = analyzer.read(picture)
    assert faces[0] == analyzer.read(path)[0] and faces.source == ""


def test_a_pil_image_is_turned_as_its_exif_says(analyzer):
    image = Image.fromarray(np.rot90(scene(PLACE)))
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned to the right
    content = io.BytesIO()
    image.save(content, "PNG", exif=exif)
    turned = analyzer.read(Image.open(content))
    assert turned.image.shape == (360, 480, 3)
    assert turned[0].box == analyzer.read(scene(PLACE))[0].box


@pytest.mark.parametrize(
    "picture",
    [
        *("data:image/jpeg;base64," + "A" * 2_000_000, "", "a\0b.jpg", None),
        *(b"", b"no picture", io.StringIO("text"), {"a.jpg"}, np.zeros((0, 0))),
        *(np.zeros((2, 4, 4, 3), "uint8"), np.zeros((3, 40, 40), "uint8")),
        *("none.jpg", 3, np.zeros((4, 4, 3))),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_picture_is_one_short_line(analyzer, picture):
    with pytest.raises(InputError, match="Expected a picture") as caught:
        analyzer.read(picture)
    assert len(str(caught.value)) < 1000


def test_faces_are_cut_by_their_points_where_the_model_knows_them(
    analyzer, model_folder, monkeypatch
):
    aligned = described(model_folder, points=STANDARD)
    image = scene(PLACE)
    cuts = []

    def align_face(*args):
        cuts.append(args[1:])
        return np.zeros((24, 24, 3), "uint8")

    monkeypatch.setattr("arm_tf.inference.analyzer.align_face", align_face)
    (old,) = analyzer.read(image)
    assert not cuts  # a file of an earlier version: by the box
    (face,) = Analyzer(aligned).read(image)
    assert cuts == [(face.points, STANDARD, 24)]


@pytest.mark.parametrize("name", MODELS)
def test_models_that_come_along(name):
    faces = Analyzer(name).read(scene(PLACE))
    assert len(faces) == 1 and "happiness" in faces[0].probabilities


def test_starts_without_tensorflow_rich_or_pillow():
    code = """
import sys
import numpy as np
from arm_tf import Analyzer
Analyzer().read(np.zeros((48, 64, 3), "uint8")).plot()
heavy = {"tensorflow", "keras", "jax", "rich", "PIL", "matplotlib"}
sys.exit(" ".join(heavy & set(sys.modules)) or 0)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
