"""Runs a TFLite file with each set of kernels on this processor.

    python answers.py MODEL.tflite INPUTS.npy ANSWERS.npz

Runs both here and on the emulated processor, so it needs only LiteRT and numpy.
INPUTS.npy holds uint8 `(faces, size, size, 3)`, RGB. ANSWERS.npz gets an array
`(faces, classes)` for each set of kernels, and the logits from XNNPACK, which
computes everything except the softmax.
"""

import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

KERNELS = {
    "XNNPACK": OpResolverType.AUTO,
    "builtin": OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    "reference": OpResolverType.BUILTIN_REF,
}
LOGITS = "XNNPACK, logits"


def answers(path, images, kernels, logits=False):
    """Returns a file's outputs for the images: `(faces, classes)`.

    Args:
        path: an exported int8 model.
        images: uint8 `(faces, size, size, 3)`.
        kernels: a key of `KERNELS`.
        logits: bool. Whether to stop before the softmax: int8, otherwise
            float32.

    Raises:
        RuntimeError: other kernels than the named ones would run.
    """
    interpreter = Interpreter(
        path,
        experimental_op_resolver_type=KERNELS[kernels],
        # Otherwise the softmax overwrites its input.
        experimental_preserve_all_tensors=logits,
    )
    interpreter.allocate_tensors()
    _check_kernels(interpreter, kernels)
    (pixels,) = interpreter.get_input_details()
    (scores,) = interpreter.get_output_details()
    result = _softmax_input(interpreter) if logits else scores["index"]
    rows = []
    for image in images:
        interpreter.set_tensor(pixels["index"], image[None])
        interpreter.invoke()
        rows.append(interpreter.get_tensor(result)[0])
    return np.stack(rows)


def _softmax_input(interpreter):
    (softmax,) = [
        op
        for op in interpreter._get_ops_details()
        if op["op_name"] == "SOFTMAX"
    ]
    return softmax["inputs"][0]


def _check_kernels(interpreter, kernels):
    # XNNPACK replaces what it can by one DELEGATE; it can refuse silently.
    names = [op["op_name"] for op in interpreter._get_ops_details()]
    if ("DELEGATE" in names) != (kernels == "XNNPACK"):
        raise RuntimeError(
            f"Expected the {kernels} kernels. Received: {sorted(set(names))}"
        )


def main(model, inputs, outputs):
    images = np.load(inputs)
    found = {kernels: answers(model, images, kernels) for kernels in KERNELS}
    found[LOGITS] = answers(model, images, "XNNPACK", logits=True)
    np.savez(outputs, **found)


if __name__ == "__main__":
    main(*sys.argv[1:])
