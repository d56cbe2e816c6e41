"""No pickle runs code, hangs, or allocates the memory it claims."""

import pickle
import struct

import pytest

from tests.helpers import torch_writer as writer
from tests.helpers.hostile import assert_refused
from tests.helpers.torch_writer import Call, Id, Name, instructions, pickled

TENSOR = b"ctorch._utils\n_rebuild_tensor_v2\n"
ORDERED = Name("collections", "OrderedDict")
PARAMETER = Name("torch._utils", "_rebuild_parameter")
DATA = writer.tensor(0.5)


def text(value):
    return instructions(value)


def size(number):
    return struct.pack("<Q", number)


# Each would make the file RAN if Python's unpickler read it.
RAN = "RAN"
OPEN = (RAN, "w")
RUNS = {
    "os.system": Call(Name("os", "system"), (f"touch {RAN}",)),
    "posix.system": Call(Name("posix", "system"), (f"touch {RAN}",)),
    "builtin open": Call(Name("builtins", "open"), OPEN),
    "Python 2 builtin": Call(Name("__builtin__", "open"), OPEN),
    "eval": Call(Name("builtins", "eval"), (f"open({RAN!r}, 'w')",)),
    "exec": Call(Name("builtins", "exec"), (f"open({RAN!r}, 'w')",)),
    "subprocess": Call(Name("subprocess", "call"), (["touch", RAN],)),
    "a class by NEWOBJ": text(Name("io", "FileIO")) + text(OPEN) + b"\x81",
    "INST": b"(" + text(RAN) + text("w") + b"i_io\nFileIO\n",
    "OBJ": b"(" + text(Name("_io", "FileIO")) + text(RAN) + text("w") + b"o",
    "NEWOBJ_EX": text(Name("io", "FileIO")) + text(OPEN) + b"}\x92",
    "STACK_GLOBAL": text("io") + text("open") + b"\x93" + text(OPEN) + b"R",
    "a path through a class": text("collections")
    + text("OrderedDict.__init__.__globals__")
    + b"\x93",
    "state set on a class": Call(ORDERED, (), Call(Name("io", "open"), OPEN)),
    "in an item of a list": [1, [2, Call(Name("io", "open"), OPEN)]],
    "in a parameter": Call(PARAMETER, (Call(Name("io", "open"), OPEN),)),
    "in a persistent id": Id(Call(Name("io", "open"), OPEN)),
    "a whole model": Call(Name("torchvision.models.resnet", "ResNet"), ()),
    "numpy's loader": Call(Name("numpy", "load"), (RAN,)),
    "PyTorch's loader": Call(Name("torch", "load"), (RAN,)),
    "a storage's loader": Call(Name("torch.storage", "_load_from_bytes"), ()),
    "a quantized storage": Name("torch", "QInt8Storage"),
    "an extension code": b"\x82\x01",
}
RUNS_MESSAGE = r"asks for '\w+\.[\w.]+'. It was not run|instruction [A-Z_0-9]+"


@pytest.fixture(autouse=True)
def nothing_ran(tmp_path, monkeypatch):
    """Fails a test that leaves behind what the pickles above would make."""
    monkeypatch.chdir(tmp_path)
    yield
    assert not (tmp_path / RAN).exists()


@pytest.mark.parametrize("case", RUNS)
def test_nothing_is_run(case, tmp_path):
    writer.write_zip(tmp_path / "file", {"x": DATA, "y": RUNS[case]})
    assert_refused(tmp_path / "file", RUNS_MESSAGE)


def test_pythons_unpickler_would_run_it(tmp_path):
    pickle.loads(pickled(RUNS["os.system"]))
    assert (tmp_path / RAN).exists()
    (tmp_path / RAN).unlink()


# A huge list, to be used tens of thousands of times.
LIST = b"](" + b"N" * 200_000 + b"eq\x00"
PAIR = b"q\x00h\x00\x86"  # What is on the stack becomes a pair, twice it.
STRUCTURES = {
    "no end": (b"\x80\x02}", "cut off"),
    "nothing": (b"", "cut off"),
    "text that is not UTF-8": (
        b"\x80\x02X\x02\x00\x00\x00\xff\xff.",
        "cut off",
    ),
    "text of an exabyte": (b"\x80\x04\x8d" + size(2**60) + b".", "cut off"),
    "an array": (b"\x80\x05\x96" + size(1) + b"x.", "BYTEARRAY8"),
    "a frame of an exabyte": (b"\x80\x04\x95" + size(2**60) + b"0.", "POP"),
    "a number of a gigabyte": (b"\x80\x02\x8b\x00\x00\x00\x40.", "cut off"),
    "a number of a million digits": (b"I" + b"9" * 10**6 + b"\n.", "cut off"),
    "an empty stack": (b"\x80\x02R.", "empty stack"),
    "nothing to return": (b"\x80\x02.", "empty stack"),
    "no mark": (b"\x80\x02t.", "lacks a mark"),
    "an empty memo": (b"\x80\x02h\x05.", "object 5"),
    "a place far out in the memo": (
        b"]r\xff\xff\xff\xffj\0\0\0\x7f.",
        "object",
    ),
    "a stack below the mark": (b"\x80\x02}(R.", "empty stack"),
    "a million marks": (b"(" * 10**6, "500000 pickle instructions"),
    "a list in itself": (b"\x80\x02]q\x00h\x00a.", "nested at most"),
    "lists nested very deep": (
        b"]" * 200_000 + b"a" * 199_999 + b".",
        "nested",
    ),
    "a billion laughs": (
        b"](" + b"N" * 10 + b"e" + PAIR * 100 + b".",
        "nested",
    ),
    "wide laughs": (
        b"]" + (b"q\x00(" + b"h\x00" * 100 + b"t") * 5 + b".",
        "500000 values",
    ),
    "a key that takes forever to hash": (
        b"})" + PAIR * 60 + b"Ns.",
        "key of type tuple",
    ),
    "keys chosen to collide": (
        pickled({n * (2**61 - 1): 0 for n in range(9)}),
        "key of type int",
    ),
    "a key without a value": (b"}(K\x01u.", "keys and values"),
    "an item of a number": (b"K\x00K\x01s.", "stack"),
    "items for a tuple": (b")(K\x01e.", "appended to tuple"),
    "a call of text": (
        pickled(Call("os.system", ("touch RAN",))),
        "call of str",
    ),
    "a call of a type": (
        pickled(Call(Name("torch", "FloatStorage"), ())),
        "call",
    ),
    "a call without arguments": (pickled(Call(ORDERED, [])), "tuple of arg"),
    "state for a function": (pickled(ORDERED)[:-1] + b"}b.", "state for"),
    "a dictionary of a list": (
        pickled(Call(ORDERED, ([],))),
        "an OrderedDict with arguments",
    ),
    "a tensor of two parts": (pickled(Call(TENSOR, (1, 2))), "2 parts"),
    "a size of a number": (pickled(Call(Name("torch", "Size"), (3,))), "Size"),
    "a parameter of a number": (
        pickled(Call(PARAMETER, (3,))),
        "a parameter without",
    ),
    "a name of a megabyte": (
        pickled({"x" * 10**6: DATA}, writer.Keys()),
        "256 characters",
    ),
    "a module of a megabyte": (
        pickled(Name("x" * 10**6, "y")),
        "asks for 'xxx",
    ),
    "a name that paints the screen": (pickled(Name("\x1b[2J", "y")), r"'\\x1b"),
    "one name twice": (
        pickled({"a": {"b": DATA}, "a.b": DATA}, writer.Keys()),
        "two tensors named 'a.b'",
    ),
    "no tensors": (pickled({"epoch": 3}), "a file without any"),
    "a tensor without name": (
        pickled(DATA, writer.Keys()),
        "one tensor without",
    ),
    "a huge list, seen often": (
        LIST + b"(" + b"h\x00" * 30_000 + b"t.",
        "500000 values",
    ),
    "a huge list, made a size often": (
        LIST + b"ctorch\nSize\nq\x01(" + b"h\x01h\x00\x85R" * 30_000 + b"t.",
        "a torch.Size of 200000 sizes",
    ),
    "a persistent id in text": (b"Psomething\n.", "PERSID"),
}


@pytest.mark.parametrize("case", STRUCTURES)
def test_the_containers_are_as_torch_save_makes_them(case, tmp_path):
    data, message = STRUCTURES[case]
    entries = {"data.pkl": data, "data/0": b"\0" * 8}
    writer.write_entries(tmp_path / "file", entries)
    assert_refused(tmp_path / "file", message)
