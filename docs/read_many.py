"""Recognizes expressions in millions of images on a Dask cluster.

    python docs/read_many.py PICTURES OUT --workers 4       # processes here
    python docs/read_many.py PICTURES OUT --scheduler tcp://host:8786

Every 1,000 images become one file of JSON lines in OUT, written completely or
not at all. If a worker dies, another one takes over its images. After an
interruption the same command reads what is missing. All workers need access to
PICTURES and OUT.
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

PART = 1000  # images


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pictures", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--scheduler", help="address of a running cluster")
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
    """Returns the client of a cluster of processes with one thread each."""
    if args.scheduler:
        return Client(args.scheduler)
    return Client(LocalCluster(n_workers=args.workers, threads_per_worker=1))


def list_pictures(folder, kept):
    """Returns the images' paths, the same at every start.

    They are stored in a file. New images would otherwise shift the parts, so
    that a resumed run skips some images and reads others twice.
    """
    if not kept.exists():
        found = (p for p in folder.rglob("*") if p.suffix.lower() in SUFFIXES)
        atomic_files.write_json(kept, sorted(map(str, found)))
    return json.loads(kept.read_text())


@functools.cache
def analyzer():
    """Returns this process's `Analyzer`."""
    return Analyzer(threads=1)


def read_part(part):
    """Writes the records of some images and returns their number."""
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
