"""Interprets a pickle without the ability to call anything.

Python's unpickler imports whatever a file names and calls it. This one knows
the instructions that plain containers and tensors need, and a fixed table of
names; any other instruction or name is an error. No name is ever looked up in a
module.

It also limits memory, which Python's unpickler allocates as the file demands:
an instruction makes at most one small object, and their number is limited.
"""

import pickletools

from arm_tf.errors import InputError
from arm_tf.weights.torch_files.tensors import damaged
from arm_tf.weights.torch_files.vocabulary import (
    call,
    extend,
    named,
    storage,
    update,
)

MAX_SIZE = 16 * 2**20  # bytes of one pickle; a ResNet's has 20 thousand
MAX_STEPS = 500_000  # instructions; a ResNet-18 has 5 thousand

_VALUES = frozenset(
    "BININT BININT1 BININT2 LONG1 LONG4 BINFLOAT BINUNICODE SHORT_BINUNICODE "
    "BINUNICODE8 BINBYTES SHORT_BINBYTES BINBYTES8".split()
)
_CONSTANTS = {
    "NONE": lambda: None,
    "NEWTRUE": lambda: True,
    "NEWFALSE": lambda: False,
    "EMPTY_TUPLE": tuple,
    "EMPTY_LIST": list,
    "EMPTY_DICT": dict,
}
_TUPLES = {"TUPLE1": 1, "TUPLE2": 2, "TUPLE3": 3}


def load(data):
    """Returns the value of the pickle in `data`, bytes.

    Returns:
        None, bool, int, float, str, bytes, `Storage`, `Tensor`, or tuple,
        list and dict of these, in any nesting; containers may hold
        themselves.
    """
    machine = _Machine()
    try:
        for steps, (code, value, _) in enumerate(pickletools.genops(data)):
            if steps == MAX_STEPS:
                raise InputError(
                    f"Expected at most {MAX_STEPS} pickle instructions. "
                    "Received: more. Save the state_dict alone."
                )
            machine.step(code.name, value)
    except InputError:
        raise
    except ValueError:  # Its message may quote any amount of the file.
        raise InputError(
            "Expected a whole pickle. Received: one that is cut off or "
            "damaged. Download the file again."
        ) from None
    return machine.pop()


class _Machine:
    """The stack, the memo, and one method per group of instructions."""

    def __init__(self):
        self.stack = []
        self.below = []  # The stacks below the marks.
        self.memo = {}

    def step(self, name, value):
        if name in _VALUES:
            self.stack.append(value)
        elif name in _CONSTANTS:
            self.stack.append(_CONSTANTS[name]())
        elif name in _TUPLES:
            items = [self.pop() for _ in range(_TUPLES[name])]
            self.stack.append(tuple(reversed(items)))
        elif name in ("BINPUT", "LONG_BINPUT"):
            self.memo[value] = self.top()
        elif name in ("BINGET", "LONG_BINGET"):
            if value not in self.memo:
                raise damaged(f"a reference to object {value} of none")
            self.stack.append(self.memo[value])
        elif name not in ("PROTO", "FRAME", "STOP"):
            method = getattr(self, f"do_{name.lower()}", None)
            if method is None:
                raise damaged(f"the pickle instruction {name}")
            method(value)

    def pop(self):
        self.top()
        return self.stack.pop()

    def top(self):
        if not self.stack:
            raise damaged("a pickle that takes from an empty stack")
        return self.stack[-1]

    def since_mark(self):
        if not self.below:
            raise damaged("a pickle that lacks a mark")
        items, self.stack = self.stack, self.below.pop()
        return items

    def do_mark(self, _):
        self.below.append(self.stack)
        self.stack = []

    def do_memoize(self, _):
        self.memo[len(self.memo)] = self.top()

    def do_tuple(self, _):
        items = tuple(self.since_mark())
        self.stack.append(items)

    def do_append(self, _):
        item = self.pop()
        extend(self.top(), [item])

    def do_appends(self, _):
        items = self.since_mark()
        extend(self.top(), items)

    def do_setitem(self, _):
        value, key = self.pop(), self.pop()
        update(self.top(), [key, value])

    def do_setitems(self, _):
        items = self.since_mark()
        update(self.top(), items)

    def do_global(self, value):
        self.stack.append(named(value.replace(" ", ".", 1)))

    def do_stack_global(self, _):
        name, module = self.pop(), self.pop()
        if not isinstance(name, str) or not isinstance(module, str):
            raise damaged("a name that is not text")
        self.stack.append(named(f"{module}.{name}"))

    def do_reduce(self, _):
        arguments, function = self.pop(), self.pop()
        self.stack.append(call(function, arguments))

    do_newobj = do_reduce

    def do_build(self, _):
        self.pop()  # Such as the version numbers in `_metadata`.
        if not isinstance(self.top(), dict):
            raise damaged(f"state for {type(self.top()).__name__}")

    def do_binpersid(self, _):
        self.stack.append(storage(self.pop()))
