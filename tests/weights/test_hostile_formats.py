"""Safetensors and outdated files, and what is no checkpoint at all."""

import json
import os
import pickle
import struct
import tarfile

import pytest

from arm_tf.commands.import_torch import main
from arm_tf.weights import torch_files
from arm_tf.weights.torch_files import read_tensors
from tests.helpers.hostile import assert_refused


def safetensors(entries, data=b"\0" * 8, length=None):
    header = entries if isinstance(entries, bytes) else json.dumps(entries)
    header = header if isinstance(header, bytes) else header.encode()
    size = len(header) if length is None else length
    return struct.pack("<Q", size) + header + data


def entry(kind="F32", shape=(2,), offsets=(0, 8)):
    return {"dtype": kind, "shape": shape, "data_offsets": offsets}


SAFETENSORS = {
    "a header of exabytes": (
        safetensors({"x": entry()}, length=2**60),
        "115292",
    ),
    "a header over the end": (
        safetensors({"x": entry()}, length=999),
        "damaged one",
    ),
    "no JSON": (safetensors(b"{]"), "damaged one"),
    "no tensors": (safetensors({}, b""), "without any"),
    "data that is cut off": (safetensors({"x": entry()}, b"1234"), "damaged"),
    "data left over": (safetensors({"x": entry()}, b"\0" * 9), "damaged one"),
    "a petabyte": (safetensors({"x": entry(shape=(2**50,))}), "damaged one"),
    "a size that overflows": (
        safetensors({"x": entry(shape=(2**62, 2**62))}),
        "damaged one",
    ),
    "an offset beyond": (safetensors({"x": entry(offsets=(8, 16))}), "damaged"),
    "overlapping tensors": (
        safetensors({"x": entry(), "y": entry()}),
        "damaged one",
    ),
    "an unknown type": (safetensors({"x": entry("F99")}), "damaged one"),
    "a complex type": (
        safetensors({"x": entry("C64", (1,))}),
        "'x' of type C64. Convert",
    ),
    "an 8-bit float": (
        safetensors({"x": entry("F8_E4M3", (8,))}),
        "'x' of type F8_E4M3. Convert",
    ),
}
PAGE = b"<!DOCTYPE html><html><head><title>Quota exceeded</title></head></html>"
OTHERS = {
    "another pickle": (pickle.dumps({"x": 1.5}, 2), r"starts with b'.x80"),
    "an empty file": (b"", "starts with b''"),
    "a web page": (PAGE, "starts with b'<!DOCTYPE html>"),
    "a Git LFS pointer": (b"version https://git-lfs.github.com/", "LFS"),
    "a Keras file of HDF5": (b"\x89HDF\r\n\x1a\n" + bytes(99), "x89HDF"),
    "a picture": (b"\xff\xd8\xff\xe0" + bytes(99), r"xff\\xd8"),
}
# How files begin that PyTorch saved from 0.1.10 to 1.5, and before that.
OUTDATED = {
    "legacy": pickle.dumps(0x1950A86A20F9469CFC6C, 2) + pickle.dumps(1001, 2),
    "tar": tarfile.TarInfo("sys_info").tobuf(tarfile.PAX_FORMAT),
}
FILES = {**SAFETENSORS, **OTHERS}


@pytest.mark.parametrize("case", FILES)
def test_files_are_what_they_claim(case, tmp_path):
    data, message = FILES[case]
    (tmp_path / "file").write_bytes(data)
    assert_refused(tmp_path / "file", message)


def test_the_right_parts_make_a_file_that_is_read(tmp_path):
    (tmp_path / "file").write_bytes(safetensors({"x": entry()}))
    assert list(read_tensors(tmp_path / "file")) == ["x"]


@pytest.mark.parametrize("form", OUTDATED)
def test_files_of_early_pytorch_are_refused_with_a_remedy(
    form, tmp_path, capsys
):
    path = tmp_path / "old's.pth"
    path.write_bytes(OUTDATED[form])
    assert_refused(path, "PyTorch 1.6 or later. Received: .* before it")
    assert main([str(path), "--run", str(tmp_path / "run")]) == 2
    said = capsys.readouterr().err
    remedy = f"torch.save(torch.load({str(path)!r}, map_location='cpu'), "
    assert said.endswith(f"save it again: {remedy}'new.pth').\n")


def test_what_is_not_a_file_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert_refused(tmp_path / "pipe", "not a regular file")
    assert_refused(tmp_path, "not a regular file")
    assert_refused(tmp_path / "nothing", "not there")


def test_huge_files_are_not_read(tmp_path):
    with open(tmp_path / "file", "wb") as file:
        file.truncate(torch_files.MAX_FILE_SIZE + 1)  # Takes no space.
    assert_refused(tmp_path / "file", "at most 4294967296 bytes")
