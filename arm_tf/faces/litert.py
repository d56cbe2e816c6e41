"""Loads LiteRT, which runs `.tflite` files, or reports that it is missing."""

import contextlib
import os
import platform
import sys
import tempfile
import threading

from arm_tf.errors import InputError

INTEL_MAC = "there is none for Macs with Intel processors"
ELSEWHERE = "install it with `pip install ai-edge-litert`"
GREETING = b"INFO: Created TensorFlow Lite XNNPACK delegate"
_lock = threading.Lock()
_greeted = False


def interpreter(content: bytes, threads: int, xnnpack: bool = True):
    """Returns LiteRT's interpreter of a file, its tensors allocated.

    Args:
        content: bytes of a `.tflite` file.
        threads: int. Number of threads.
        xnnpack: bool. Whether XNNPACK's kernels may be used.

    Raises:
        InputError: LiteRT is not installed.
        ValueError, RuntimeError: it cannot run the file.
    """
    try:
        from ai_edge_litert.interpreter import Interpreter, OpResolverType
    except ImportError as error:
        intel = sys.platform == "darwin" and platform.machine() == "x86_64"
        raise InputError(
            "Expected LiteRT, which runs the models. Received: "
            f"{error!s:.200}: {INTEL_MAC if intel else ELSEWHERE}."
        ) from None
    kernels = OpResolverType.AUTO
    if not xnnpack:
        kernels = OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES
    with _without_the_greeting() if xnnpack else contextlib.nullcontext():
        made = Interpreter(
            model_content=content,
            num_threads=threads,
            experimental_op_resolver_type=kernels,
        )
        made.allocate_tensors()
    return made


@contextlib.contextmanager
def _without_the_greeting():
    """Suppresses the line that XNNPACK prints at its first use.

    C++ code writes it to file descriptor 2, once per process, and no option
    disables it. Other threads' output is delayed a little.
    """
    global _greeted
    with _lock:
        if _greeted:
            yield
            return
        _greeted = True
        try:
            held = tempfile.TemporaryFile()
            kept = os.dup(2)
        except OSError:  # A full disk, or no standard error.
            yield
            return
        os.dup2(held.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
            held.seek(0)
            others = [line for line in held if not line.startswith(GREETING)]
            held.close()
            os.write(2, b"".join(others))
