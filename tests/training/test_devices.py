"""Two devices, and two processes, give the same training as one."""

import csv
import json
import socket
import subprocess
import sys

import numpy as np
import pytest

from arm_tf.config import Config
from arm_tf.errors import InputError
from arm_tf.training import devices
from arm_tf.training.runs import Run
from arm_tf.training.trainer import train
from tests.helpers import on_jax, small_runs

# Trains the given runs on two virtual devices of one processor.
PROGRAM = """
import json, os, sys
import keras, numpy as np
if keras.backend.backend() == "tensorflow":
    import tensorflow as tf
    half = tf.config.LogicalDeviceConfiguration()
    (processor,) = tf.config.list_physical_devices("CPU")
    tf.config.set_logical_device_configuration(processor, [half, half])
from tests.helpers.bars import bar_faces
from tests.helpers.small_models import residual
from arm_tf.config import Config
from arm_tf.data.face_sets import FaceSplits, fingerprint
from arm_tf.training.runs import Run
from arm_tf.training import building, devices, statistics, trainer

folder, network, runs = sys.argv[1:]
statistics.BATCH = 28  # so that the averages' own are measured
building.compiles = lambda *_: "auto"  # XLA takes longer than the training.
# Of several steps of the deep network, rounding makes others before long.
rate = 0.02 if network == "small" else 0.002
# Adam would make a step of the rounding error of a gradient that is zero.
building.build_optimizer = lambda *_: keras.optimizers.SGD(
    rate, momentum=0.9, nesterov=True, use_ema=True, ema_momentum=0.5
)
if network == "small":
    building.classifier_from = lambda config, labels, dtype: residual(labels)
# The last face to judge on is a batch of its own, too small to share out.
parts = [bar_faces(n, i, size=32) for i, n in enumerate((56, 65, 28))]
splits = FaceSplits("bars", *parts)
for name, settings in json.loads(runs).items():
    config = Config(**{**dict(dataset="fer2013", image_size=32, stem="half",
        width=0.125, attention="llam", augmentation="none", batch_size=14,
        epochs=2, weight_ema=0.5,
        precision="float32"), **settings})
    run = Run(folder + "/" + name)
    run.start(config, None, fingerprint(splits.train))
    trainer.train(config, splits, run)
if keras.backend.backend() == "tensorflow":
    with devices.spread(config):
        generator = keras.random.SeedGenerator(0)
        devices.seed(generator, np.array([5, 6]))
        print([copy.numpy().tolist() for copy in generator.state.value.values])
"""
ONE_AND_TWO = {"1": {"devices": 1}, "2": {"devices": 2}}
# Drawn for the whole batch on JAX, for a device's share on TensorFlow.
RANDOM = {"augmentation": "light", "mixup": 0.2}
# Sums have another order, and variances another formula. Measured: 1e-6 of the
# losses.
TOLERANCE = {"rtol": 1e-3, "atol": 1e-4}
NETWORKS = ["small", pytest.param("resnet", marks=pytest.mark.slow)]


def start(backend, folder, network, runs, **variables):
    """Starts the program above; `runs` are settings by name."""
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, folder, network, json.dumps(runs)],
        env=on_jax.environment(backend, **variables),
        cwd=on_jax.ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(process):
    """Returns what a process printed; asserts that it ended well."""
    printed, errors = process.communicate(timeout=1500)
    assert process.returncode == 0, errors[-3000:]
    return printed


def check_close(folder, other):
    """Asserts that two runs have nearly the same losses and variables."""
    (values, lines), (others, other_lines) = map(
        small_runs.ending, (folder, other)
    )
    for rows in zip(
        csv.DictReader(lines), csv.DictReader(other_lines), strict=True
    ):
        for name in ("loss", "val_loss"):
            losses = [float(row[name]) for row in rows]
            np.testing.assert_allclose(*losses, rtol=1e-4)
    assert len(lines) == 3 and values.keys() == others.keys()
    # BatchNorm's statistics, ARM's running mean, momentum and averages too.
    for name, value in values.items():
        np.testing.assert_allclose(value, others[name], **TOLERANCE)


@pytest.mark.parametrize("network", NETWORKS)
def test_two_devices_of_tensorflow(network, tmp_path):
    printed = finish(start("tensorflow", tmp_path, network, ONE_AND_TWO))
    check_close(tmp_path / "1", tmp_path / "2")
    # Both are seeded, and draw other numbers.
    assert printed.splitlines()[-1] == "[[5, 6], [6, 6]]"


@pytest.mark.slow
def test_two_devices_of_tensorflow_repeat_themselves(tmp_path):
    runs = dict.fromkeys("ab", {"devices": 2, **RANDOM})
    finish(start("tensorflow", tmp_path, "small", runs))
    small_runs.check_same(*(small_runs.ending(tmp_path / n) for n in "ab"))


@pytest.mark.slow
@pytest.mark.parametrize("network", NETWORKS)
def test_two_devices_of_jax(network, tmp_path):
    runs = {name: {**run, **RANDOM} for name, run in ONE_AND_TWO.items()}
    flags = "--xla_force_host_platform_device_count=2"
    finish(start("jax", tmp_path, network, runs, XLA_FLAGS=flags))
    check_close(tmp_path / "1", tmp_path / "2")


@pytest.mark.slow
def test_two_processes_of_jax(tmp_path):
    one = {"one": {"devices": 1, **RANDOM}}
    every = {"every": {"devices": 0, **RANDOM}}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {
        "KERAS_DISTRIBUTION_JOB_ADDRESSES": ",".join([f"127.0.0.1:{port}"] * 2),
        "KERAS_DISTRIBUTION_NUM_PROCESSES": "2",
    }
    processes = [start("jax", tmp_path / "alone", "small", one)]
    for number in range(2):
        variables["KERAS_DISTRIBUTION_PROCESS_ID"] = str(number)
        folder = tmp_path / str(number)
        processes.append(start("jax", folder, "small", every, **variables))
    for process in processes:
        finish(process)
    for number in range(2):
        folder = tmp_path / str(number) / "every"
        check_close(tmp_path / "alone" / "one", folder)


def test_more_devices_than_there_are(tmp_path, bar_splits):
    with pytest.raises(InputError, match=r"at most \d+ here.*devices=64"):
        train(Config(devices=64), bar_splits, Run(tmp_path))


def test_a_batch_must_divide(monkeypatch):
    monkeypatch.setattr(devices, "_visible", lambda: ["a", "b", "c"])
    with pytest.raises(InputError, match="multiple of the 3 .*batch_size=256"):
        with devices.spread(Config(devices=0)):
            pass


def test_machines_need_jax(monkeypatch):
    monkeypatch.setenv(devices.MACHINES, "127.0.0.1:1,127.0.0.1:2")
    with pytest.raises(InputError, match="several machines need .*devices=1"):
        with devices.spread(Config(devices=1)):
            pass


def test_an_epoch_of_less_than_a_batch_is_not_shared(monkeypatch):
    assert devices.share(np.arange, 4)[1] == 4
    monkeypatch.setattr(devices, "replicas", lambda: 2)
    with pytest.raises(InputError, match="a batch or more.*3 faces.*size=4"):
        devices.share(lambda epoch: np.arange(3), 4)


def test_machines_share_every_batch(monkeypatch):
    shares = []
    for machine in range(2):
        monkeypatch.setattr(devices, "_machines", lambda m=machine: (2, m))
        sample, size = devices.share(np.arange, 4)
        assert size == 2
        shares.append(sample(11).reshape(-1, size))
    assert np.concatenate(shares, axis=1).tolist() == [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
    ]
