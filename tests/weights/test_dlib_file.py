import numpy as np
import pytest

from arm_tf.errors import InputError
from arm_tf.weights.dlib_file import read_network
from tests.helpers import dlib_writer as dlib

RNG = np.random.default_rng(0)
KERNEL = RNG.normal(size=(4, 3, 7, 5)).astype("float32")
BIAS, GAMMA, BETA = RNG.normal(size=(3, 4)).astype("float32")
SECOND = RNG.normal(size=(2, 4, 3, 3)).astype("float32")
CONNECTED = RNG.normal(size=(2, 6)).astype("float32")
LAYERS = (
    dlib.convolution(KERNEL, BIAS, strides=2),
    dlib.affine(GAMMA, BETA),
    dlib.layer("relu_"),
    dlib.pooling("max_pool_2", 3, 2),
    dlib.convolution(SECOND, BIAS[:2], padding=1),
    dlib.layer("add_prev_"),
    dlib.pooling("avg_pool_2", 0, 1),
    dlib.fully_connected(CONNECTED),
)
FILE = dlib.network(*LAYERS)


def read(tmp_path, content):
    path = tmp_path / "network.dat"
    path.write_bytes(content)
    return read_network(path)


def refused(tmp_path, content):
    """Returns the line that a file is refused with."""
    with pytest.raises(InputError) as caught:
        read(tmp_path, content)
    message = str(caught.value)
    assert "\n" not in message and "network.dat" in message
    assert "Received: " in message and message.endswith("Get the file again.")
    return message


def test_reads_every_weight_in_the_layout_of_keras(tmp_path):
    weights = read(tmp_path, FILE)
    expected = {
        "con.0.kernel": KERNEL.transpose(2, 3, 1, 0),
        "con.0.bias": BIAS,
        "affine.0.gamma": GAMMA,
        "affine.0.beta": BETA,
        "con.1.kernel": SECOND.transpose(2, 3, 1, 0),
        "con.1.bias": BIAS[:2],
        "fc.0.kernel": CONNECTED,
    }
    assert list(weights) == list(expected)
    for name, values in expected.items():
        assert weights[name].dtype == "float32"
        np.testing.assert_array_equal(weights[name], values, name)


def test_refuses_a_file_that_ends_early(tmp_path):
    whole = {len(dlib.network(*LAYERS[:n])) for n in range(1, len(LAYERS) + 1)}
    for length in range(0, len(FILE), 7):
        if length not in whole:
            refused(tmp_path, FILE[:length])


def test_refuses_damage_or_reads_numbers(tmp_path):
    rng = np.random.default_rng(1)
    outcomes = set()
    for _ in range(500):
        content = bytearray(FILE)
        for place in rng.integers(0, len(FILE), 3):
            content[place] = rng.integers(256)
        try:
            weights = read(tmp_path, bytes(content))
        except InputError:
            outcomes.add("refused")
            continue
        outcomes.add("read")
        assert all(np.isfinite(values).all() for values in weights.values())
    assert outcomes == {"refused", "read"}


@pytest.mark.parametrize(
    "content, received",
    [
        (b"", "0 bytes where 1 must follow"),
        (b"<html>", "no whole number at byte 0"),
        (dlib.whole(1) + dlib.text("loss_mmod_"), "start with loss_metric_2"),
        (dlib.network(LAYERS[0], dlib.layer("bn_con_")), "'bn_con_'"),
        (
            dlib.network(dlib.convolution(KERNEL, BIAS[:3])),
            "423 weights for shapes",
        ),
        (
            dlib.network(dlib.affine(GAMMA * np.nan, BETA)),
            "affine_ whose weights are not numbers",
        ),
    ],
    ids=["empty", "web page", "detector", "layer", "shape", "NaN"],
)
def test_says_what_is_wrong(tmp_path, content, received):
    assert received in refused(tmp_path, content)


def test_refuses_a_path_without_a_file(tmp_path):
    with pytest.raises(InputError, match="nowhere.dat. Check the path"):
        read_network(tmp_path / "nowhere.dat")
