"""The programs of docs/your_own_app.md run, without this package.

Its JavaScript is run by android_demo/web/tests/your_own_app.test.mjs, its
Kotlin by android_demo/app/tools/test.sh.
"""

import base64
import importlib.util
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import cv2
import numpy as np
import pytest

from arm_tf import pretrained
from arm_tf.inference.classifier import Classifier
from arm_tf.tflite.golden import pixels

ROOT = pathlib.Path(__file__).resolve().parents[2]
SNIPPETS = ROOT / "docs" / "snippets"
GOLDEN = ROOT / "tests" / "golden"
PAGE = (ROOT / "docs" / "your_own_app.md").read_text(encoding="utf-8")
# Of 256. OpenCV rounds positions to 1/32 pixel. Measured: 3, on faces.
GRAY_LEVELS = 4
MODEL_FILES = ("model.tflite", "model.json", "golden.json")
# Runs a program, and fails if it has loaded this package.
RUNNER = (
    "import runpy, sys; sys.path.insert(0, '.'); "
    "runpy.run_path('check_golden.py'); sys.exit('arm_tf' in sys.modules)"
)


@pytest.fixture
def folder(tmp_path):
    """A developer's folder: the programs, and no path to this project."""
    for path in SNIPPETS.glob("*.py"):
        shutil.copy(path, tmp_path)
    return tmp_path


def run(folder, name):
    for file in MODEL_FILES:
        shutil.copy(pretrained.tflite_file(name).with_name(file), folder)
    return subprocess.run(
        [sys.executable, "-c", RUNNER],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"},
        capture_output=True,
        text=True,
        timeout=120,
    )


@pytest.mark.parametrize("name", pretrained.MODELS)
def test_the_python_program_gives_the_golden_answers(name, folder):
    ended = run(folder, name)
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout == "16 faces as expected\n"


def test_the_check_finds_a_program_that_swaps_channels(folder):
    path = folder / "expressions.py"
    text = path.read_text(encoding="utf-8")
    assert "face[None]" in text
    path.write_text(text.replace("face[None]", "face[None, ..., ::-1]"))
    ended = run(folder, "ferplus")
    assert ended.returncode and " apart" in ended.stderr


# Mistakes that the page warns of.
MISTAKES = {
    "BGR instead of RGB": lambda face: face[..., ::-1],
    "mirrored": lambda face: face[:, ::-1],
    "rows and columns swapped": lambda face: face.swapaxes(0, 1),
    "channels first instead of last": lambda face: face.transpose(
        2, 0, 1
    ).reshape(face.shape),
    "divided by 255": lambda face: face // 255,
    "128 subtracted": lambda face: face - np.uint8(128),
}


def test_the_table_of_mistakes_is_true():
    path = pretrained.tflite_file("ferplus")
    golden = json.loads(path.with_name("golden.json").read_text())["faces"]
    expected = np.array([face["probabilities"] for face in golden])
    faces = [pixels(face["png"]) for face in golden]
    classifier = Classifier(path)
    for name, mistake in MISTAKES.items():
        row = rf"^\| {name} \| ([\d.]+) \| (\d+) of 16 \|$"
        apart, same = re.search(row, PAGE, re.MULTILINE).groups()
        found = np.array([classifier(mistake(face)) for face in faces])
        assert abs(np.abs(found - expected).max() - float(apart)) < 0.02, name
        labels = (found.argmax(axis=1) == expected.argmax(axis=1)).sum()
        assert abs(labels - int(same)) <= 1, name


def align(*args):
    spec = importlib.util.spec_from_file_location(
        "align_snippet", SNIPPETS / "align.py"
    )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.align(*args)


def cases():
    """Yields pictures, points in them, and the faces that our rule gives."""
    golden = json.loads((GOLDEN / "faces.json").read_text())
    found = [
        (picture["picture"], face)
        for picture in golden["pictures"]
        for face in picture["faces"]
    ]
    side = golden["image_size"]
    for name, face in found + [("crops.png", face) for face in golden["cuts"]]:
        picture = cv2.imread(str(GOLDEN / name))[..., ::-1]
        expected = np.frombuffer(base64.b64decode(face["cut"]), "uint8")
        args = picture, face["points"][:4], golden["template"], side
        yield args, expected.reshape(side, side, 3)


def test_the_short_alignment_is_nearly_the_rule():
    compared = 0
    for args, expected in cases():
        apart = np.abs(align(*args).astype(int) - expected)
        assert apart.max() <= GRAY_LEVELS and apart.mean() < 0.5
        compared += 1
    assert compared >= 10


def keys(name):
    found = set()
    for model in pretrained.MODELS:
        path = pretrained.tflite_file(model).with_name(name)
        content = json.loads(path.read_text())
        found |= set(content)
        for face in content.get("faces", ()):
            found |= set(face)
    return found


@pytest.mark.parametrize("name", ["golden.json", "model.json"])
def test_every_key_of_the_files_is_documented(name):
    section = PAGE.split(f"## What `{name}` holds")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if "|" in line]
    for key in keys(name):
        assert any(f"`{key}`" in row for row in rows), key


def test_the_page_shows_every_program():
    for path in SNIPPETS.iterdir():
        assert f'--8<-- "docs/snippets/{path.name}"' in PAGE, path.name
