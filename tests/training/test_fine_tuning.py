import dataclasses
import json

import pytest

from arm_tf import pretrained
from arm_tf.commands.train import main
from arm_tf.config import from_json
from arm_tf.errors import InputError
from arm_tf.training.fine_tuning import NETWORK, configure, fit_batch_size


def bundled(name):
    path = pretrained.FOLDER / name / "config.json"
    return from_json(json.loads(path.read_text())["settings"])


@pytest.mark.parametrize("name", pretrained.MODELS)
def test_a_bundled_model_brings_its_network(name):
    config = configure("folder", name)
    source = bundled(name)
    for setting in NETWORK:
        assert getattr(config, setting) == getattr(source, setting)
    assert config.weights == name
    assert config.dataset == "folder" and config.teacher == ""
    assert 0 < config.head_epochs < config.epochs


def test_a_run_and_its_file_bring_the_same():
    folder = pretrained.FOLDER / "mobile"
    file = folder / "model.keras"
    expected = dataclasses.replace(
        configure("folder", "mobile"), weights=str(file)
    )
    assert configure("folder", folder) == expected
    assert configure("folder", file) == expected


def test_the_data_settings_are_the_presets():
    assert configure("ferplus", "mobile").targets == "votes"
    assert configure("affectnet8", "mobile").balance == "mrr"


@pytest.mark.parametrize("epochs, alone", [(1, 0), (2, 1), (3, 2), (4, 3)])
def test_few_epochs_leave_one_for_the_whole_network(epochs, alone):
    config = configure("folder", "mobile", [f"epochs={epochs}"])
    assert (config.epochs, config.head_epochs) == (epochs, alone)


def test_other_settings_can_be_given():
    config = configure("folder", "mobile", ["epochs=5", "grey=true"])
    assert config.epochs == 5 and config.grey


@pytest.mark.parametrize(
    "setting", ["image_size=112", "backbone=resnet18", "aligned=false"]
)
def test_a_contradiction_is_refused(setting):
    name = setting.split("=")[0]
    words = f"--from mobile brings {name}=.*Received: {setting}"
    with pytest.raises(InputError, match=words):
        configure("folder", "mobile", [setting])


@pytest.mark.parametrize("name", ["nowhere", "v1.2"])
def test_a_model_that_is_not_there(tmp_path, name):
    with pytest.raises(InputError, match=f"Received: .*{name}. Train"):
        configure("folder", tmp_path / name)


@pytest.mark.parametrize(
    "faces, size", [(60, 16), (390, 16), (1000, 32), (9000, 64)]
)
def test_few_faces_get_small_batches(faces, size):
    config = configure("folder", "mobile")
    assert fit_batch_size(config, faces, ()).batch_size == size
    given = dataclasses.replace(config, batch_size=64)
    assert fit_batch_size(given, faces, ("batch_size=64",)) == given


def test_the_command_lists_what_the_model_brings(capsys):
    assert main(["folder", "--from", "mobile", "--list"]) == 0
    assert "backbone=" + bundled("mobile").backbone in capsys.readouterr().out
