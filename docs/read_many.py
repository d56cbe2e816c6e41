"""Reads millions of pictures on a Dask cluster.

    python docs/read_many.py PICTURES OUT --workers 4       # processes here
    python docs/read_many.py PICTURES OUT --scheduler tcp://host:8786

Every part of 1,000 pictures becomes a file of JSON lines in OUT, whole or not
at all. A part whose worker dies is given to another; after an interruption the
same command reads the parts that are missing. PICTURES and OUT have to be seen
by all workers.
"""

import argparse
import functools
import json
import os
import pathlib
import time

from dask.distributed import Client, LocalCluster, as_completed

from arm_tf import Analyzer
from arm_tf.errors import InputError
from arm_tf.faces.pictures import SUFFIXES
from arm_tf.files import atomic_files

PART = 1000  # pictures


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--scheduler", help="of a cluster that runs already")
    parser.add_argument("--part", type=int, default=PART)
    args = parser.parse_args(argv)
    args.out.mkdir(parents=True, exist_ok=True)
    names = list_pictures(args.pictures, args.out / "pictures.json")
    parts = [
        (names[start : start + args.part], args.out / f"{start:09}.jsonl")
        for start in range(0, len(names), args.part)
    ]
    missing = [part for part in parts if not part[1].exists()]
    with cluster(args) as client:
        begin, done = time.monotonic(), 0
        futures = client.map(read_part, missing, pure=False, retries=2)
        for _, number in as_completed(futures, with_results=True):
            done += number
            rate = done / (time.monotonic() - begin)
            print(f"{done:,} pictures, {rate:.1f} a second", flush=True)


def cluster(args):
    """Returns the client of a cluster, whose processes have one thread each."""
    if args.scheduler:
        return Client(args.scheduler)
    return Client(LocalCluster(n_workers=args.workers, threads_per_worker=1))


def list_pictures(folder, kept):
    """Returns the pictures' paths, the same at every start.

    They are kept in a file: were new pictures to move the parts' borders, some
    would be left out after an interruption, and others be read twice.
    """
    if not kept.exists():
        found = (p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES)
        atomic_files.write_json(kept, sorted(map(str, found)))
    return json.loads(kept.read_text())


@functools.cache
def analyzer():
    """Returns this process's own."""
    return Analyzer(threads=1)


def read_part(part):
    """Writes the answers of some pictures and returns how many they are."""
    names, path = part
    lines = []
    for name, faces in zip(names, analyzer().stream(names), strict=True):
        if isinstance(faces, InputError):
            record = {"file": name, "error": str(faces)}
        else:
            record = faces.to_dict()
        lines.append(json.dumps(record) + "\n")
    atomic_files.write_text(path, "".join(lines))
    return len(lines)


if __name__ == "__main__":
    main()
