"""ONNX files in ONNX Runtime, compared with the .tflite files."""

import json
import re
import sys

import numpy as np
import onnx
import onnxruntime
import pytest

from arm_tf import pretrained
from arm_tf.commands import to_onnx
from arm_tf.data.face_sets import FaceSplits
from arm_tf.errors import CheckFailed
from arm_tf.models.parts import KerasClassifier
from arm_tf.quantize.convertible import post_training, unquantized
from arm_tf.tflite import onnx_file
from arm_tf.tflite.convert import convert
from arm_tf.tflite.golden import drawn_face
from tests.helpers.small_models import LABELS, random_faces, residual
from tests.helpers.squares import face_set
from tests.readme.blocks import README, blocks


@pytest.fixture(scope="module")
def contents():
    """Files of one model by precision."""
    plain = unquantized(KerasClassifier(residual()))
    rounded = post_training(plain, face_set(100))
    return {
        "float32": convert(plain.model, "float32"),
        "float16": convert(plain.model, "float16"),
        "int8": convert(rounded.model, "int8"),
    }


@pytest.mark.parametrize(
    ("precision", "tolerance"),
    [("float32", 1e-5), ("float16", 5e-3), ("int8", 0.05)],
)
def test_an_onnx_file_answers_as_its_file_does(contents, precision, tolerance):
    content = contents[precision]
    converted = onnx_file.convert_to_onnx(content, LABELS)
    faces = list(random_faces(40))
    report = onnx_file.compare(content, converted, faces)
    assert report["faces"] == 40
    assert report["max_probability_difference"] <= tolerance
    onnx_file.check(report)
    answers = report["answers"]["onnx"]
    assert np.ptp(answers, axis=0).min() > 0.1  # worth comparing
    # Pixels are bytes, and the labels are inside.
    session = onnxruntime.InferenceSession(converted)
    (pixels,) = session.get_inputs()
    assert (pixels.shape, pixels.type) == ([1, 32, 32, 3], "tensor(uint8)")
    properties = session.get_modelmeta().custom_metadata_map
    assert properties == {"labels": "\n".join(LABELS)}


def test_an_int8_file_stays_one(contents):
    converted = onnx_file.convert_to_onnx(contents["int8"], LABELS)
    graph = onnx.load_from_string(converted).graph
    assert "QuantizeLinear" in {node.op_type for node in graph.node}
    kernels = [t for t in graph.initializer if len(t.dims) == 4]
    assert kernels
    assert {t.data_type for t in kernels} == {onnx.TensorProto.INT8}


def test_a_shipped_model_by_its_name(tmp_path, capsys):
    out = tmp_path / "mobile.onnx"
    assert to_onnx.main(["mobile", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    assert "of 200 faces" in printed and f"written to {out}" in printed
    model = onnx_file.onnx_model(out.read_bytes())
    golden = json.loads(
        pretrained.tflite_file("mobile").with_name("golden.json").read_text()
    )
    for number, face in enumerate(golden["faces"]):
        image = drawn_face(number, golden["image_size"])
        assert np.abs(model(image) - face["probabilities"]).max() < 0.05


def test_the_documentations_lines_read_it(contents, tmp_path, monkeypatch):
    page = README.parent / "docs" / "quantization.md"
    (program,) = blocks(page.read_text(encoding="utf-8"), "python")
    converted = onnx_file.convert_to_onnx(contents["int8"], LABELS)
    (tmp_path / "model.onnx").write_bytes(converted)
    monkeypatch.chdir(tmp_path)
    names = {}
    exec(program, names)
    assert names["labels"] == list(LABELS)
    assert names["probabilities"].sum() == pytest.approx(1, abs=0.02)


def test_on_the_faces_of_a_data_set(tmp_path, monkeypatch, capsys):
    from arm_tf.data import prepare
    from arm_tf.expressions import WITH_CONTEMPT

    part = face_set(100, labels=WITH_CONTEMPT)
    splits = FaceSplits("squares", part, part, part)
    monkeypatch.setattr(prepare, "prepare", lambda config, data: splits)
    out = tmp_path / "mobile.onnx"
    command = ["mobile", "--data", str(tmp_path), "--out", str(out)]
    assert to_onnx.main(command) == 0
    printed = capsys.readouterr().out
    assert "of 100 faces" in printed
    for name in ("tflite", "onnx"):
        assert re.search(
            rf"^{name}: [\d.]+ ms per face.*% right$", printed, re.M
        )


def test_another_models_file_is_noticed(contents):
    plain = unquantized(KerasClassifier(residual(seed=1)))
    other = convert(plain.model, "float32")
    other = onnx_file.convert_to_onnx(other, LABELS)
    faces = list(random_faces(40))
    report = onnx_file.compare(contents["float32"], other, faces)
    with pytest.raises(CheckFailed, match="97% of the faces. Received: "):
        onnx_file.check(report)


def test_a_file_that_answers_otherwise_is_not_written(
    tmp_path, monkeypatch, capsys
):
    monkeypatch.setattr(onnx_file, "AGREEMENT", 1.01)  # more than there is
    out = tmp_path / "a.onnx"
    assert to_onnx.main(["mobile", "--out", str(out)]) == 1
    assert "Nothing was written" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["mobile", "--out", "a.tflite"], "Expected a file NAME.onnx"),
        (["nothing.tflite"], "does not exist"),
        (["best"], "Expected a bundled model"),
    ],
)
def test_says_what_is_wrong(arguments, words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert to_onnx.main(arguments) == 2
    error = capsys.readouterr().err
    assert words in error and error.count("\n") == 1


def test_without_the_packages(monkeypatch, capsys, tmp_path):
    monkeypatch.setitem(sys.modules, "tf2onnx", None)
    out = str(tmp_path / "a.onnx")
    assert to_onnx.main(["mobile", "--out", out]) == 2
    assert "arm-tf[onnx]" in capsys.readouterr().err
