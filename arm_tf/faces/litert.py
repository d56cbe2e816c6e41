"""LiteRT, which runs `.tflite` files, or a line where it cannot be had."""

import platform
import sys

from arm_tf.errors import InputError

INTEL_MAC = "there is none for Macs with Intel processors"
ELSEWHERE = "install it with `pip install ai-edge-litert`"


def interpreter(content: bytes, threads: int):
    """Returns LiteRT's interpreter of a file, its tensors allocated.

    Args:
        content: bytes of a `.tflite` file.
        threads: int. Threads that it computes with.

    Raises:
        InputError: LiteRT is not installed.
        ValueError, RuntimeError: it cannot run the file.
    """
    try:
        from ai_edge_litert.interpreter import Interpreter
    except ImportError as error:
        intel = sys.platform == "darwin" and platform.machine() == "x86_64"
        raise InputError(
            "Expected LiteRT, which runs the models. Received: "
            f"{error!s:.200}: {INTEL_MAC if intel else ELSEWHERE}."
        ) from None
    made = Interpreter(model_content=content, num_threads=threads)
    made.allocate_tensors()
    return made
