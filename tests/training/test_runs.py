import dataclasses
import errno
import json
import os
import time
import zipfile

import keras
import pytest

from arm_tf.config import Config
from arm_tf.errors import InputError
from arm_tf.expressions import BASIC
from arm_tf.models.classifier import classifier_from
from arm_tf.training.runs import Run, newest

CONFIG = Config(image_size=32, stem="half", width=0.125, head="gap")


@pytest.fixture
def run(tmp_path):
    run = Run(tmp_path / "run")
    run.start(CONFIG, tmp_path, "8 faces, abc")
    return run


def test_settings_and_data_are_kept(run, tmp_path):
    assert run.config() == CONFIG
    assert run.data() == str(tmp_path)
    run.start(CONFIG, tmp_path / "moved", "8 faces, abc")
    assert run.data() == str(tmp_path / "moved")


@pytest.mark.parametrize("name", ["model.keras", "checkpoint.npz"])
def test_a_run_with_an_epoch_takes_more_epochs_alone(run, name):
    run.file(name).touch()
    more = dataclasses.replace(CONFIG, epochs=71)
    run.start(more, None, "8 faces, abc")
    assert run.config() == more
    with pytest.raises(InputError, match="trained with epochs=71. Rec.*=70. "):
        run.start(CONFIG, None, "8 faces, abc")
    assert run.config() == more


def test_a_setting_that_is_no_more(run):
    """Its run still loads, and goes on where nothing is lost."""
    path = run.file("config.json")
    record = json.loads(path.read_text())
    run.file("model.keras").touch()
    record["settings"]["optimizer"] = "adamw"
    path.write_text(json.dumps(record))
    run.start(run.config(), None, "8 faces, abc")
    record["settings"]["optimizer"] = "sgd"
    path.write_text(json.dumps(record))
    assert run.config() == CONFIG
    with pytest.raises(InputError, match="trained with optimizer=sgd, which"):
        run.start(CONFIG, None, "8 faces, abc")


def test_a_start_that_failed_refuses_nothing(run):
    other = dataclasses.replace(CONFIG, epochs=3)
    run.start(other, None, "9 faces, abc")
    assert run.config() == other
    assert run.training_set() == "9 faces, abc"


def test_other_data_are_refused(run):
    run.file("model.keras").touch()
    with pytest.raises(InputError, match="another training set.*9 faces"):
        run.start(CONFIG, None, "9 faces, abc")


def test_two_processes_do_not_train_one_run(run):
    with run.locked():
        with pytest.raises(InputError, match="no other process.*--run"):
            with Run(run.path).locked():
                pass
    with run.locked():
        assert [p.name for p in run.path.iterdir()] == ["config.json"]


def test_a_disk_that_cannot_lock_is_no_hindrance(run, monkeypatch):
    def flock(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr("arm_tf.training.runs.fcntl.flock", flock)
    with run.locked():
        pass


def test_a_folder_of_something_else_is_refused(tmp_path):
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(InputError, match="other files"):
        Run(tmp_path).start(CONFIG, None, "")
    assert [p.name for p in tmp_path.iterdir()] == ["thesis.tex"]


def test_no_run_at_all(tmp_path):
    with pytest.raises(InputError, match="config.json.*arm-tf train"):
        Run(tmp_path / "nowhere").config()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '{"settings": 1}',
        '{"settings": 1, "training_set": "x", "data": 3}',
        "[" * 9999,
    ],
    ids=["empty", "cut", "list", "parts", "data", "deep"],
)
def test_a_damaged_config(run, text):
    run.file("config.json").write_text(text)
    with pytest.raises(InputError, match="does not parse"):
        run.config()


def test_a_model_is_saved_whole_and_loaded(run):
    model = classifier_from(CONFIG, BASIC)
    run.save_model(model)
    assert sorted(p.name for p in run.path.iterdir()) == [
        "config.json",
        "model.keras",
    ]
    assert run.load_model().output_shape == (None, 7)


def test_a_write_that_fails_leaves_the_old_model(run, monkeypatch):
    model = classifier_from(CONFIG, BASIC)
    run.save_model(model)
    before = run.file("model.keras").read_bytes()

    def full(path):
        path.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(model, "save", full)
    with pytest.raises(OSError, match="No space left"):
        run.save_model(model)
    assert run.file("model.keras").read_bytes() == before
    assert len(list(run.path.iterdir())) == 2


def test_a_model_that_memory_is_too_small_for(run, monkeypatch):
    run.file("model.keras").write_bytes(b"")

    def load(*args, **kwargs):
        raise MemoryError("4 GiB")

    monkeypatch.setattr(keras.saving, "load_model", load)
    with pytest.raises(InputError, match="more free memory.*Received: 4 GiB"):
        run.load_model()


@pytest.mark.parametrize(
    "config", ["", "[]", "{}", '{"class_name": 7}', "[" * 10**5]
)
def test_a_model_file_with_a_damaged_part(run, config):
    run.save_model(classifier_from(CONFIG, BASIC))
    path = run.file("model.keras")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in {**parts, "config.json": config}.items():
            archive.writestr(name, content)
    with pytest.raises(InputError, match="does not load"):
        run.load_model()


def test_the_same_model_is_the_same_file_at_any_time(run, monkeypatch):
    model = classifier_from(CONFIG, BASIC)
    run.save_model(model)
    before = run.file("model.keras").read_bytes()
    run.file("model.keras").unlink()
    later = time.time() + 10**6
    monkeypatch.setattr(time, "time", lambda: later)  # zip's entries
    run.save_model(model)
    assert run.file("model.keras").read_bytes() == before
    assert b'date_saved": ""' in before


def test_the_newest_run_is_the_one_written_last(tmp_path):
    for age, name in enumerate("abc"):
        path = tmp_path / name / "model.keras"
        path.parent.mkdir()
        path.touch()
        os.utime(path, (1000 - age, 1000 - age))
    assert newest(tmp_path).path == tmp_path / "a"
    with pytest.raises(InputError, match="none with a model"):
        newest(tmp_path / "a")


def test_history_and_skipped_images_are_tables(run):
    run.write_history([{"epoch": 0, "loss": 0.5}, {"epoch": 1, "loss": 0.25}])
    text = run.file("history.csv").read_text()
    assert text == "epoch,loss\n1,0.5\n2,0.25\n"
    run.write_skipped([("a, b.png", "empty file")])
    text = run.file("skipped.csv").read_text()
    assert text == 'image,reason\n"a, b.png",empty file\n'
