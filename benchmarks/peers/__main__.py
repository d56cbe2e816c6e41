"""Measures arm_tf and similar packages, and prints tables.

    python -m benchmarks.peers                      # photographs alone
    python -m benchmarks.peers --data PATH          # and FER2013's test faces
    python -m benchmarks.peers --data PATH --json docs/peers.json
    python -m benchmarks.peers --data PATH --json docs/peers.json --only arm_tf

PATH holds fer2013.csv and fer2013new.csv, as for the preset `ferplus`. The
packages are installed under build/peers, 12 GB of them, and kept there. --json
writes the data of the tables in docs/peers.md and README.md; with --only, the
other packages' rows are kept. --cpu-time measures processor time instead of
elapsed time, for a busy machine; waiting for the disk does not count then.
--faces takes a random sample of N test faces, for packages that are too slow
for all of them.
"""

import argparse
import json
import os
import pathlib
import platform
import sys

from arm_tf.errors import command_line
from arm_tf.files import atomic_files
from benchmarks.peers import installing, judging, tables, tasks
from benchmarks.peers.asking import ask

WORK = pathlib.Path("build/peers")


@command_line
def main(argv=None):
    """Runs the command line."""
    args = _arguments(argv)
    sets = tasks.test_faces(args.data) if args.data else {}
    if sets and args.faces:
        sets = tasks.some_faces(sets, args.faces)
    photographs = tasks.photographs(WORK / "photographs")
    faces, order = tasks.store_faces(sets, WORK / "faces.bin")
    rows = []
    for peer in installing.PEERS:
        if args.only and peer.name not in args.only:
            continue
        size = installing.install(peer, WORK)
        print(f"{peer.name} ...", file=sys.stderr, flush=True)
        answers = ask(peer, WORK, photographs, faces, args.cpu_time)
        answers["faces"] = [answers["faces"][row] for row in order]
        rows.append(
            {
                "name": peer.title,
                "installed_mb": size,
                "cpu_time": args.cpu_time,
                **judging.of_photographs(answers, photographs),
                **judging.of_faces(answers, sets),
            }
        )
    if args.json and args.only and args.json.exists():
        rows = _with_the_others(rows, args.json)
    if args.json:
        result = {"machine": _machine(), "rows": rows}
        atomic_files.write_json(args.json, result)
    print(f"{_machine()}\n\n{tables.photographs(rows)}")
    if sets:
        print(f"\n{tables.faces(rows)}\n\n{tables.short(rows)}")


def _with_the_others(rows, path):
    """Returns a file's rows, updated with the new measurements.

    Packages that are new to the file come last.
    """
    now = {row["name"]: row for row in rows}
    before = json.loads(path.read_text(encoding="utf-8"))["rows"]
    return [*({row["name"]: row for row in before} | now).values()]


def _machine():
    return f"{platform.machine()}, {os.cpu_count()} cores"


def _arguments(argv):
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--data", type=pathlib.Path, metavar="PATH")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    names = [peer.name for peer in installing.PEERS]
    parser.add_argument("--only", nargs="+", choices=names)
    parser.add_argument("--cpu-time", action="store_true")
    parser.add_argument("--faces", type=int, metavar="N")
    return parser.parse_args(argv)


if __name__ == "__main__":
    raise SystemExit(main())
