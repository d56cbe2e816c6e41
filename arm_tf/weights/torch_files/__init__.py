"""Reads the tensors of a PyTorch checkpoint, without PyTorch.

A checkpoint is a pickle, and a pickle is a program: whoever unpickles a file
runs it. Here nothing is unpickled. `restricted_pickle` steps through the
instructions itself, knows plain containers and tensors, and refuses every
other name, so a hostile file has nothing to call. Sizes are compared with the
size of the file before any memory is taken for them.

    read_tensors("resnet18.pth")["conv1.weight"]

Formats are told apart by their first bytes, not by their suffix:

* zip: `torch.save` since PyTorch 1.6;
* legacy: `torch.save` from 0.1.10 to 1.5, or on request;
* tar: `torch.save` before that; torchvision's ResNets of 2017 are such files;
* safetensors.
"""

import pathlib

from arm_tf.errors import InputError
from arm_tf.weights.torch_files import (
    legacy_format,
    safetensors_format,
    tar_format,
    zip_format,
)
from arm_tf.weights.torch_files.source import Source

# The first that recognises a file. A safetensors file starts with a length,
# which may look like a pickle; no pickle of PyTorch looks like a safetensors.
FORMATS = (zip_format, tar_format, safetensors_format, legacy_format)
MAX_FILE_SIZE = 4 * 2**30  # bytes; a ResNet-50 with its optimizer is 0.3e9


def read_tensors(path: pathlib.Path) -> dict:
    """Returns the tensors of a checkpoint by name: dict of str to array.

    The names of nested containers are joined by dots, as in
    `model_state_dict.fc.weight`. bfloat16 and float16 become float32, all
    other types stay as they are. Tensors that share memory in the file share
    it here, so the arrays are read-only and may be strided.

    Raises:
        InputError: the file is none of the formats, is damaged, wants to run
            code, or needs more memory than its size accounts for.
    """
    path = pathlib.Path(path)
    # A named pipe would block forever; a device has no end.
    if not path.is_file():
        raise InputError(
            f"Expected a checkpoint file. Received: {path}, which is "
            f"{'not a regular file' if path.exists() else 'not there'}. "
            "Check the path."
        )
    try:
        with open(path, "rb") as file:
            return _read(Source(file))
    except InputError as error:
        raise InputError(f"{path} cannot be read: {error}") from None


def _read(source):
    if source.size > MAX_FILE_SIZE:
        raise InputError(
            f"Expected at most {MAX_FILE_SIZE} bytes. Received: "
            f"{source.size}. Save the state_dict alone, without optimizer."
        )
    head = source.head(0, 512)
    for form in FORMATS:
        if form.recognises(head):
            return form.read(source)
    raise InputError(
        "Expected a file written by torch.save, or .safetensors. Received: "
        f"one that starts with {head[:16]!r}. Download it again: it may be a "
        "web page or a Git LFS pointer."
    )
