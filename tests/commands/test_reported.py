"""Commands from bug reports, and what they should have done."""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import zipfile

import numpy as np
import pytest

from arm_tf.challenge import predictions
from arm_tf.commands.arguments import user_path
from arm_tf.config import Config
from arm_tf.data.images import listing, points_cache
from arm_tf.errors import InputError
from arm_tf.evaluation import plots
from arm_tf.evaluation.metrics import report
from arm_tf.files import atomic_files
from arm_tf.models import backbones
from arm_tf.models.classifier import classifier_from
from arm_tf.models.loading import load_model
from tests.helpers.small_models import residual


def test_a_tilde_behind_an_equals_sign_is_the_home_folder():
    assert user_path("~/x") == pathlib.Path.home() / "x"
    assert user_path("a~/x") == pathlib.Path("a~/x")


def test_without_a_home_folder(monkeypatch):
    """As with a user id that is unknown in a container."""

    def unknown(*args):
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(pathlib.Path, "home", unknown)
    monkeypatch.setattr(pathlib.Path, "expanduser", unknown)
    monkeypatch.delenv("XDG_CACHE_HOME")
    with pytest.raises(argparse.ArgumentTypeError, match="Received: ~/faces"):
        user_path("~/faces")
    with pytest.raises(InputError, match="~/faces, which does not exist"):
        listing.open_root("~/faces", "faces")
    hashes = np.arange(3, dtype="uint64")
    points_cache.write(hashes, np.zeros((3, 4, 2)))
    assert points_cache.read(hashes) is None


def test_imagenet_weights_without_a_network_are_one_line(monkeypatch):
    def download(**options):
        raise Exception("URL fetch failure on https://... : None")

    monkeypatch.setattr(
        backbones.keras.applications, "MobileNetV3Small", download
    )
    config = Config(backbone="mobilenet_v3_small", weights="imagenet")
    with pytest.raises(InputError, match="could not be downloaded.*URL fetch"):
        classifier_from(config, ("a", "b"))


@pytest.mark.parametrize("names", [("$x_$", "$"), ("Freude", "\u65e0"), "ab"])
def test_class_names_are_drawn_as_they_are(names, tmp_path, recwarn):
    rows = np.eye(2)[[0, 1, 1]]
    values = report(rows, np.array([0, 1, 0]), list(names), "test")
    plots.save_confusion(values, tmp_path / "a.png")
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


def test_names_that_are_no_utf_8_are_written_by_their_escapes(tmp_path):
    atomic_files.write_text(tmp_path / "skipped.csv", "caf\udce9.png\n")
    assert (tmp_path / "skipped.csv").read_text() == "caf\\udce9.png\n"


def test_a_file_of_a_newer_keras_says_which(tmp_path):
    path = tmp_path / "model.keras"
    residual().save(path)
    with zipfile.ZipFile(path) as archive:
        members = {n: archive.read(n) for n in archive.namelist()}
    about = json.loads(members["metadata.json"])
    members["metadata.json"] = json.dumps(about | {"keras_version": "9.1.0"})
    members["config.json"] = b'{"module": "keras", "class_name": "Newer"}'
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    with pytest.raises(InputError, match="written by Keras 9.1.0.*keras==9"):
        load_model(path)


def test_predictions_of_other_videos_are_not_left_beside_the_table(tmp_path):
    predictions.write(tmp_path, {"a": np.array([0, 1])}, 8)
    predictions.write(tmp_path, {"a": np.array([1, 1])}, 8)  # again
    with pytest.raises(InputError, match="1 other videos, such as a"):
        predictions.write(tmp_path, {"b": np.array([0, 1])}, 8)
    assert not (tmp_path / "videos" / "b.txt").exists()


def test_work_goes_on_when_nobody_reads_what_is_printed(tmp_path):
    done = tmp_path / "done"
    code = (
        "import pathlib, sys\n"
        "from arm_tf.errors import command_line\n"
        "@command_line\n"
        "def main(argv):\n"
        "    for number in range(20000):\n"
        "        print('a line', number, flush=number % 100 == 0)\n"
        f"    pathlib.Path({str(done)!r}).write_text('all of it')\n"
        "sys.exit(main([]))\n"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert program.stdout.readline() == "a line 0\n"
    program.stdout.close()
    assert program.wait(60) == 0
    assert program.stderr.read() == ""
    assert done.read_text() == "all of it"


def test_the_page_names_tests_that_exist():
    root = pathlib.Path(__file__).parents[2]
    page = (root / "docs" / "reliability.md").read_text("utf-8")
    start, end = "## What users reported", "## What a model file"
    rows = re.findall(r"^\| +(\d+) \|.*$", page[page.index(start) :], re.M)
    assert rows == [str(number) for number in range(1, 42)]
    named = set(re.findall(r"`(test_\w+)`", page.split(start)[1].split(end)[0]))
    written = {
        name
        for path in root.glob("tests/**/test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text(), re.M)
    }
    assert named and named <= written, named - written
