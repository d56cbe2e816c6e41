"""Sizes and offsets in a zip file are checked before use."""

import io
import struct
import zipfile

import pytest

from tests.helpers import torch_writer as writer
from tests.helpers.hostile import assert_refused
from tests.helpers.torch_writer import Call, Id, Name, Storage, Tensor, pickled

FLOAT = Name("torch", "FloatStorage")
ZEROS = Storage("Float", b"\0" * 400, 100)


def reference(key="0", kind=FLOAT, length=100):
    """Returns a reference to a storage of 100 zeros, or a wrong one."""
    return Id(("storage", kind, key, "cpu", length))


def view(offset, shape, strides, storage=None):
    return Tensor(storage or reference(), offset, shape, strides)


TENSORS = {
    "before its storage": (view(-1, (1,), (1,)), "integers of 0 or more"),
    "a negative size": (view(0, (-1,), (1,)), "integers of 0 or more"),
    "a negative stride": (view(99, (2,), (-1,)), "integers of 0 or more"),
    "an offset beyond": (view(100, (), ()), "inside the 100 elements"),
    "a size beyond": (view(0, (101,), (1,)), "inside the 100 elements"),
    "a stride beyond": (view(0, (2, 2), (99, 1)), "inside the 100 elements"),
    "a stride of an exabyte": (view(0, (2,), (2**60,)), "inside the 100"),
    "numbers that overflow": (view(0, (2**32, 2**32), (2**32, 1)), "inside"),
    "a number over 64 bits": (view(0, (2**70,), (0,)), "integers of 0 or more"),
    "a petabyte of one element": (view(0, (2**50,), (0,)), "more elements"),
    "a petabyte of nothing": (view(0, (0, 2**50), (1, 1)), "more elements"),
    "few strides": (view(0, (2, 2), (1,)), "2 sizes and 1"),
    "40 dimensions": (
        view(0, (1,) * 40, (1,) * 40),
        "40 strides.*up to 32 each",
    ),
    "fractions": (view(0, (1.5,), (1,)), "integers of 0 or more"),
    "truth": (view(False, (1,), (1,)), "integers of 0 or more"),
    "sizes in text": (view(0, "12", (1, 1)), "sizes and strides"),
    "no sizes": (view(0, None, None), "sizes and strides"),
    "no storage": (view(0, (1,), (1,), (3,)), "over tuple"),
    "a tensor as storage": (view(0, (), (), view(0, (), ())), "over Tensor"),
    "negated": (
        Call(
            Name("torch._utils", "_rebuild_tensor_v2"),
            (reference(), 0, (1,), (1,), False, {}, {"neg": True}),
        ),
        "with metadata",
    ),
}
REFERENCES = {
    "longer than its data": (reference(length=101), "404 bytes of float32"),
    "an exabyte": (reference(length=2**60), r"\d{19} bytes of float32"),
    "wider than its data": (
        reference(kind=Name("torch", "DoubleStorage")),
        "800 bytes of float64",
    ),
    "negative": (reference(length=-1), "proper key and length"),
    "of fractional length": (reference(length=1.5), "proper key and length"),
    "not there": (reference("7"), "no data of 'x'"),
    "a path": (reference("../../etc/passwd"), "proper key"),
    "a key of a megabyte": (reference("1" * 10**6), "proper key"),
    "a key that is a number": (reference(0), "something else"),
    "of a kind in text": (reference(kind="float32"), "something else"),
    "no tuple": (Id("0"), "something else than a storage"),
    "a module": (Id(("module", "Net", "net.py", "code")), "something else"),
}


def write_zip(path, value):
    entries = {"data.pkl": pickled(value, writer.rebuilt)}
    writer.write_entries(path, {**entries, "data/0": ZEROS.data})


TENSORS |= {
    f"storage {case}": (view(0, (1,), (1,), storage), message)
    for case, (storage, message) in REFERENCES.items()
}


@pytest.mark.parametrize("case", TENSORS)
def test_tensors_stay_inside_their_storages_and_these_in_the_file(
    case, tmp_path
):
    wrong, message = TENSORS[case]
    write_zip(tmp_path / "file", {"x": wrong})
    assert_refused(tmp_path / "file", message)


def test_a_storage_has_one_type(tmp_path):
    whole = reference("0", Name("torch", "IntStorage"))
    wrong = {"x": view(0, (), ()), "y": view(0, (), (), whole)}
    write_zip(tmp_path / "file", wrong)
    assert_refused(tmp_path / "file", "the storage of 'y' with two")


def good_entries():
    value = pickled({"x": view(0, (100,), (1,))}, writer.rebuilt)
    return {"data.pkl": value, "data/0": ZEROS.data}


def zipped(entries, compression=zipfile.ZIP_STORED):
    file = io.BytesIO()
    writer.write_entries(file, entries, compression)
    return file.getvalue()


def changed(offset, layout, value, entry="archive/data/0"):
    """Returns a zip file with one field of an entry in its directory changed.

    Args:
        offset: int, where the field is behind the signature.
        layout: str, the field's format for `struct.pack`.
    """
    data = bytearray(zipped(good_entries()))
    start = data.rindex(entry.encode()) - 46 + offset
    struct.pack_into(layout, data, start, value)
    return bytes(data)


def overlapping():
    """Returns a zip file whose hundred storages are all the same bytes."""
    names = [f"data/{key}" for key in range(100)]
    value = {n: view(0, (), (), reference(n[5:])) for n in names}
    data = {name: b"" for name in names} | {"data/0": ZEROS.data}
    pickle = {"data.pkl": pickled(value, writer.rebuilt)}
    file = bytearray(zipped(pickle | data))
    first = file.index(b"archive/data/0") - 30
    for name in names:  # Checksum, two sizes, and the place of the first.
        start = file.rindex(b"archive/" + name.encode() + b"PK") - 46
        file[start + 16 : start + 28] = file[first + 14 : first + 26]
        struct.pack_into("<I", file, start + 42, first)
    return bytes(file)


def renamed(more, old, new):
    """Returns a zip file with one entry more, whose name is then changed."""
    file = zipped(good_entries() | {more: b""})
    return file.replace(old.encode(), new.encode())


BOMB = {"data/0": b"\0" * 2**24}
ZIPS = {
    "no pickle": (zipped({"data/0": b""}), "Received: 0 of them"),
    "two pickles": (
        renamed("datb.pkl", "archive/datb.pkl", "brchive/data.pkl"),
        "Received: 2 of them",
    ),
    "two entries of one name": (
        renamed("data/1", "archive/data/1", "archive/data/0"),
        "two zip entries 'archive/data/0'",
    ),
    "a program": (
        zipped({"constants.pkl": b"", "data.pkl": b""}),
        "TorchScript",
    ),
    "a bomb": (
        zipped(good_entries() | BOMB, zipfile.ZIP_DEFLATED),
        "compressed or encrypted",
    ),
    "a bomb of another kind": (
        zipped(good_entries() | BOMB, zipfile.ZIP_LZMA),
        "compressed or encrypted",
    ),
    "an unknown compression": (changed(10, "<H", 99), "compressed or enc"),
    "encrypted": (changed(8, "<H", 1), "compressed or encrypted"),
    "a wrong checksum": (changed(16, "<I", 1), "wrong checksum"),
    "an entry of 4 GB": (changed(24, "<I", 2**32 - 4), "4294967292 bytes at"),
    "a pickle of 4 GB": (
        changed(24, "<I", 2**32 - 2, "archive/data.pkl"),
        "at most 16777216 bytes",
    ),
    "an entry beyond the end": (changed(42, "<I", 2**31), "30 bytes at 2147"),
    "an entry elsewhere": (changed(42, "<I", 7), "no zip entry where"),
    "entries that overlap": (overlapping(), "overlapping storages of 40000"),
    "an unknown byte order": (
        zipped(good_entries() | {"byteorder": b"middle"}),
        "unknown byte order",
    ),
    "a huge directory": (
        zipped({f"{n}{'x' * 60000}": b"" for n in range(80)}),
        "directory of at most",
    ),
}


@pytest.mark.parametrize("case", ZIPS)
def test_zip_files_are_what_torch_save_writes(case, tmp_path):
    data, message = ZIPS[case]
    (tmp_path / "file").write_bytes(data)
    assert_refused(tmp_path / "file", message)


def test_zip_files_are_whole(tmp_path):
    data = zipped(good_entries())
    for end in range(4, len(data), 7):
        (tmp_path / "file").write_bytes(data[:end])
        assert_refused(tmp_path / "file", "whole zip file")
