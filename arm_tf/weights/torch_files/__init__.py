"""Reads the tensors of a PyTorch checkpoint, without PyTorch.

A checkpoint is a pickle, and a pickle is a program: unpickling a file runs it.
Here nothing is unpickled. `restricted_pickle` interprets the instructions
itself, knows only plain containers and tensors, and rejects every other name,
so a malicious file has nothing to call. Sizes are compared with the size of the
file before memory is allocated.

    read_tensors("resnet18.pth")["conv1.weight"]

Formats are recognized by their first bytes, not by their suffix:

* zip: `torch.save` since PyTorch 1.6;
* safetensors.

Files of PyTorch before 1.6 are recognized and rejected.
"""

import pathlib

from arm_tf.errors import InputError
from arm_tf.weights.torch_files import safetensors_format, zip_format
from arm_tf.weights.torch_files.source import Source

FORMATS = (zip_format, safetensors_format)
# The number that is pickled first in files of PyTorch 0.1.10 to 1.5.
LEGACY_MAGIC = 0x1950A86A20F9469CFC6C.to_bytes(10, "little")
MAX_FILE_SIZE = 4 * 2**30  # bytes; a ResNet-50 with its optimizer is 0.3e9


def read_tensors(path: pathlib.Path) -> dict:
    """Returns the tensors of a checkpoint by name: dict of str to array.

    The names of nested containers are joined by dots, as in
    `model_state_dict.fc.weight`. bfloat16 and float16 become float32, all
    other types stay as they are. Tensors that share memory in the file share
    it here, so the arrays are read-only and may be strided.

    Raises:
        InputError: the file has another format, is damaged, has no tensors,
            tries to run code, or needs more memory than its size accounts for.
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
            return _read(Source(file), path)
    except InputError as error:
        raise InputError(f"{path} cannot be read: {error}") from None


def _read(source, path):
    if source.size > MAX_FILE_SIZE:
        raise InputError(
            f"Expected at most {MAX_FILE_SIZE} bytes. Received: "
            f"{source.size}. Save the state_dict alone, without optimizer."
        )
    head = source.head(512)
    for form in FORMATS:
        if form.recognises(head):
            if tensors := form.read(source):
                return tensors
            raise InputError(
                "Expected a dictionary of tensors. Received: a file without "
                "any. Save the network's state_dict() with torch.save."
            )
    # Before PyTorch 1.6, and before 0.1.10 a tar file.
    if LEGACY_MAGIC in head[:32] or head[257:262] == b"ustar":
        raise InputError(
            "Expected a checkpoint of PyTorch 1.6 or later. Received: one in "
            "the format before it. Open it with PyTorch and save it again: "
            f"torch.save(torch.load({str(path)!r}, map_location='cpu'), "
            "'new.pth')."
        )
    raise InputError(
        "Expected a file written by torch.save, or .safetensors. Received: "
        f"one that starts with {head[:16]!r}. Download it again: it may be a "
        "web page or a Git LFS pointer."
    )
