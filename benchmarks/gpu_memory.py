"""The most GPU memory that this process had in use, in MiB, as text.

"-" on a CPU, where the frameworks do not count it.
"""

import keras


def keras_peak():
    """Returns the peak of Keras' backend."""
    if keras.backend.backend() == "jax":
        import jax

        stats = jax.local_devices()[0].memory_stats()
        return _as_text(stats["peak_bytes_in_use"] if stats else None)
    import tensorflow as tf

    if not tf.config.list_physical_devices("GPU"):
        return _as_text(None)
    return _as_text(tf.config.experimental.get_memory_info("GPU:0")["peak"])


def torch_peak():
    """Returns PyTorch's peak."""
    import torch

    on_gpu = torch.cuda.is_available()
    return _as_text(torch.cuda.max_memory_allocated() if on_gpu else None)


def _as_text(size):
    return "-" if size is None else f"{size / 2**20:,.0f}"
