"""Models are looked up by name, run or file in the same way everywhere."""

import pytest

from arm_tf import pretrained
from arm_tf.errors import InputError
from arm_tf.files import model_files


@pytest.mark.parametrize("name", model_files.MODELS)
def test_a_folder_of_a_models_name_does_not_take_its_place(
    tmp_path, monkeypatch, name
):
    """The data sets are called as the models trained on them."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / name / "tflite").mkdir(parents=True)
    (tmp_path / name / "tflite" / "model.tflite").touch()
    bundled = model_files.FOLDER / name
    assert model_files.find_tflite(name) == bundled / "tflite/model.tflite"
    assert model_files.find_run(name) == bundled
    assert pretrained.find_run(name) == bundled
    ours = model_files.find_tflite(f"./{name}/")
    assert ours.samefile(tmp_path / name / "tflite/model.tflite")


def test_an_installation_has_the_keras_files_in_a_package_of_their_own(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(model_files, "FOLDER", tmp_path / "arm_tf")
    package = tmp_path / "site" / "arm_tf_weights"
    (package / "mobile").mkdir(parents=True)
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(package.parent)
    with pytest.raises(InputError, match=r'pip install "\.\[train\]"'):
        model_files.find_run("mobile")
    (package / "mobile/model.keras").touch()
    assert model_files.find_keras("mobile") == package / "mobile/model.keras"


def test_a_run_or_an_export_by_its_folder(tmp_path):
    (tmp_path / "run" / "tflite").mkdir(parents=True)
    file = tmp_path / "run" / "tflite" / "model.tflite"
    with pytest.raises(InputError, match="arm-tf export .*run"):
        model_files.find_tflite(tmp_path / "run")
    file.touch()
    for path in (file, file.parent, tmp_path / "run"):
        assert model_files.find_tflite(path) == file
        assert model_files.find_tflite(str(path)) == file


def test_neither_a_name_nor_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(InputError, match="ferplus.*Received: vgg, which does"):
        model_files.find_tflite("vgg")
