"""Converts an exported `.tflite` file to ONNX, and compares predictions.

The file itself is converted, not the Keras model it came from: an int8 file
stays int8, with the same ranges, as QuantizeLinear and DequantizeLinear (QDQ).
Input and output are the `.tflite`'s: uint8 RGB `[1, H, W, 3]` in, float32
probabilities `[1, K]` out. The labels are in the metadata, one per line.
"""

import pathlib
import statistics
import tempfile
import time
import warnings
from collections.abc import Callable

import numpy as np

from arm_tf.errors import CheckFailed, InputError
from arm_tf.tflite.file_model import FileModel
from arm_tf.tflite.verify import AGREEMENT
from arm_tf.training import processor

# Instructions that add products of bytes without overflow.
VNNI = {"avx512_vnni", "avx_vnni"}
OPSET = 15  # supported by ONNX Runtime since 1.10, of December 2021


def convert_to_onnx(content: bytes, labels: tuple) -> bytes:
    """Returns the bytes of an ONNX file.

    Args:
        content: bytes of an exported TFLite file.
        labels: class names.

    Raises:
        InputError: the packages of the extra `onnx` are not installed.
    """
    try:
        import onnx
        import tf2onnx
    except ImportError as error:
        raise InputError(
            "Expected the packages that ONNX files need. Received: "
            f'{error}. Install them with `pip install "arm-tf[onnx]"`.'
        ) from None

    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.tflite"
        path.write_bytes(content)
        with warnings.catch_warnings():  # of a deprecation
            warnings.simplefilter("ignore")
            model, _ = tf2onnx.convert.from_tflite(str(path), opset=OPSET)
    onnx.helper.set_model_props(model, {"labels": "\n".join(labels)})
    return model.SerializeToString()


def compare(content: bytes, converted: bytes, faces: list) -> dict:
    """Returns how an ONNX file's predictions differ from a `.tflite`'s.

    Args:
        content: bytes of the TFLite file.
        converted: bytes of the ONNX file.
        faces: list of uint8 `(size, size, 3)`, RGB.

    Returns:
        Dict: faces (their number), agreement (share with the same label),
        max_probability_difference; and, by "tflite" and "onnx", answers (the
        probabilities `(faces, classes)`) and milliseconds (median per face).
    """
    ours, our_ms = _answers(FileModel(content), faces)
    theirs, their_ms = _answers(onnx_model(converted), faces)
    same = ours.argmax(axis=1) == theirs.argmax(axis=1)
    return {
        "faces": len(faces),
        "agreement": float(same.mean()),
        "max_probability_difference": float(np.abs(ours - theirs).max()),
        "answers": {"tflite": ours, "onnx": theirs},
        "milliseconds": {"tflite": our_ms, "onnx": their_ms},
    }


def onnx_model(converted: bytes) -> Callable[[np.ndarray], np.ndarray]:
    """Returns a function that runs an ONNX file on a face, on one thread.

    It takes uint8 `(height, width, 3)` and returns float32 `(classes,)`.
    """
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    flags = processor.flags()
    if "avx2" in flags and not flags & VNNI:
        # Here ONNX Runtime adds products of bytes in 16 bits, which overflow:
        # the small model agreed on 90 % of the faces. In float32 it is exact.
        options.add_session_config_entry("session.disable_quant_qdq", "1")
    session = onnxruntime.InferenceSession(
        converted, options, providers=["CPUExecutionProvider"]
    )
    (pixels,) = session.get_inputs()
    return lambda face: session.run(None, {pixels.name: face[None]})[0][0]


def _answers(model, faces):
    answers, seconds = [], []
    for face in faces:
        start = time.perf_counter()
        answers.append(model(face))
        seconds.append(time.perf_counter() - start)
    return np.array(answers), 1000 * statistics.median(seconds)


def check(report: dict) -> None:
    """Raises `CheckFailed` if too many predictions differ."""
    if report["agreement"] < AGREEMENT:
        raise CheckFailed(
            f"Expected the .tflite's label on {AGREEMENT:.0%} of the faces. "
            f"Received: {report['agreement']:.1%} of {report['faces']}. "
            "Nothing was written."
        )
