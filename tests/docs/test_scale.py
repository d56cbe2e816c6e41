"""The example of docs/scale.md on a cluster of processes, one of which dies."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest

from arm_tf import Analyzer

ROOT = pathlib.Path(__file__).resolve().parents[2]
PHOTO = ROOT / "docs/images/astronaut_photo.jpg"
PICTURES, PART = 60, 5

pytestmark = pytest.mark.slow


def command(folder, out):
    script = ROOT / "docs" / "read_many.py"
    return [sys.executable, str(script), str(folder), str(out)] + [
        "--workers=3",  # As a default would be the number of processors.
        f"--part={PART}",
    ]


def workers(process):
    """Returns the processes that a cluster started."""
    found = subprocess.run(
        ["ps", "-eww", "-o", "pid=,ppid=,args="], capture_output=True, text=True
    ).stdout
    pattern = rf"^ *(\d+) +{process.pid} .*spawn_main"
    return [int(pid) for pid in re.findall(pattern, found, re.MULTILINE)]


def records(out):
    lines = [
        line
        for path in sorted(out.glob("*.jsonl"))
        for line in path.read_text().splitlines()
    ]
    return [json.loads(line) for line in lines]


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "pictures"
    path.mkdir()
    for number in range(PICTURES - 1):
        shutil.copy(PHOTO, path / f"{number:03}.jpg")
    (path / "broken.jpg").write_bytes(b"no picture")
    return path


def test_a_worker_that_dies_loses_and_doubles_nothing(folder, tmp_path):
    out = tmp_path / "out"
    with subprocess.Popen(
        command(folder, out), stdout=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()  # A part is done; others are at work.
        found = workers(process)
        assert len(found) == 3
        os.kill(found[0], signal.SIGKILL)
        process.communicate(timeout=300)
    assert process.returncode == 0
    check(out, folder)


def test_an_interrupted_run_reads_what_is_missing(folder, tmp_path):
    out = tmp_path / "out"
    with subprocess.Popen(
        command(folder, out), stdout=subprocess.PIPE, text=True
    ) as process:
        process.stdout.readline()
        process.kill()
    time.sleep(5)  # Its workers notice, and end.
    done = {path: path.stat().st_mtime_ns for path in out.glob("*.jsonl")}
    assert 0 < len(done) < PICTURES / PART
    shutil.copy(PHOTO, folder / "000a.jpg")  # Moves no part's borders.
    subprocess.run(command(folder, out), check=True, timeout=300)
    for path, written in done.items():
        assert path.stat().st_mtime_ns == written
    (folder / "000a.jpg").unlink()
    check(out, folder)


def check(out, folder):
    found = records(out)
    names = [record["file"] for record in found]
    assert names == sorted(map(str, folder.iterdir()))
    (wanted,) = Analyzer(threads=1).read(PHOTO).to_dict()["faces"]
    for record in found:
        if record["file"].endswith("broken.jpg"):
            assert "Expected a picture" in record["error"]
        else:
            assert record["faces"] == [wanted]
