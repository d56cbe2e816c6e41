"""Training on several devices of a machine, and on several machines.

Every device holds the whole model and computes a share of each batch. The
gradient, BatchNorm's statistics and ARM's running mean are those of the whole
batch, so that, except for rounding, the result is that of a single device.

TensorFlow: `tf.distribute.MirroredStrategy`, on one machine.
JAX: `keras.distribution.DataParallel`, on the devices of all machines that
Keras' own variables `KERAS_DISTRIBUTION_*` name; see docs/devices.md.
"""

import contextlib
import os
from collections.abc import Callable

import keras
import numpy as np

from arm_tf.config import Config
from arm_tf.errors import InputError
from arm_tf.models.parts import every_layer
from arm_tf.training.temporary import changed

MACHINES = "KERAS_DISTRIBUTION_JOB_ADDRESSES"  # Keras' own
joined = False  # Machines can be joined once in a process.


@contextlib.contextmanager
def spread(config):
    """Makes what is built and trained inside use `config.devices` devices.

    Raises:
        InputError: as `choose`.
    """
    names = choose(config)
    if len(names) < 2:
        yield
    elif keras.backend.backend() == "tensorflow":
        import tensorflow as tf

        with tf.distribute.MirroredStrategy(names).scope():
            yield
    else:
        parallel = keras.distribution.DataParallel(
            devices=names,
            auto_shard_dataset=False,  # `share` does.
        )
        with parallel.scope():
            yield


def choose(config: Config) -> list:
    """Returns the names of the devices that share batches; [] for `devices=1`.

    Raises:
        InputError: there are fewer devices than wanted, they do not divide the
            batch, or the backend cannot use several machines.
    """
    if MACHINES in os.environ:
        _join_machines(config)
    if config.devices == 1:
        return []
    visible = _visible()
    number = config.devices or len(visible)
    if number > len(visible):
        raise InputError(
            f"`devices` must be at most {len(visible)} here: "
            f"{', '.join(visible)}. Received: devices={number}. Use devices=0 "
            "for all of them."
        )
    if config.batch_size % number:
        raise InputError(
            f"`batch_size` must be a multiple of the {number} devices that "
            f"share it. Received: batch_size={config.batch_size}"
        )
    return visible[:number]


@contextlib.contextmanager
def on_each_alike():
    """Makes every device compute the same, on data that all of them have.

    For work without a batch to split, such as validation. Only JAX needs it.
    """
    distribution = keras.distribution.distribution()
    keras.distribution.set_distribution(None)
    try:
        yield
    finally:
        keras.distribution.set_distribution(distribution)


@contextlib.contextmanager
def whole_batch_statistics(model):
    """Makes layers trained inside use the statistics of all devices' shares.

    On JAX they do so anyway, because an array spans all devices. Set only
    during a call: JAX could not load a layer that was saved with it.
    """
    every = every_layer(model) if replicas() > 1 else []
    layers = [layer for layer in every if hasattr(layer, "synchronized")]
    with changed(layers, "synchronized", True):
        yield


def replicas() -> int:
    """Returns how many copies of a training step there are, one per share.

    Their gradients are summed, so a mean must be divided by this. 1 on JAX,
    where a training step sees the whole batch.
    """
    if keras.backend.backend() != "tensorflow":
        return 1
    import tensorflow as tf

    return tf.distribute.get_strategy().num_replicas_in_sync


def seed(generator: keras.random.SeedGenerator, state: np.ndarray) -> None:
    """Sets a random generator, differently for each copy of a training step.

    Otherwise the first faces of all shares would be augmented alike: copy `n`
    gets `state + [n, 0]`, int `(2,)`.
    """
    generator.state.assign(state)
    for number in range(1, replicas()):
        generator.state.value.values[number].assign(state + [number, 0])


def share(sampler: Callable, batch_size: int) -> tuple:
    """Returns this machine's sampler and batch size.

    Args:
        sampler: function of the epoch's number that returns int indices.
        batch_size: int. Faces in a batch of all machines.

    Returns:
        `(sampler, batch_size)`: this machine's equal share of every batch. On
        a single machine, the arguments.

    Raises:
        InputError: there are several devices, and fewer faces than a batch.
    """
    several = replicas() > 1 or keras.distribution.distribution() is not None
    faces = len(sampler(0)) if several else batch_size
    if faces < batch_size:
        raise InputError(
            "Devices that share batches need a training set of a batch or "
            f"more. Received: {faces} faces in an epoch, batch_size="
            f"{batch_size}. Lower batch_size, or use devices=1."
        )
    machines, machine = _machines()
    if machines == 1:
        return sampler, batch_size
    mine = batch_size // machines

    def sample(epoch):
        order = sampler(epoch)
        whole = order[: len(order) // batch_size * batch_size]
        return whole.reshape(-1, machines, mine)[:, machine].ravel()

    return sample, mine


def _join_machines(config):
    global joined
    if keras.backend.backend() != "jax" or config.devices:
        raise InputError(
            f"{MACHINES} is set: several machines need KERAS_BACKEND=jax and "
            "devices=0, all of theirs. Received: "
            f"{keras.backend.backend()}, devices={config.devices}."
        )
    if not joined:
        keras.distribution.initialize()
        joined = True


def _machines():
    """Returns the number of machines and which of them this is."""
    if not joined:
        return 1, 0
    import jax

    return jax.process_count(), jax.process_index()


def _visible():
    """Returns the names of the fastest kind of device there is."""
    if keras.backend.backend() != "tensorflow":
        return keras.distribution.list_devices()
    import tensorflow as tf

    kinds = (tf.config.list_logical_devices(kind) for kind in ("GPU", "CPU"))
    return [device.name for device in next(filter(None, kinds))]
