"""The command, as a user runs it, on a run that was never trained."""

import base64
import hashlib
import io
import json
import zipfile

import cv2
import numpy as np
import pytest

from arm_tf.commands import export
from arm_tf.config import Config
from arm_tf.data.face_sets import FaceSplits
from arm_tf.inference.classifier import Classifier
from arm_tf.models.classifier import classifier_from
from arm_tf.tflite import file_model, golden, ship
from arm_tf.training.runs import Run
from tests.helpers.file_reports import file_report
from tests.helpers.small_models import LABELS, residual, small_config
from tests.helpers.squares import face_set

pytestmark = pytest.mark.usefixtures("quick_training")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A finished run on 112 faces; reading its data is short-circuited."""
    run = Run(tmp_path / "run")
    config = Config(
        dataset="synthetic", image_size=32, batch_size=28, augmentation="none"
    )
    run.start(config, None, "faces")
    model = residual()
    run.save_model(model)
    test = clear_faces(model, 60)
    splits = FaceSplits("squares", face_set(112), face_set(30), test)
    monkeypatch.setattr(ship, "prepare", lambda config, data: splits)
    monkeypatch.setattr(file_model, "RUNS", 2)
    return run


def clear_faces(model, count):
    """Returns a `FaceSet` whose labels quantization cannot change."""
    faces = face_set(4 * count)
    images = np.stack([faces.images[row] for row in range(len(faces))])
    logits = np.sort(model.predict(images, verbose=0))
    margins = logits[:, -1] - logits[:, -2]
    return faces.take(np.sort(np.argsort(margins)[-count:]))


def files_in(folder):
    return sorted(path.name for path in folder.iterdir())


def test_ships_everything_a_phone_needs(run, capsys):
    command = [str(run.path), "--qat-epochs", "0"]
    assert export.main(command) == 0
    out = run.path / "tflite"
    names = ["golden.json", "model.json", "model.tflite", "report.json"]
    assert files_in(out) == names
    content = (out / "model.tflite").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.read("labels.txt").decode().split() == list(LABELS)
    report = json.loads((out / "report.json").read_text())
    assert report["size_bytes"] == len(content)
    assert report["agreement"] >= 0.97 and report["num_images"] == 60
    assert set(report["latency_ms"]) <= {"1", "2"}
    settings = json.loads((out / "model.json").read_text())
    assert settings["sha256"] == hashlib.sha256(content).hexdigest()
    # The demo uses the files unchanged.
    assert Classifier(out / "model.tflite").class_names == LABELS
    assert settings["labels"] == list(LABELS)
    assert settings["temperature"] == pytest.approx(1.3)
    text = capsys.readouterr().out
    assert f"agreement {report['agreement']:.4f}" in text
    assert "CONV_2D v3" in text and "on 1 thread(s)" in text
    check_golden(json.loads((out / "golden.json").read_text()), content)


def test_int4_stores_less(run):
    for precision in ("int8", "int4"):
        command = [str(run.path), "--qat-epochs=0", f"--precision={precision}"]
        assert export.main([*command, f"--out={run.path / precision}"]) == 0
    sizes = {}
    for precision in ("int8", "int4"):
        report = json.loads((run.path / precision / "report.json").read_text())
        assert report["precision"] == precision
        sizes[precision] = report["size_bytes"]
    assert sizes["int4"] < sizes["int8"]


def check_golden(content_of_json, file):
    models = {
        "probabilities": file_model.FileModel(file),
        "without_xnnpack": file_model.FileModel(file, xnnpack=False),
    }
    assert len(content_of_json["faces"]) == 16
    for face in content_of_json["faces"]:
        data = np.frombuffer(base64.b64decode(face["png"]), "uint8")
        bgr = cv2.imdecode(data, cv2.IMREAD_COLOR)
        for key, model in models.items():
            answer = model(np.ascontiguousarray(bgr[..., ::-1]))
            np.testing.assert_array_equal(answer, np.float32(face[key]))


def test_rejects_a_file_that_answers_otherwise(run, monkeypatch, capsys):
    out = run.path / "tflite"
    out.mkdir()
    (out / "model.tflite").write_bytes(b"the good one")
    honest = ship.convert

    def corrupted(classifier, precision):
        layer = classifier.fully_connected
        layer.set_weights([-w for w in layer.get_weights()])
        return honest(classifier, precision)

    monkeypatch.setattr(ship, "convert", corrupted)
    command = [str(run.path), "--precision", "float32"]
    assert export.main(command) == 1
    assert "agrees with the Keras model on" in capsys.readouterr().err
    names = ["model.rejected.tflite", "model.tflite", "report.rejected.json"]
    assert files_in(out) == names
    assert (out / "model.tflite").read_bytes() == b"the good one"


@pytest.mark.parametrize(
    "figures, words",
    [
        (
            {"layer_errors": {"layer3": 0.5, "layer1": 0.25}},
            "layer3 50.0%, layer1 25.0%.*more --qat-epochs",
        ),
        ({"keras_accuracy": 0.4}, "hardly learned.*--from"),
        (
            {"agreement": 0.93, "near_ties": 0.35}
            | {"agreement_beyond_ties": 0.987},
            "unsure: for 35% of the faces two .* on 98.7%. Train it longer",
        ),
    ],
    ids=["layers", "a network that has not learned", "near ties"],
)
def test_a_rejection_names_its_cause(tmp_path, figures, words):
    usual = {"keras_accuracy": 0.9, "f1_change": dict.fromkeys(LABELS, 0.0)}
    report = file_report(**usual | figures)
    with pytest.raises(ship.CheckFailed, match=words):
        ship._reject(tmp_path, b"", report, ["it is bad"])


@pytest.mark.parametrize(
    "arguments, words",
    [
        (["nowhere"], "Expected a bundled model"),
        (["RUN", "--precision", "float16", "--qat-epochs", "1"], "goes with"),
        (["RUN", "--qat-epochs", "-1"], "0 or more. Received"),
        (["RUN", "--out", "RUN/config.json"], "Expected a folder to write to"),
    ],
)
def test_says_what_is_wrong(run, capsys, arguments, words, monkeypatch):
    monkeypatch.chdir(run.path.parent)
    arguments = [a.replace("RUN", str(run.path)) for a in arguments]
    assert export.main(arguments) == 2
    err = capsys.readouterr().err
    assert words in err and err.count("\n") == 1


def test_too_few_faces_to_calibrate(run, monkeypatch, capsys):
    splits = FaceSplits("few", face_set(60), face_set(30), face_set(60))
    monkeypatch.setattr(ship, "prepare", lambda config, data: splits)
    assert export.main([str(run.path), "--qat-epochs", "0"]) == 2
    assert "at least 100 training faces" in capsys.readouterr().err


def test_ships_what_was_fine_tuned(run, monkeypatch, capsys):
    from arm_tf.quantize.fine_tune import fine_tune, settings

    tuned = fine_tune(run, 1, ship.prepare(None, None))
    (folder,) = run.path.glob("qat-1-*")
    names = {"config.json", "history.csv", "model.keras"}
    assert names <= set(files_in(folder))
    assert Run(folder).config() == settings(run.config(), 1)
    kept = [folder / name for name in ("history.csv", "model.keras")]
    before = [path.read_bytes() for path in kept]

    with Run(folder).locked():
        assert export.main([str(run.path), "--qat-epochs", "1"]) == 2
    assert "no other process is training" in capsys.readouterr().err

    # The export resumes where it was, without training again.
    monkeypatch.setattr(ship, "failed_checks", lambda report: [])
    assert export.main([str(run.path), "--qat-epochs", "1"]) == 0
    assert before == [path.read_bytes() for path in kept]
    described = json.loads((run.path / "tflite" / "model.json").read_text())
    assert described["temperature"] == pytest.approx(tuned.temperature)
    assert tuned.temperature != pytest.approx(1.3)
    assert "with the one before, agreement" in capsys.readouterr().out


def test_golden_faces_are_all_different():
    faces = [golden.drawn_face(n, 32) for n in range(golden.NUM_FACES)]
    assert len({face.tobytes() for face in faces}) == 16


def test_a_model_that_needs_its_batch_is_refused_before_data_are_read(
    run, monkeypatch, capsys
):
    config = small_config(affinity="batch", dataset="synthetic")
    run.save_model(classifier_from(config, LABELS))

    def read(config, data):
        raise AssertionError("data were read")

    monkeypatch.setattr(ship, "prepare", read)
    assert export.main([str(run.path), "--qat-epochs", "0"]) == 2
    assert "Received: affinity=batch" in capsys.readouterr().err
    assert not (run.path / "tflite").exists()
