"""Options and fixtures that several test modules share."""

import os
import pathlib

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")

import numpy as np  # noqa: E402
import pytest  # noqa: E402

from arm_tf.data.faces import (  # noqa: E402
    ArrayImages,
    FaceSet,
    FaceSplits,
    one_hot,
    pixel_hash,
)
from arm_tf.expressions import BASIC  # noqa: E402
from arm_tf.models import resnet  # noqa: E402


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
    """Leaves tests marked `slow` out, unless they are asked for."""
    if config.getoption("--slow"):
        return
    slow = [item for item in items if item.get_closest_marker("slow")]
    config.hook.pytest_deselected(items=slow)
    items[:] = [item for item in items if not item.get_closest_marker("slow")]


def bar_faces(count, seed, labels=BASIC, size=24):
    """Returns a `FaceSet` in which a bright bar's place tells the class.

    Learned in a few steps by anything that can learn at all.
    """
    rng = np.random.default_rng(seed)
    classes = np.arange(count) % len(labels)
    pixels = rng.integers(0, 120, (count, size, size, 1), dtype="uint8")
    tall = size // len(labels)
    for image, kind in zip(pixels, classes, strict=True):
        image[kind * tall : (kind + 1) * tall] += 120
    hashes = np.array([pixel_hash(image) for image in pixels], "uint64")
    targets = one_hot(classes, len(labels))
    return FaceSet(ArrayImages(pixels), targets, tuple(labels), hashes)


@pytest.fixture(scope="session")
def bars():
    """The function that makes small, learnable face sets."""
    return bar_faces


@pytest.fixture
def bar_splits():
    """`FaceSplits` of bars: 112 faces to train on, 28 and 28 to judge."""
    return FaceSplits(
        "bars", bar_faces(112, 0), bar_faces(28, 1), bar_faces(28, 2)
    )


@pytest.fixture(scope="module")
def quick_training():
    """Training without XLA, and with half of a ResNet-18's blocks.

    Compiling takes longer than small runs. `test_train.py` has it all.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("arm_tf.training.trainer.compiles", lambda: "auto")
        patch.setitem(resnet.DEPTHS, 18, (1, 1, 1, 1))
        yield
