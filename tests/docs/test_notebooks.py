"""The notebooks run from their first cell to their last, as stored."""

import importlib.util
import json
import pathlib
import sys

import cv2
import numpy as np

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"
spec = importlib.util.spec_from_file_location(
    "run_notebook", DOCS / "run_notebook.py"
)
run_notebook = importlib.util.module_from_spec(spec)
spec.loader.exec_module(run_notebook)


def test_it_trains_a_model_and_shows_what_it_stored(tmp_path, monkeypatch):
    notebook = json.loads((DOCS / "train_your_own.ipynb").read_text())
    monkeypatch.chdir(tmp_path)
    shown = run_notebook.run(notebook)
    report = json.loads((tmp_path / "runs/mine/report.json").read_text())
    assert report["accuracy"] > 0.6  # of three classes
    for cell, (text, pictures) in zip(
        run_notebook.code(notebook), shown, strict=True
    ):
        stored = cell["outputs"]
        kinds = [output["output_type"] for output in stored]
        assert kinds == ["stream"] * bool(text) + ["display_data"] * len(
            pictures
        )
        # Figures may differ on another machine.
        if text:
            assert stored[0]["text"][0].split()[0] == text.split()[0]
        for data in pictures:
            picture = cv2.imdecode(np.frombuffer(data, "uint8"), 1)
            assert min(picture.shape[:2]) >= 300
    assert "accuracy" in shown[-3][0] and len(shown[-2][1]) == 1


def test_first_steps(monkeypatch, tmp_path):
    notebook = json.loads((DOCS / "first_steps.ipynb").read_text())
    (tmp_path / "images").symlink_to(DOCS / "images")
    monkeypatch.chdir(tmp_path)
    photo, values, room, stream, video = run_notebook.run(notebook)
    assert values[0].startswith("happiness True")
    assert [len(pictures) for _, pictures in (photo, room)] == [1, 1]
    assert room[0].count("<3 faces: happiness") == 2
    firsts = [line.split()[0] for line in stream[0].splitlines()]
    assert firsts == ["photos/0.png", "photos/1.png", "not"]
    told = [line.split()[2:4] for line in video[0].splitlines()]
    assert told == [["1", "happiness"]] * 10


def test_what_a_cell_imports_stays_imported(tmp_path, monkeypatch):
    (tmp_path / "of_a_notebook.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    cell = {"cell_type": "code", "source": ["import of_a_notebook"]}
    run_notebook.run({"cells": [cell]})
    assert sys.modules.pop("of_a_notebook")


def test_its_pictures_are_stored():
    notebook = json.loads((DOCS / "first_steps.ipynb").read_text())
    kinds = [
        [output["output_type"] for output in cell["outputs"]]
        for cell in run_notebook.code(notebook)
    ]
    text, picture = "stream", "display_data"
    assert kinds == [[picture], [text], [text, picture], [text], [text]]
