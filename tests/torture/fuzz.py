"""Gives a reader damaged files, thousands of them, and notes what it does.

A reader may return a result or a one-line error; anything else is a finding. It
runs in its own process, so that a crash is counted and testing continues with
the next input.
"""

import collections
import contextlib
import dataclasses
import json
import mmap
import os
import pathlib
import resource
import signal
import struct
import sys
import tempfile
import time
import traceback

from arm_tf.errors import InputError
from tests.torture.mutate import mutated, packed
from tests.torture.watch import (
    SIGNALS,
    Guard,
    end_with_parent,
    limit,
    start_clock,
    stop_clock,
)

SHORTEST_LINE, LONGEST_LINE = 10, 2000  # characters of a refusal
STATE = struct.Struct("<6q")  # of the counts that outlive a process


@dataclasses.dataclass(frozen=True)
class Reader:
    """What is given damaged files."""

    seeds: list  # good files, bytes or `mutate.Container`
    read: object  # function of bytes that reads them as the program would
    words: tuple = ()  # bytes that files of this kind may hold
    refusals: tuple = ()  # exceptions that the program turns into one line


def reader_of(path, read, seeds, words=()):
    """Returns a `Reader` that writes its input to `path` and calls `read()`."""

    def write_and_read(data):
        path.write_bytes(data)
        read()

    return Reader(seeds, write_and_read, words, (InputError,))


class Counts:
    """Numbers that a process leaves behind when it dies."""

    NAMES = ("ready", "next", "read", "refused", "slowest", "memory")

    def __init__(self):
        self._memory = mmap.mmap(-1, STATE.size)

    def __getattr__(self, name):
        return STATE.unpack_from(self._memory)[self.NAMES.index(name)]

    def update(self, **values):
        old = STATE.unpack_from(self._memory)
        new = {**dict(zip(self.NAMES, old, strict=True)), **values}
        STATE.pack_into(self._memory, 0, *new.values())


@dataclasses.dataclass(frozen=True)
class Inputs:
    """Which damaged files: the first `number` of those that `seed` gives."""

    number: int
    seed: int = 0


def fuzz(name, make_reader, inputs):
    """Returns what a reader did with damaged files.

    Ctrl-C ends it earlier; what was done until then counts.

    Args:
        name: str, the target's; with the seed it decides the files.
        make_reader: function of a folder that returns a `Reader`; it is
            called in the process that reads.
        inputs: `Inputs`.

    Returns:
        Dict: `tried`, `unit`, `findings` (a list of dicts: kind, count, the
        first input, text), `note` and `seconds`.
    """
    counts, findings = Counts(), collections.Counter()
    examples, start = {}, time.time()
    with contextlib.suppress(KeyboardInterrupt):
        while counts.next < inputs.number:
            with tempfile.TemporaryDirectory() as folder:
                below = pathlib.Path(folder, "data")
                for finding in _run(name, make_reader, inputs, counts, below):
                    findings[finding["kind"]] += 1
                    examples.setdefault(finding["kind"], finding)
    most = f"{counts.slowest / 1000:.0f} ms, {counts.memory / 1024:.0f} MB"
    return {
        "tried": counts.next,
        "unit": "files",
        "findings": [
            {**examples[kind], "count": number}
            for kind, number in findings.most_common()
        ],
        "note": f"{counts.read:,} loaded, {counts.refused:,} rejected; at most "
        f"{most}",
        "seconds": round(time.time() - start),
        **({"stopped": True} if counts.next < inputs.number else {}),
    }


def _run(name, make_reader, inputs, counts, folder):
    """Yields the findings of one process, how it ended among them."""
    counts.update(ready=0)
    reading, writing = os.pipe()
    sys.stdout.flush()
    process = os.fork()
    if not process:
        os.close(reading)
        end_with_parent()
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Meant for the parent.
        with _one_way(writing) as tell:
            folder.mkdir()
            reader = make_reader(folder)
            _read_all(reader, name, inputs, counts, folder, tell)
    os.close(writing)
    try:
        with open(reading, encoding="utf-8") as lines:
            yield from map(json.loads, lines)
    except (KeyboardInterrupt, GeneratorExit):
        os.kill(process, signal.SIGKILL)
        raise
    code = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
    if code > 0 or (code and not counts.ready):
        raise RuntimeError(f"{name}: a fault of the test's own, see above")
    if code:
        reason = SIGNALS.get(-code, f"ended by {signal.Signals(-code).name}")
        yield {"kind": reason, "input": counts.next, "text": reason}
        counts.update(next=counts.next + 1)


@contextlib.contextmanager
def _one_way(pipe):
    """Gives a function that sends a finding; ends the process afterwards."""
    code = 1
    # What libraries print goes nowhere; our own traces still show.
    errors = os.fdopen(os.dup(2), "w", errors="backslashreplace")
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    try:
        yield lambda finding: os.write(
            pipe, (json.dumps(finding) + "\n").encode()
        )
        code = 0
    except BaseException:
        traceback.print_exc(file=errors)
        errors.flush()
    finally:
        os._exit(code)


def _read_all(reader, name, inputs, counts, folder, tell):
    guard = _warm_up(reader, folder)
    limit()
    counts.update(ready=1)
    first = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for index in range(counts.next, inputs.number):
        counts.update(next=index)
        data = mutated(name, inputs.seed, index, reader.seeds, reader.words)
        for finding in _try(reader, data, guard, counts):
            tell({**finding, "input": index})
        taken = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - first
        counts.update(memory=max(counts.memory, taken))
    counts.update(next=inputs.number)


def _warm_up(reader, folder):
    """Reads the good files, which imports what is needed, and then guards."""
    for seed in reader.seeds:
        reader.read(packed(seed))
    guard = Guard(folder)
    for seed in reader.seeds:
        reader.read(packed(seed))
    if guard.seen:
        raise RuntimeError(f"good files lead elsewhere: {guard.seen}")
    return guard


def _try(reader, data, guard, counts):
    """Yields the faults in how one input is read."""
    start = time.process_time()
    start_clock()
    try:
        reader.read(data)
        counts.update(read=counts.read + 1)
    except reader.refusals as error:
        counts.update(refused=counts.refused + 1)
        if not SHORTEST_LINE <= len(str(error)) <= LONGEST_LINE:
            yield _finding("a refusal that is no line", error)
    except BaseException as error:
        yield _finding(type(error).__name__, error)
    finally:
        stop_clock()
    taken = round(1e6 * (time.process_time() - start))
    counts.update(slowest=max(counts.slowest, taken))
    for act in guard.seen:
        yield {"kind": "reached outside", "text": act}
    guard.seen.clear()


def _finding(kind, error):
    """Returns a finding, identified by its line of code in arm_tf."""
    root = str(pathlib.Path(__file__).resolve().parents[2])
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if frame.filename.startswith(root)
        and "site-packages" not in frame.filename
    ]
    place = pathlib.Path(frames[-1].filename).relative_to(root)
    where = f"{place}:{frames[-1].lineno}"
    text = f"{type(error).__name__}: {error!s:.300}"
    return {"kind": f"{kind} at {where}", "text": text}
