"""Chooses the number format in which a device trains fastest."""

import pathlib

import keras

from arm_tf.machine import cpus
from arm_tf.training import processor

# Older GPUs emulate bfloat16; from Ampere on it is native.
BFLOAT16_CAPABILITY = (8, 0)
FLOAT16_CAPABILITY = (7, 0)
# Of Intel's matrix units, and Arm's. With `avx512_bf16` alone, training is
# slower in bfloat16 than in float32: 42 against 55 faces/s.
BFLOAT16_FLAGS = {"amx_bf16", "bf16"}


def choose(wanted: str) -> str:
    """Returns the name of the dtype policy to train in.

    Args:
        wanted: a policy's name, or "auto": bfloat16 if the device supports it
            natively, float16 (with loss scaling) on GPUs whose tensor cores
            only support that, otherwise float32.
    """
    if wanted != "auto":
        return wanted
    platform, capability = _device()
    if platform == "gpu":
        if capability >= BFLOAT16_CAPABILITY:
            return "mixed_bfloat16"
        if capability >= FLOAT16_CAPABILITY:
            return "mixed_float16"
        return "float32"
    if platform == "tpu" or BFLOAT16_FLAGS & processor.flags():
        return "mixed_bfloat16"
    return "float32"


def describe() -> str:
    """Returns the device that trains, and a warning about an unused GPU."""
    platform, _ = _device()
    if platform != "cpu":
        return f"device: {platform}"
    text = f"device: CPU, {cpus()} cores"
    if pathlib.Path("/proc/driver/nvidia/version").exists():
        on_jax = keras.backend.backend() == "jax"
        package = "jax[cuda12]" if on_jax else "arm-tf[gpu]"
        text += (
            "; this machine has an NVIDIA driver, but no CUDA libraries were "
            f"found, so its GPU is not used: pip install '{package}'"
        )
    return text


def _device():
    """Returns the device's kind and, of a GPU, its compute capability."""
    if keras.backend.backend() == "jax":
        import jax

        device = jax.devices()[0]
        text = getattr(device, "compute_capability", "0.0")
        return device.platform, tuple(map(int, str(text).split(".")))
    import tensorflow as tf

    gpus = tf.config.list_physical_devices("GPU")
    if not gpus:
        return "cpu", (0, 0)
    details = tf.config.experimental.get_device_details(gpus[0])
    return "gpu", details.get("compute_capability", (0, 0))
