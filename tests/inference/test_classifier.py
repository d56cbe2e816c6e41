import hashlib
import json
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from arm_tf.errors import InputError
from arm_tf.inference.classifier import Classifier
from arm_tf.inference.model_settings import LIMITS
from tests.helpers.demo_scenes import described

SIDE = 24


def picture(name):
    """Returns a picture of which the small model must say `name`."""
    image = np.full((SIDE, SIDE, 3), 60, "uint8")
    if name in ("red", "green", "blue"):
        image[..., ("red", "green", "blue").index(name)] = 230
    elif name == "top":
        image[: SIDE // 2] = 230
    else:
        image[:, : SIDE // 2] = 230
    return image


@pytest.mark.parametrize("name", ["red", "green", "blue", "top", "left"])
def test_reads_pixels_as_rgb_upright_and_by_the_files_labels(model, name):
    classifier = Classifier(model)
    probabilities = classifier(picture(name))
    assert probabilities.dtype == np.float32
    assert probabilities.shape == (5,)
    # An int8 probability is a multiple of 1/256.
    assert abs(probabilities.sum() - 1) <= 5 / 256
    assert classifier.class_names[probabilities.argmax()] == name
    assert probabilities.max() > 0.6


def test_knows_size_and_settings(model):
    classifier = Classifier(model, threads=2)
    assert classifier.image_size == SIDE
    assert classifier.settings.crop_margin == 0.15
    assert classifier.settings.unsure_below == 0.5
    assert classifier.settings.points is None  # as in older files


def test_knows_where_the_training_faces_have_their_points(model_folder):
    points = [[0.31, 0.39], [0.69, 0.39], [0.5, 0.6], [0.5, 0.78]]
    settings = Classifier(described(model_folder, points=points)).settings
    assert settings.points == tuple(map(tuple, points))


@pytest.mark.parametrize(
    "face", [np.zeros((SIDE, SIDE), "uint8"), np.zeros((SIDE, SIDE, 3))]
)
def test_refuses_other_pixels(model, face):
    with pytest.raises(ValueError, match=r"uint8 face of shape \(24, 24, 3\)"):
        Classifier(model)(face)


def test_no_file(tmp_path):
    with pytest.raises(InputError, match="does not exist.*arm-tf export"):
        Classifier(tmp_path / "none.tflite")


def test_another_file(tmp_path):
    (tmp_path / "a.tflite").write_bytes(b"PK\x03\x04 and so on")
    with pytest.raises(InputError, match="something else"):
        Classifier(tmp_path / "a.tflite")


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_cut_file(model_folder, share):
    path = model_folder / "model.tflite"
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(InputError, match="labels.txt.*perhaps cut"):
        Classifier(path)


def with_labels(path, content, text):
    """Writes a model with other labels zipped to its end."""
    path.write_bytes(content)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("labels.txt", text)


def bare(path):
    """Returns the bytes of a model without its archive."""
    content = path.read_bytes()
    return content[: content.index(b"PK\x03\x04")]


def test_a_cut_file_with_labels(model_folder):
    path = model_folder / "model.tflite"
    with_labels(path, bare(path)[:2000], "a\nb\n")
    with pytest.raises(InputError, match="whole .tflite file"):
        Classifier(path)


@pytest.mark.parametrize(
    "text, message",
    [
        ("red\ngreen\nblue\n", r"to float32 \[1, 3\].*float32 \[1, 5\]"),
        ("red\nred\n", "different labels"),
        ("red\n\nblue\n", "different labels"),
        ("", "different labels"),
        (b"\xff\xfe\xfd", "labels.txt"),
    ],
)
def test_wrong_labels(model_folder, text, message):
    path = model_folder / "model.tflite"
    with_labels(path, bare(path), text)
    with pytest.raises(InputError, match=message):
        Classifier(path)


@pytest.mark.parametrize(
    "changes, message",
    [
        ({"crop_margin": None}, "usable setting"),
        ({"crop_margin": 7}, r"crop_margin in \[0, 2\]"),
        ({"unsure_below": -1}, r"unsure_below in \[0, 1\]"),
        ({"smoothing_seconds": 0}, r"smoothing_seconds in \[0.001, 60\]"),
        ({"label_lead": "NaN"}, r"label_lead in \[0, 0.5\]"),
        ({"image_size": 48}, "Copy both files of one export"),
        ({"points": [[0.3, 0.4], [0.7, 0.4], [0.5, 0.6]]}, "usable.*points"),
        ({"points": [[0.3, 0.4]] * 4}, "usable.*points"),
        ({"points": [[0.3, 1.4], [1, 1], [0, 0], [1, 0]]}, "usable.*points"),
        ({"points": "left"}, "usable setting"),
        ({"labels": ["green", "red"]}, "Copy both files of one export"),
    ],
)
def test_settings_of_another_model(model_folder, changes, message):
    with pytest.raises(InputError, match=message):
        Classifier(described(model_folder, **changes))


@pytest.mark.parametrize("text", ["", "[]", '"crop_margin"', "[" * 100000])
def test_settings_that_do_not_parse(model_folder, text):
    (model_folder / "model.json").write_text(text)
    with pytest.raises(InputError, match="usable setting"):
        Classifier(model_folder / "model.tflite")


def test_a_file_that_loads_and_fails_is_refused(model_folder, monkeypatch):
    def fail(self):
        raise RuntimeError("num_input_elements != num_output_elements")

    monkeypatch.setattr("ai_edge_litert.interpreter.Interpreter.invoke", fail)
    with pytest.raises(InputError, match="whole .tflite.*num_input_elements"):
        Classifier(model_folder / "model.tflite")


def test_long_labels_are_quoted_in_part(model_folder):
    path = model_folder / "model.tflite"
    labels = ["9" * 5000, "b", "c", "d", "e"]
    with_labels(path, bare(path), "\n".join(labels))
    with pytest.raises(InputError, match="Copy both files") as refusal:
        Classifier(path)
    assert len(str(refusal.value)) < 1000


def test_a_damaged_file_never_reaches_litert(model_folder, monkeypatch):
    path = model_folder / "model.tflite"
    content = path.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    Classifier(described(model_folder, sha256=digest))

    monkeypatch.setattr("arm_tf.inference.classifier._interpreter", None)
    middle = len(content) // 2
    path.write_bytes(
        content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    )
    with pytest.raises(InputError, match="damaged file.*Copy both files"):
        Classifier(path)


def test_no_settings(model_folder):
    (model_folder / "model.json").unlink()
    with pytest.raises(InputError, match="model.json beside the model"):
        Classifier(model_folder / "model.tflite")


@pytest.mark.parametrize("name", LIMITS)
def test_a_missing_setting(model_folder, name):
    path = model_folder / "model.json"
    values = json.loads(path.read_text())
    del values[name]
    path.write_text(json.dumps(values))
    with pytest.raises(InputError, match=f"usable setting .*{name}"):
        Classifier(model_folder / "model.tflite")


def test_needs_litert_and_numpy_alone(model):
    code = f"""
import sys
from arm_tf.inference.classifier import Classifier
Classifier({str(model)!r})
heavy = {{"tensorflow", "keras", "jax", "cv2", "rich", "tqdm"}}
sys.exit(" ".join(heavy & set(sys.modules)) or 0)
"""
    subprocess.run([sys.executable, "-c", code], check=True)
