"""The notebook runs from its first cell to its last, and shows what it says."""

import json
import pathlib
import sys
import types

import cv2
import numpy as np
import pytest

DOCS = pathlib.Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture
def shown(monkeypatch):
    """What the notebook shows; IPython itself is not part of the tests."""
    pictures = []
    display = types.ModuleType("IPython.display")
    display.Image = pictures.append
    monkeypatch.setitem(sys.modules, "IPython", types.ModuleType("IPython"))
    monkeypatch.setitem(sys.modules, "IPython.display", display)
    return pictures


def test_first_steps(monkeypatch, capsys, shown):
    notebook = json.loads((DOCS / "first_steps.ipynb").read_text())
    monkeypatch.chdir(DOCS)
    names = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert [face.label for face in names["faces"]] == ["happiness"]
    assert names["faces"][0].sure
    assert len(names["in_the_room"]) == len(names["in_grey"]) == 3
    lines = [line.split()[:2] for line in capsys.readouterr().out.splitlines()]
    assert lines[-10:] == [[str(frame), "1"] for frame in range(10)]
    for data in shown:
        picture = cv2.imdecode(np.frombuffer(data, "uint8"), cv2.IMREAD_COLOR)
        assert min(picture.shape[:2]) >= 400
    assert len(shown) == 2
