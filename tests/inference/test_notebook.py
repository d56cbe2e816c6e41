"""The first notebook runs from its first cell to its last, as it is stored."""

import importlib.util
import json
import pathlib

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"
spec = importlib.util.spec_from_file_location(
    "run_notebook", DOCS / "run_notebook.py"
)
run_notebook = importlib.util.module_from_spec(spec)
spec.loader.exec_module(run_notebook)


def test_first_steps(monkeypatch, tmp_path):
    notebook = json.loads((DOCS / "first_steps.ipynb").read_text())
    (tmp_path / "images").symlink_to(DOCS / "images")
    monkeypatch.chdir(tmp_path)
    photo, values, room, stream, video = run_notebook.run(notebook)
    assert values[0].startswith("happiness True")
    assert [len(pictures) for _, pictures in (photo, room)] == [1, 1]
    assert room[0].count("<3 faces: happiness") == 2
    assert [line.split()[0] for line in stream[0].splitlines()] == [
        "photos/0.png",
        "photos/1.png",
        "not",
    ]
    assert [line.split()[2:4] for line in video[0].splitlines()] == [
        ["1", "happiness"]
    ] * 10


def test_its_pictures_are_stored():
    notebook = json.loads((DOCS / "first_steps.ipynb").read_text())
    kinds = [
        [output["output_type"] for output in cell["outputs"]]
        for cell in run_notebook.code(notebook)
    ]
    text, picture = "stream", "display_data"
    assert kinds == [[picture], [text], [text, picture], [text], [text]]
