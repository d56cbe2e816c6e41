import csv
import dataclasses
import json
import re

import cv2
import keras
import numpy as np
import pytest

from arm_tf import pretrained
from arm_tf.commands.evaluate import main
from arm_tf.config import Config
from arm_tf.data import prepare
from arm_tf.data.face_sets import ArrayImages, FaceSplits, fingerprint
from arm_tf.errors import InputError
from arm_tf.evaluation import evaluate
from arm_tf.expressions import WITH_CONTEMPT
from arm_tf.models.classifier import classifier_from
from arm_tf.models.parts import KerasClassifier
from arm_tf.training.runs import Run
from tests.helpers.bars import bar_faces

CONFIG = Config(
    dataset="fer2013", image_size=24, stem="half", width=0.125, head="arm"
)


@pytest.fixture(scope="module")
def model(bars):
    keras.utils.set_random_seed(0)
    faces = bars(28, 0)
    model = classifier_from(CONFIG, faces.labels)
    model(evaluate.FaceBatches(faces, 24, 28)[0][0], training=True)
    return model


def test_logits_do_not_depend_on_the_batch_size(model, bars):
    faces = bars(23, 1)
    expected = evaluate.predict(model, faces, 23)
    assert expected.shape == (23, 7)
    for batch_size in (1, 7, 100):
        got = evaluate.predict(model, faces, batch_size)
        np.testing.assert_allclose(got, expected, atol=1e-4)


def test_a_face_that_cannot_be_read_is_named(model, bars):
    class Vanishing(ArrayImages):
        def __getitem__(self, index):
            if index == 20:
                raise InputError("Expected 20.png to be readable.")
            return super().__getitem__(index)

    faces = bars(23, 1)
    faces = dataclasses.replace(faces, images=Vanishing(faces.images.pixels))
    with pytest.raises(InputError, match="^Expected 20.png to be readable.$"):
        evaluate.predict(model, faces, 4)


def test_mirrored_faces_are_mirrored(model, bars):
    faces = bars(5, 1)
    pixels = np.ascontiguousarray(faces.images.pixels[:, :, ::-1])
    mirrored = dataclasses.replace(faces, images=ArrayImages(pixels))
    np.testing.assert_allclose(
        evaluate.predict(model, faces, 5, mirrored=True),
        evaluate.predict(model, mirrored, 5),
        atol=1e-5,
    )


def test_cross_entropy_is_kerass():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(9, 4)).astype("float32") * 30
    targets = rng.dirichlet([1] * 4, 9).astype("float32")
    expected = keras.losses.CategoricalCrossentropy(from_logits=True)
    np.testing.assert_allclose(
        evaluate.cross_entropy(logits, targets),
        float(expected(targets, logits)),
        rtol=1e-5,
    )


def test_calibration_changes_confidence_but_no_answer(bars):
    keras.utils.set_random_seed(0)
    faces = bars(70, 0)
    model = classifier_from(CONFIG, faces.labels)
    model(evaluate.FaceBatches(faces, 24, 70)[0][0], training=True)
    kernel, bias = model.get_layer("fc").get_weights()
    model.get_layer("fc").set_weights([kernel * 50, bias])  # far too confident
    before = evaluate.predict(model, faces, 70)
    evaluate.calibrate(KerasClassifier(model), faces)
    after = evaluate.predict(model, faces, 70)
    assert float(model.layers[-1].temperature) > 5
    np.testing.assert_array_equal(before.argmax(1), after.argmax(1))
    loss = evaluate.cross_entropy
    assert loss(after, faces.targets) < loss(before, faces.targets)
    # Fitting again starts from the uncalibrated logits.
    temperature = float(model.layers[-1].temperature)
    evaluate.calibrate(KerasClassifier(model), faces)
    assert float(model.layers[-1].temperature) == pytest.approx(
        temperature, rel=1e-3
    )


def test_report_counts_faces_that_occur_in_training(model, bars):
    training, faces = bars(28, 0), bars(28, 1)
    both = training.take(np.arange(7))
    mixed = dataclasses.replace(
        faces,
        images=[*(both.images[i] for i in range(7)), *faces.images.pixels[7:]],
        hashes=np.concatenate([both.hashes, faces.hashes[7:]]),
    )
    judged = KerasClassifier(model)
    report = evaluate.evaluate(judged, mixed, "test", training)
    assert report.duplicates == 7
    rest = evaluate.evaluate(judged, mixed.take(np.arange(7, 28)), "test")
    assert rest.duplicates is None
    without = report.without_duplicates
    assert without["num_images"] == 21
    assert without["accuracy"] == pytest.approx(rest.accuracy)
    assert "7 faces also occur in training" in evaluate.summary(report)


def test_the_reports_keys_and_their_order_stay():
    path = pretrained.FOLDER / "mobile" / "report.json"
    text = json.dumps(json.loads(path.read_text()))
    assert json.dumps(evaluate.Evaluation(**json.loads(text)).to_dict()) == text


@pytest.fixture
def trained(tmp_path, monkeypatch, model, bars):
    """A run's folder, and a data set for its `--data`."""
    splits = FaceSplits("bars", bars(28, 0), bars(14, 1), bars(21, 2))
    run = Run(tmp_path / "run")
    run.start(CONFIG, tmp_path, fingerprint(splits.train))
    run.save_model(model)
    monkeypatch.setattr(prepare, "prepare", lambda config, data: splits)
    return run, splits


def test_command_line_writes_the_contracts_keys(trained, tmp_path, capsys):
    run, _ = trained
    out = tmp_path / "out.json"
    arguments = [str(run.path), "--json", str(out), "--batch-size", "5"]
    assert main(arguments) == 0
    report = json.loads(out.read_text())
    keys = "labels split num_images accuracy mean_recall macro_f1 ece "
    keys += "per_class confusion_matrix"
    assert set(keys.split()) <= set(report)
    assert report["split"] == "test" and report["num_images"] == 21
    assert f"accuracy {report['accuracy']:.4f}" in capsys.readouterr().out
    assert main([*arguments, "--split", "validation"]) == 0
    assert json.loads(out.read_text())["num_images"] == 14


OTHER_CLASSES = bar_faces(16, 3, labels=WITH_CONTEMPT)


@pytest.mark.parametrize(
    "change, arguments, message",
    [
        ({"test": None}, [], "a test part.*bars, which has none"),
        ({}, ["--batch-size", "0"], "1 or more.*--batch-size 0"),
        ({"test": OTHER_CLASSES}, [], "the model's classes.*contempt too"),
    ],
)
def test_wrong_arguments(
    trained, monkeypatch, capsys, change, arguments, message
):
    run, splits = trained
    found = dataclasses.replace(splits, **change)
    monkeypatch.setattr(prepare, "prepare", lambda config, data: found)
    assert main([str(run.path), *arguments]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert re.search(message, error)


def test_faces_of_another_layout_take_a_preset(tmp_path, capsys):
    assert main(["mobile", "--data", str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert "fer2013new.csv" in error and "add --preset folder" in error


def test_no_run(tmp_path, capsys):
    assert main([str(tmp_path)]) == 2
    assert "Expected a bundled model" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["config.json", "model.keras"])
def test_a_report_does_not_replace_the_run(tmp_path, capsys, name):
    for file in ("config.json", "model.keras"):
        (tmp_path / file).write_text("kept")
    path = tmp_path / name
    assert main([str(tmp_path), "--json", str(path)]) == 2
    assert f"{path}, which is the input too" in capsys.readouterr().err
    assert path.read_text() == "kept"


def test_writes_what_was_predicted_and_the_figures_of_groups(
    trained, tmp_path, capsys
):
    run, splits = trained
    rows = [f"{n},{'odd' if n % 2 else 'even'}" for n in range(1, 22)]
    (tmp_path / "g.csv").write_text("\n".join(["face,group", *rows]))
    table, out = tmp_path / "p.csv", tmp_path / "out.json"
    options = [f"--predictions={table}", f"--groups={tmp_path / 'g.csv'}"]
    assert main([str(run.path), *options, f"--json={out}"]) == 0
    labels = splits.test.labels
    with table.open(newline="") as file:
        found = list(csv.DictReader(file))
    report = json.loads(out.read_text())
    columns = ["face", "label", "predicted", "confidence", *labels]
    assert list(found[0]) == columns
    assert [row["face"] for row in found] == [str(n) for n in range(1, 22)]
    classes = [labels.index(row["label"]) for row in found]
    assert classes == splits.test.classes.tolist()
    hits = [row["label"] == row["predicted"] for row in found]
    assert np.mean(hits) == pytest.approx(report["accuracy"])
    for row in found:
        assert row["confidence"] == row[row["predicted"]]
        total = sum(float(row[name]) for name in labels)
        assert total == pytest.approx(1, abs=1e-3)
    odd = report["groups"]["by_group"]["odd"]
    assert odd["accuracy"] == pytest.approx(np.mean(hits[::2]))
    assert "odd " in capsys.readouterr().out
    for name in ("p_errors.png", "p_reliability.png"):
        assert cv2.imread(str(tmp_path / name)).std() > 10


def test_groups_of_other_faces_are_refused(trained, tmp_path, capsys):
    run, _ = trained
    (tmp_path / "g.csv").write_text("face,group\nnobody,x\n")
    assert main([str(run.path), f"--groups={tmp_path / 'g.csv'}"]) == 2
    assert "Correct its column face" in capsys.readouterr().err


def test_the_predictions_do_not_replace_the_groups(trained, tmp_path, capsys):
    path = tmp_path / "g.csv"
    path.write_text("face,group\n1,x\n")
    options = [f"--groups={path}", f"--predictions={path}"]
    assert main([str(trained[0].path), *options]) == 2
    assert "which is the input too" in capsys.readouterr().err
    assert path.read_text() == "face,group\n1,x\n"
