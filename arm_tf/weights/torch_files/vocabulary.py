"""What a checkpoint's pickle may name, and what that does here.

Every name stands for a function of arm_tf or a plain value. `NAMES` is the
whole vocabulary: any other name in a pickle is rejected. Objects that training
scripts save beside weights are skipped.

A pickle can use one huge object a hundred thousand times, so each function
here checks lengths first, and copies nothing long.
"""

import types
import typing

from arm_tf.errors import InputError
from arm_tf.weights.torch_files.tensors import (
    KINDS,
    MAX_DIMENSIONS,
    Kind,
    Storage,
    Tensor,
    are_counts,
    damaged,
    tensor,
)

MAX_KEY = 20  # digits of a 64-bit number
MAX_NAME = 256  # characters


def storage(persistent_id):
    """Returns the `Storage` that a persistent id refers to."""
    match persistent_id:
        case ("storage", Kind() as kind, str() as key, _, length):
            pass
        case _:
            raise damaged("a reference to something else than a storage")
    if len(key) > MAX_KEY or not key.isdecimal() or not are_counts(length):
        raise damaged("a storage without proper key and length")
    return Storage(key, kind, length)


def named(name):
    """Returns what `name`, as in `torch._utils._rebuild_tensor`, stands for."""
    if name not in NAMES:
        raise InputError(
            "Expected nothing but tensors and plain containers. Received: a "
            f"pickle that asks for {name[:80]!r}. It was not run; save the "
            "network's state_dict() alone with torch.save."
        )
    return NAMES[name]


def call(function, arguments):
    """Returns `function(arguments)`, if `function` came from `named`."""
    if not isinstance(function, types.FunctionType):
        raise damaged(f"a call of {type(function).__name__}")
    if not isinstance(arguments, tuple):
        raise damaged("a call without a tuple of arguments")
    return function(arguments)


def extend(target, items):
    """Appends to a list, and to nothing else."""
    if not isinstance(target, list):
        raise damaged(f"items appended to {type(target).__name__}")
    target.extend(items)


def update(target, items):
    """Sets items of a dict: key, value, key, value."""
    if not isinstance(target, dict) or len(items) % 2:
        raise damaged(f"keys and values set in {type(target).__name__}")
    for key, value in zip(items[::2], items[1::2], strict=True):
        # Hashing nested tuples can take forever, and so can integers beyond
        # 64 bits that were chosen to collide.
        whole = type(key) is int and -(2**63) <= key < 2**63
        if not whole and not isinstance(key, str):
            raise damaged(f"a dictionary key of type {type(key).__name__}")
        if not whole and len(key) > MAX_NAME:
            raise damaged(f"a name of more than {MAX_NAME} characters")
        target[key] = value


def _ordered_dict(arguments):
    if arguments:  # Python 3 sets the items later.
        raise damaged("an OrderedDict with arguments")
    return {}


def _size(arguments):
    if len(arguments) != 1 or not isinstance(arguments[0], list | tuple):
        raise damaged("a torch.Size without sizes")
    if len(arguments[0]) > MAX_DIMENSIONS:
        raise damaged(f"a torch.Size of {len(arguments[0])} sizes")
    return tuple(arguments[0])


def _rebuild_tensor(arguments):
    """Takes storage, offset, shape, strides, two autograd flags, metadata."""
    if not 6 <= len(arguments) <= 7:
        raise damaged(f"a tensor of {len(arguments)} parts")
    if any(arguments[6:]):  # The values are to be negated or conjugated.
        raise InputError(
            "Expected plain tensors. Received: one with metadata. Save "
            "`tensor.clone()` instead."
        )
    return tensor(*arguments[:4])


def _parameter(arguments):
    if not arguments or not isinstance(arguments[0], Tensor):
        raise damaged("a parameter without its tensor")
    return arguments[0]


def _read_past(arguments):
    """Skips objects without weights; ignores their arguments."""
    return {}


# What training scripts save beside the weights: arguments (timm, torchvision's
# references), a learning rate scheduler's counters, figures, a device.
HARMLESS = """
    argparse.Namespace types.SimpleNamespace collections.Counter
    collections.defaultdict collections.deque torch.device
    numpy.dtype numpy.ndarray _codecs.encode
    numpy.core.multiarray.scalar numpy._core.multiarray.scalar
    numpy.core.multiarray._reconstruct numpy._core.multiarray._reconstruct
    numpy.dtypes.Float64DType numpy.dtypes.Float32DType
    numpy.dtypes.Int64DType numpy.dtypes.Int32DType numpy.dtypes.BoolDType
    pathlib.PosixPath pathlib.PurePosixPath pathlib.WindowsPath
    pathlib.PureWindowsPath pathlib._local.PosixPath
    pathlib._local.WindowsPath datetime.datetime datetime.timedelta
    builtins.set builtins.frozenset builtins.list builtins.dict builtins.int
    builtins.float builtins.str builtins.bool builtins.complex
    builtins.slice builtins.range
    __builtin__.set __builtin__.frozenset __builtin__.list __builtin__.dict
    __builtin__.int __builtin__.float __builtin__.str __builtin__.bool
    torch.float16 torch.bfloat16 torch.float32 torch.float64 torch.int64
    torch.int32 torch.int8 torch.uint8 torch.bool
""".split()

NAMES: dict[str, typing.Any] = {
    **dict.fromkeys(HARMLESS, _read_past),
    "collections.OrderedDict": _ordered_dict,
    "torch.Size": _size,
    "torch._utils._rebuild_tensor_v2": _rebuild_tensor,
    "torch._utils._rebuild_parameter": _parameter,
    **{f"torch.{name}Storage": Kind(kind) for name, kind in KINDS.items()},
}
