"""Loads Keras and its backend, silently unless that fails.

TensorFlow prints a dozen lines about processors and drivers at its start, some
before its own log level is set ("All log messages before absl::InitializeLog()
...", "failed call to cuInit"). They are held back while it is loaded, and shown
if loading fails.
"""

import contextlib
import logging
import os
import sys
import tempfile

from arm_tf.errors import WITH_TRAIN, InputError

BACKENDS = ("tensorflow", "jax")
NO_TENSORFLOW = (3, 14)  # the first Python without a TensorFlow package


def load_keras() -> None:
    """Imports Keras with its backend, so that later imports are quiet.

    Raises:
        InputError: Keras is missing, or its backend is not supported.
    """
    with _standard_error_held_back():
        try:
            import keras
        except (ImportError, ValueError) as error:
            wanted = os.environ.get("KERAS_BACKEND")
            given = f"KERAS_BACKEND={wanted}, " if wanted else ""
            remedy = "set KERAS_BACKEND to tensorflow or jax" if wanted else ""
            raise InputError(
                "Expected Keras with TensorFlow or JAX. Received: "
                f"{given}{error}. {_where_from()}{remedy and f' Or {remedy}.'}"
            ) from None
        backend = keras.backend.backend()
        if backend not in BACKENDS:
            raise InputError(
                f"Expected Keras to compute with TensorFlow or JAX. Received: "
                f"{backend}, from KERAS_BACKEND or keras.json. Set "
                "KERAS_BACKEND to tensorflow or jax."
            )
        if backend == "tensorflow":
            import tensorflow

            # Looks for a GPU, and logs that there is none.
            tensorflow.config.list_physical_devices("GPU")
            logging.getLogger("tensorflow").addFilter(_is_no_false_alarm)


def _is_no_false_alarm(record):
    # TensorFlow counts traces by line of Keras' code, so many models, each
    # traced once, look like one that is traced repeatedly.
    return "tf.function retracing" not in record.getMessage()


def _where_from():
    if sys.version_info >= NO_TENSORFLOW:
        python = ".".join(map(str, sys.version_info[:2]))
        return f"There is no TensorFlow for Python {python}: use 3.11 to 3.13."
    return WITH_TRAIN


def require_tensorflow(what: str) -> None:
    """Raises `InputError` if Keras' backend, which `what` needs, is another."""
    import keras

    backend = keras.backend.backend()
    if backend != "tensorflow":
        raise InputError(
            f"{what} needs Keras with TensorFlow. Received: KERAS_BACKEND="
            f"{backend}. Set KERAS_BACKEND=tensorflow: models that JAX trained "
            "load there as well."
        )


@contextlib.contextmanager
def _standard_error_held_back():
    """Keeps back what is written to file descriptor 2, C++ code included."""
    sys.stderr.flush()
    kept = os.dup(2)
    with tempfile.TemporaryFile() as held:
        os.dup2(held.fileno(), 2)
        try:
            yield
        except Exception as error:
            # A wrong setting is reported in one line instead.
            if not isinstance(error, InputError):
                held.seek(0)
                os.write(kept, held.read())
            raise
        finally:
            os.dup2(kept, 2)
            os.close(kept)
