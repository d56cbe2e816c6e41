import dataclasses
import json

import numpy as np
import pytest

from arm_tf.data import synthetic
from arm_tf.data.face_sets import ArrayImages, FaceSplits
from arm_tf.training.runs import Run
from benchmarks import sensitivity
from tests.helpers.small_models import randomised, small_config
from tests.helpers.squares import face_set

SPOT = np.zeros((21, 21, 3), "uint8")
SPOT[8:13, 13:18] = 200  # right of the centre, at (15, 10)


def centre(image):
    """Returns x, y of an image's centre of light."""
    light = image.sum(axis=-1).astype(float)
    y, x = np.mgrid[: light.shape[0], : light.shape[1]]
    return (light * x).sum() / light.sum(), (light * y).sum() / light.sum()


@pytest.mark.parametrize(
    "settings, place",
    [
        ({}, (15, 10)),
        ({"shift": (2 / 21, 0)}, (17, 10)),
        ({"shift": (0, -3 / 21)}, (15, 7)),
        ({"scale": 1.2}, (16, 10)),
        ({"rotation": 90}, (10, 15)),  # clockwise, from right to below
    ],
)
def test_moves_a_face_as_it_says(settings, place):
    moved = sensitivity.moved(**settings)(SPOT)
    assert moved.shape == SPOT.shape and moved.dtype == np.uint8
    assert centre(moved) == pytest.approx(place, abs=0.15)


def test_blurs_by_a_share_of_the_side():
    line = np.zeros((100, 100, 3), "uint8")
    line[:, 50] = 255
    profile = sensitivity.blurred(0.02)(line)[50, :, 0].astype(float)
    x = np.arange(100) - 50
    spread = np.sqrt((profile * x**2).sum() / profile.sum())
    assert spread == pytest.approx(2, abs=0.1)


def test_darkens():
    assert sensitivity.darkened(0.25)(SPOT).max() == 50


@pytest.mark.parametrize("channels", [1, 3])
def test_faces_keep_their_shape_labels_and_order(channels):
    pixels = np.arange(3 * 25 * channels, dtype="uint8")
    pixels = pixels.reshape(3, 5, 5, channels)
    faces = dataclasses.replace(
        face_set(3, ("a", "b")), images=ArrayImages(pixels)
    )
    for ways in sensitivity.changes().values():
        for way in ways:
            after = sensitivity.changed(faces, way)
            shapes = [image.shape for image in after.images]
            assert shapes == [(5, 5, channels)] * 3
            assert np.array_equal(after.classes, faces.classes)


def test_counts_what_is_lost(monkeypatch):
    """A fake that predicts `surprise` for bright faces, else `neutral`."""
    monkeypatch.setattr(
        "arm_tf.evaluation.evaluate.predict",
        lambda model, faces, batch_size: np.array(
            [
                np.eye(8)[2 if np.mean(face) > 60 else 0]
                for face in (faces.images[i] for i in range(len(faces)))
            ]
        ),
    )
    even = [1 / 8] * 8
    faces = synthetic.draw_split("validation", 16, even, 24, 0)
    rows = sensitivity.measure(None, faces)
    by_key = {(row["kind"], row["amount"]): row for row in rows}
    assert len(by_key) == len(rows) == 16
    plain = by_key["unchanged", ""]
    assert plain["change"] == 0 and plain["same_answer"] == 1
    dark = by_key["darkened", "to 25%"]
    assert dark["accuracy"] == 2 / 16  # All are neutral now.
    assert dark["change"] == dark["accuracy"] - plain["accuracy"]
    assert dark["same_answer"] < 1
    printed = sensitivity.table(rows).splitlines()
    assert len(printed) == 2 + len(rows)
    assert "| darkened | to 25% | 12.50% |" in printed[-1]


def test_measures_a_run(tmp_path, monkeypatch, capsys):
    even = [1 / 8] * 8
    faces = synthetic.draw_split("validation", 16, even, 32, 0)
    splits = FaceSplits("drawn", faces, faces, faces)
    monkeypatch.setattr(sensitivity, "prepare", lambda config, data: splits)
    run = Run(tmp_path / "run")
    run.start(small_config(dataset="synthetic"), None, "drawn")
    run.save_model(randomised(labels=faces.labels))
    out = tmp_path / "s.json"
    assert sensitivity.main([str(run.path), "--json", str(out)]) == 0
    written = json.loads(out.read_text())
    assert written["num_images"] == 16
    assert "| unchanged |  | " in capsys.readouterr().out
    rows = written["rows"]
    assert rows[0]["same_answer"] == 1
    assert min(row["same_answer"] for row in rows) < 1
    for row in rows:
        assert row["accuracy"] * 64 == pytest.approx(
            round(row["accuracy"] * 64)
        )  # of 16 faces, in up to four directions


def test_no_run_is_one_line(tmp_path, capsys):
    assert sensitivity.main([str(tmp_path)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1 and "arm-tf train" in error
