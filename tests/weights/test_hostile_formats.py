"""Legacy, tar and safetensors files, and what is no checkpoint at all."""

import json
import os
import struct

import pytest

from arm_tf.weights import torch_files
from arm_tf.weights.torch_files import read_tensors
from tests.helpers import torch_writer as writer
from tests.helpers.hostile import assert_refused
from tests.helpers.torch_writer import Storage, Tensor, pickled

ZEROS = Storage("Float", b"\0" * 400, 100)
VIEW = Tensor(ZEROS, 0, (2, 3), (3, 1))


def legacy(storage=ZEROS, names=None):
    containers = pickled({"x": VIEW}, writer.Keys((None,)))
    return writer.legacy(containers, [storage], names)


def head(*values):
    return b"".join(map(pickled, values))


LEGACY = {
    "another pickle": (head({"x": [1.5, 2.5]}), "PyTorch's magic number"),
    "another version": (head(writer.MAGIC_NUMBER, 7), "PyTorch's magic number"),
    "no storages": (legacy()[:-408], "Expected 8 bytes"),
    "half a storage": (legacy()[:-200], "Expected 400 bytes"),
    "a storage of exabytes": (legacy(Storage("", b"", 2**60)), r"\d{19} bytes"),
    "a storage of -100": (legacy(Storage("", b"", -100)), "-400 bytes"),
    "a short storage": (
        legacy(Storage("", b"\0" * 4, 1)),
        "400 bytes of float32 for 'x'. Received: 4",
    ),
    "an unknown storage": (legacy(names=["5"]), "unknown or repeated"),
    "a repeated storage": (legacy(names=["0", "0"]), "unknown or repeated"),
    "a storage without name": (legacy(names=[]), "the data of 'x'"),
    "a name that is a list": (legacy(names=[["0"]]), "unknown or repeated"),
    "a list that is a dictionary": (legacy(names={"0": 0}), "no list"),
    "a reference in the names": (
        legacy(names=[writer.Id("0")]),
        "where none belongs",
    ),
}


def tar(storages=None, tensors=None, containers=None):
    members = {
        "pickle": pickled({"x": writer.Id("1000")}),
        "storages": writer.tar_storages([ZEROS]),
        "tensors": writer.tar_tensors([VIEW], [ZEROS]),
    }
    wrong = {"pickle": containers, "storages": storages, "tensors": tensors}
    return members | {name: part for name, part in wrong.items() if part}


def dimensions(number):
    """Returns the member `tensors` with a wrong number of dimensions."""
    right = writer.tar_tensors([VIEW], [ZEROS])
    return right[:-48] + struct.pack("<i", number) + right[-44:]


TAR = {
    "another tar file": ({"photo.jpg": b"1234"}, "torch.save did not write"),
    "an unknown tensor": (tar(containers=pickled([writer.Id("7")])), "unknown"),
    "a number for a name": (
        tar(containers=pickled(writer.Id(1000))),
        "unknown",
    ),
    "a billion storages": (tar(pickled(10**9)), "no proper number"),
    "a billion tensors": (tar(tensors=pickled(10**9)), "no proper number"),
    "minus one storage": (tar(pickled(-1)), "no proper number"),
    "text for a number": (tar(pickled("1")), "no proper number"),
    "storages that are missing": (tar(pickled(9)), "unknown or rep|cut off"),
    "a storage of exabytes": (
        tar(writer.tar_storages([Storage("Float", b"", 2**60)])),
        r"\d{19} bytes",
    ),
    "a storage of -100": (
        tar(writer.tar_storages([Storage("Float", b"", -100)])),
        "-400 bytes",
    ),
    "a part of nothing": (
        tar(writer.tar_storages([ZEROS], [(1, 5, 0, 1)])),
        "unknown view",
    ),
    "a part before the start": (
        tar(writer.tar_storages([ZEROS], [(1, 0, -9, 1)])),
        "unknown view",
    ),
    "a part beyond the end": (
        tar(writer.tar_storages([ZEROS], [(0, 0, 90, 20)])),
        "440 bytes",
    ),
    "-1 dimensions": (tar(tensors=dimensions(-1)), "of -1 dimensions"),
    "a billion dimensions": (tar(tensors=dimensions(10**9)), "dimensions"),
    "a tensor that is cut off": (
        tar(tensors=writer.tar_tensors([VIEW], [ZEROS])[:-1]),
        "cut off",
    ),
    "a tensor of nothing": (
        tar(tensors=head(1, (1000, 7, "float32"))),
        "unknown tensor",
    ),
}


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
    "a header over the end": (safetensors({"x": entry()}, length=999), "999"),
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
    "an empty file": (b"", "starts with b''"),
    "a web page": (PAGE, "starts with b'<!DOCTYPE html>"),
    "a Git LFS pointer": (b"version https://git-lfs.github.com/", "LFS"),
    "a Keras file of HDF5": (b"\x89HDF\r\n\x1a\n" + bytes(99), "x89HDF"),
    "a picture": (b"\xff\xd8\xff\xe0" + bytes(99), r"xff\\xd8"),
}
FILES = {**LEGACY, **SAFETENSORS, **OTHERS}


@pytest.mark.parametrize("case", FILES)
def test_files_are_what_they_claim(case, tmp_path):
    data, message = FILES[case]
    (tmp_path / "file").write_bytes(data)
    assert_refused(tmp_path / "file", message)


@pytest.mark.parametrize("case", TAR)
def test_tar_files_are_what_torch_save_wrote(case, tmp_path):
    members, message = TAR[case]
    writer.write_members(tmp_path / "file", members)
    assert_refused(tmp_path / "file", message)


def test_the_right_parts_make_files_that_are_read(tmp_path):
    (tmp_path / "legacy").write_bytes(legacy())
    writer.write_members(tmp_path / "tar", tar())
    (tmp_path / "other").write_bytes(safetensors({"x": entry()}))
    for name in ("legacy", "tar", "other"):
        assert list(read_tensors(tmp_path / name)) == ["x"]


@pytest.mark.parametrize(
    "field", [b"77777777777", b"a lot      ", b"-1         "]
)
def test_the_members_of_a_tar_file_are_inside_it(field, tmp_path):
    writer.write_members(tmp_path / "file", tar())
    data = bytearray((tmp_path / "file").read_bytes())
    data[124:135] = field
    (tmp_path / "file").write_bytes(data)
    assert_refused(tmp_path / "file", "8589934591 bytes|without size|-1 bytes")


def test_what_is_not_a_file_does_not_block(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert_refused(tmp_path / "pipe", "not a regular file")
    assert_refused(tmp_path, "not a regular file")
    assert_refused(tmp_path / "nothing", "not there")


def test_huge_files_are_not_read(tmp_path):
    with open(tmp_path / "file", "wb") as file:
        file.truncate(torch_files.MAX_FILE_SIZE + 1)  # Takes no space.
    assert_refused(tmp_path / "file", "at most 4294967296 bytes")
