"""Tries to break the program, and counts how often that works.

    python -m tests.torture               # hours; writes docs/reliability.md
    python -m tests.torture --short       # minutes
    python -m tests.torture --only kill   # the checks with such a name
    python -m tests.torture --replay "model.json" 17

--short skips the longest checks and makes fewer kills and damaged files.
--replay loads one damaged file. Ctrl-C keeps the counts so far. The exit code
is 1 if there are findings.
"""

import argparse
import datetime
import os
import pathlib
import platform
import resource
import tempfile
from functools import partial

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from tests.torture import (
    data_readers,
    determinism,
    faults,
    figures,
    fuzz,
    kills,
    model_readers,
    mutate,
    space,
)

READERS = {**data_readers.READERS, **model_readers.READERS}
FULL = {"kill training": 30, "kill export": 20, "fuzz": 10_000}
SHORT = {"kill training": 2, "kill export": 2, "fuzz": 100}
# Each trains several times, or needs to be root.
LONG = ("fault: full disk", "fault: full disk, export", "fault: little memory")
LONG += ("fault: read-only folder", "fault: data set vanishes")
LONG += ("same seed: QAT", "same seed: export")


def main():
    """Runs the command line; returns the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--only", default="", metavar="WORD")
    parser.add_argument("--replay", nargs=2, metavar=("READER", "INPUT"))
    args = parser.parse_args()
    if args.replay:
        return replay(args.replay[0], int(args.replay[1]))
    numbers = SHORT if args.short else FULL
    found = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, check in checks(space.Space(folder), numbers).items():
            if args.only in name and not (args.short and name in LONG):
                found[name] = check()
                print(figures.table({name: found[name]}).splitlines()[-1])
                if not args.short:
                    figures.keep({name: found[name]}, *_where())
                if "stopped" in found[name]:
                    break
    print(
        f"\n{figures.table(found)}\n{_processor_seconds():.0f} s of computing"
    )
    print(*figures.findings(found), sep="\n")
    return int(bool(figures.findings(found)))


def checks(folder, numbers):
    """Returns the checks by name, each a function that returns its figures.

    Args:
        folder: `space.Space`.
        numbers: dict, how many kills and damaged files.
    """
    training, export = numbers["kill training"], numbers["kill export"]
    inputs = fuzz.Inputs(numbers["fuzz"])
    found = {
        "kill training": partial(kills.kill_training, folder, training),
        "kill export": partial(kills.kill_export, folder, export),
    }
    for name, cause in faults.possible().items():
        found[f"fault: {name}"] = partial(faults.check, folder, cause)
    for name, compare in determinism.COMPARISONS.items():
        check = partial(determinism.check, folder, compare)
        found[f"same seed: {name}"] = check
    for name, reader in READERS.items():
        found[f"fuzz: {name}"] = partial(fuzz.fuzz, name, reader, inputs)
    return found


def replay(name, index):
    """Loads one damaged file, whatever happens; returns 0."""
    with tempfile.TemporaryDirectory() as folder:
        below = pathlib.Path(folder, "data")
        below.mkdir()
        reader = READERS[name](below)
        data = mutate.mutated(name, 0, index, reader.seeds, reader.words)
        print(f"{len(data)} bytes: {data[:2000]!r}", flush=True)
        reader.read(data)
    return 0


def _processor_seconds():
    """Returns the processor time of this process and its children."""
    both = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    used = [resource.getrusage(who) for who in both]
    return sum(u.ru_utime + u.ru_stime for u in used)


def _where():
    day = datetime.date.today().isoformat()
    machine = f"{platform.machine()}, {os.cpu_count()} cores"
    return day, f"{machine}, Python {platform.python_version()}"


if __name__ == "__main__":
    raise SystemExit(main())
