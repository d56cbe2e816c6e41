"""Checkpoints of every format are read as PyTorch reads them.

PyTorch 1.13 was given the files that `torch_writer` makes and read the same
values from them; the tests here need no PyTorch.
"""

import dataclasses
import struct
import warnings

import numpy as np
import pytest
from safetensors.numpy import save_file

from arm_tf.errors import InputError
from arm_tf.weights.torch_files import read_tensors
from tests.helpers import torch_writer as writer

# No symmetry, so that a wrong order of rows, columns or bytes shows.
NUMBERS = np.random.default_rng(0).normal(size=60).astype("float32")


@pytest.fixture
def read(tmp_path):
    """Function that writes a value as PyTorch does and reads it."""

    def write_and_read(value):
        writer.write_zip(tmp_path / "file.pth", value)
        return read_tensors(tmp_path / "file.pth")

    return write_and_read


def check(found, expected):
    assert list(found) == list(expected)
    for name, array in expected.items():
        assert found[name].dtype == array.dtype, name
        np.testing.assert_array_equal(found[name], array, strict=True)


def test_tensors_are_named_by_the_containers_around_them(read):
    a, b, c, d = (writer.tensor(np.float32(n)) for n in range(4))
    value = {
        "epoch": 3,
        "state_dict": {"fc.weight": a, "0": b},
        "more": [1.5, (c, None), {"x": True, "y": d}],
    }
    names = ["state_dict.fc.weight", "state_dict.0", "more.1.0", "more.2.y"]
    check(read(value), {name: np.float32(n) for n, name in enumerate(names)})


def test_integers_booleans_and_doubles_keep_their_type(read):
    types = ("float64", "int64", "int32", "int16", "int8", "uint8", "bool")
    arrays = {name: np.arange(6).reshape(2, 3).astype(name) for name in types}
    check(read({k: writer.tensor(v) for k, v in arrays.items()}), arrays)


def test_shared_and_strided_storages_are_seen_through(read):
    shared = writer.storage(NUMBERS)
    view = np.lib.stride_tricks.as_strided
    found = read(
        {
            "all": writer.Tensor(shared, 0, (60,), (1,)),
            "transposed": writer.Tensor(shared, 6, (2, 3, 4), (12, 1, 3)),
            "expanded": writer.Tensor(shared, 5, (3, 4), (0, 1)),
            "one": writer.Tensor(shared, 59, (1, 1), (2**60, 7)),
            "none": writer.Tensor(shared, 60, (2, 0), (1, 1)),
        }
    )
    expected = {
        "all": NUMBERS,
        "transposed": view(NUMBERS[6:], (2, 3, 4), (48, 4, 12)),
        "expanded": np.stack([NUMBERS[5:9]] * 3),
        "one": NUMBERS[59:].reshape(1, 1),
        "none": np.zeros((2, 0), "float32"),
    }
    check(found, expected)
    assert np.shares_memory(found["all"], found["transposed"])
    assert not found["all"].flags.writeable


def test_parameters_are_tensors(read):
    rebuild = writer.Name("torch._utils", "_rebuild_parameter")
    parameter = writer.Call(rebuild, (writer.tensor(NUMBERS), True, {}))
    check(read({"x": parameter}), {"x": NUMBERS})


def test_state_beside_the_tensors_is_read_past(read):
    ordered = writer.Name("collections", "OrderedDict")
    x = writer.tensor(NUMBERS)
    versions = writer.Call(ordered, (), {"_metadata": {"": {"version": 1}}})
    check(read([{"x": x}, versions]), {"0.x": NUMBERS})


def test_reads_protocol_4(tmp_path):
    call = writer.rebuilt(writer.tensor(NUMBERS))
    module, name = b"\x8c\x0ctorch._utils", b"\x8c\x12_rebuild_tensor_v2"
    first = module + b"\x94" + name + b"\x94\x93\x94"  # Memorised as 0, 1, 2.
    again = b"h\x02"
    value = [dataclasses.replace(call, function=f) for f in (first, again)]
    body = writer.instructions({"x": value}, writer.Keys()) + b"."
    frame = b"\x80\x04\x95" + struct.pack("<Q", len(body))
    entries = {"data.pkl": frame + body, "data/0": NUMBERS.tobytes()}
    writer.write_entries(tmp_path / "file", entries)
    check(read_tensors(tmp_path / "file"), {"x.0": NUMBERS, "x.1": NUMBERS})


@pytest.mark.parametrize("kind", ["<", ">"])
def test_zip_files_say_their_byte_order(kind, tmp_path):
    order = {"<": "little", ">": "big"}[kind]
    values = {
        "x": NUMBERS,
        "y": NUMBERS.astype("float16").astype("float32"),
        "z": (NUMBERS.view("uint32") & 0xFFFF0000).view("float32"),
        "n": np.arange(5),
    }
    bits = (NUMBERS.view("uint32") >> 16).astype(f"{kind}u2")
    data = {
        "x": ("Float", NUMBERS.astype(f"{kind}f4")),
        "y": ("Half", NUMBERS.astype(f"{kind}f2")),
        "z": ("BFloat16", bits),
        "n": ("Long", np.arange(5).astype(f"{kind}i8")),
    }
    tensors = {
        name: writer.Tensor(
            writer.Storage(torch_name, array.tobytes(), array.size),
            *(0, array.shape, (1,)),
        )
        for name, (torch_name, array) in data.items()
    }
    writer.write_zip(tmp_path / "file", tensors, order)
    check(read_tensors(tmp_path / "file"), values)


def test_reads_safetensors(tmp_path):
    arrays = {
        "a": NUMBERS.reshape(3, 20),
        "b": np.arange(3),
        "c": np.array(2.5, "float32"),
        "d": np.zeros((0, 2), "float32"),
    }
    half = {"e": NUMBERS.astype("float16")}
    save_file({**arrays, **half}, tmp_path / "file")
    found = read_tensors(tmp_path / "file")
    expected = {**arrays, "e": half["e"].astype("float32")}
    check(dict(sorted(found.items())), expected)


@pytest.mark.parametrize("length", [56, 0x280])  # 0x80 0x02 starts a pickle
def test_reads_bfloat16_from_safetensors(length, tmp_path):
    header = b'{"x":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}'
    header = header.ljust(length)
    bits = struct.pack("<HH", 0x3FC0, 0xC000)  # 1.5 and -2 without the zeros
    file = struct.pack("<Q", len(header)) + header + bits
    (tmp_path / "file").write_bytes(file)
    check(read_tensors(tmp_path / "file"), {"x": np.float32([1.5, -2])})


@pytest.mark.parametrize("form", ["zip", "safetensors"])
def test_no_damage_surprises(form, tmp_path):
    """Whatever happens to a file: the right line, or other numbers."""
    path = tmp_path / "file"
    if form == "safetensors":
        save_file({"a": NUMBERS, "b": NUMBERS.astype("float16")}, path)
    else:
        shared = writer.storage(NUMBERS)
        view = writer.Tensor(shared, 6, (2, 3, 4), (12, 1, 3))
        value = {"a": view, "b": [writer.tensor(np.arange(3))], "c": 0.5}
        writer.write_zip(path, value)
    intact = path.read_bytes()
    random = np.random.default_rng(1)
    warnings.simplefilter("ignore")  # Odd floats, when they are converted.
    for case in range(400):
        damaged = bytearray(intact)
        for _ in range(case % 4):
            damaged[random.integers(len(intact))] = random.integers(256)
        if case % 4 == 0:
            del damaged[random.integers(len(intact)) :]
        path.write_bytes(damaged)
        try:
            found = read_tensors(path)
        except InputError as error:
            assert "\n" not in str(error) and len(str(error)) < 1500
        else:
            assert sum(a.size for a in found.values()) <= len(intact) * 4
