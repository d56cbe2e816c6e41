"""What a TFLite file answers, with each set of kernels, on this processor.

    python answers.py MODEL.tflite INPUTS.npy ANSWERS.npz

Runs here and on the emulated processor alike, so it needs LiteRT and numpy
only. INPUTS.npy holds uint8 `(faces, size, size, 3)`, RGB. ANSWERS.npz gets an
array `(faces, classes)` for each set of kernels.
"""

import sys

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

KERNELS = {
    "XNNPACK": OpResolverType.AUTO,
    "builtin": OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
    "reference": OpResolverType.BUILTIN_REF,
}


def answers(path, images, kernels):
    """Returns what a file says of each image: `(faces, classes)`.

    Raises:
        RuntimeError: other kernels would have run than the named ones.
    """
    interpreter = Interpreter(
        path, experimental_op_resolver_type=KERNELS[kernels]
    )
    interpreter.allocate_tensors()
    _check_kernels(interpreter, kernels)
    (pixels,) = interpreter.get_input_details()
    (scores,) = interpreter.get_output_details()
    rows = []
    for image in images:
        interpreter.set_tensor(pixels["index"], image[None])
        interpreter.invoke()
        rows.append(interpreter.get_tensor(scores["index"])[0])
    return np.stack(rows)


def _check_kernels(interpreter, kernels):
    # XNNPACK replaces what it can by one DELEGATE; it can refuse silently.
    names = [op["op_name"] for op in interpreter._get_ops_details()]
    if ("DELEGATE" in names) != (kernels == "XNNPACK"):
        raise RuntimeError(
            f"Expected the {kernels} kernels. Received: {sorted(set(names))}"
        )


def main(model, inputs, outputs):
    images = np.load(inputs)
    np.savez(outputs, **{k: answers(model, images, k) for k in KERNELS})


if __name__ == "__main__":
    main(*sys.argv[1:])
