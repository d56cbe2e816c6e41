"""Options and fixtures that several test modules share."""

import os
import pathlib
import shutil

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import matplotlib
import pytest

from arm_tf.data.face_sets import FaceSplits
from arm_tf.models import resnet
from tests.helpers.bars import bar_faces

GOLDEN = pathlib.Path(__file__).resolve().parent / "golden"


def pytest_addoption(parser):
    parser.addoption(
        "--slow", action="store_true", help="also run tests of minutes"
    )
    parser.addoption(
        "--golden",
        type=pathlib.Path,
        help="folder with upstream_arm.pth and .npz, the original's answers",
    )


def pytest_collection_modifyitems(config, items):
    """Skips tests marked `slow`, unless requested."""
    if config.getoption("--slow"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if not item.get_closest_marker("slow")]


@pytest.fixture(scope="session", autouse=True)
def caches(tmp_path_factory):
    """A cache of detected points for the test suite, not the user's.

    Matplotlib's stays where it is: making it takes seconds a process.
    """
    with pytest.MonkeyPatch.context() as patch:
        if "MPLCONFIGDIR" not in os.environ:
            patch.setenv("MPLCONFIGDIR", matplotlib.get_cachedir())
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session")
def golden():
    """The folder of files that every client's tests read."""
    return GOLDEN


@pytest.fixture(scope="session")
def model():
    """Path of a small exported model with predictable outputs."""
    return GOLDEN / "demo_model" / "model.tflite"


@pytest.fixture
def model_folder(tmp_path):
    """A copy of the small model's folder, to damage."""
    folder = tmp_path / "model"
    shutil.copytree(GOLDEN / "demo_model", folder)
    return folder


@pytest.fixture(scope="session")
def bars():
    """The function that makes small, learnable face sets."""
    return bar_faces


@pytest.fixture
def bar_splits():
    """`FaceSplits` of bars: 112 training faces, and 28 in each other split."""
    return FaceSplits(
        "bars", bar_faces(112, 0), bar_faces(28, 1), bar_faces(28, 2)
    )


@pytest.fixture(scope="module")
def quick_training():
    """Training without XLA, and with a quarter of a ResNet-18's blocks.

    Compiling takes longer than small runs. `test_train.py` uses the defaults.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("arm_tf.training.building.compiles", lambda *_: "auto")
        patch.setitem(resnet.DEPTHS, 18, (1, 1))
        yield
