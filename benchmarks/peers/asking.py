"""Starts a package's worker, gives it the tasks, and returns its results."""

import json
import pathlib
import subprocess
import time

from arm_tf.errors import CheckFailed

STARTS = 3


def ask(
    peer, work: pathlib.Path, photographs: list, faces: dict, cpu_time: bool
) -> dict:
    """Returns a worker's results; its start time is the best of three.

    Args:
        peer: `installing.Peer`, installed.
        work: folder of the installations.
        photographs: list of `tasks.Photograph`.
        faces: file and number of faces, from `tasks.store_faces`.
        cpu_time: whether to measure processor time.

    Raises:
        CheckFailed: the worker failed.
    """
    paths = [str(photograph.path.resolve()) for photograph in photographs]
    answers = _ask_once(peer, work, paths, faces, cpu_time)
    starts = [answers["start_seconds"]]
    for _ in range(STARTS - 1):
        nothing = {"number": 0}
        again = _ask_once(peer, work, paths[:1], nothing, cpu_time)
        starts.append(again["start_seconds"])
    return {**answers, "start_seconds": min(starts)}


def _ask_once(peer, work, paths, faces, cpu_time):
    job, answer = work / "job.json", work / "answer.json"
    answer.unlink(missing_ok=True)
    task = {
        "photographs": paths,
        "faces": faces,
        "packages": str((work / peer.folder).resolve()),
        "answer": str(answer.resolve()),
        "began": time.time(),
        "cpu_time": cpu_time,
    }
    job.write_text(json.dumps(task))
    command = [*peer.command(work), str(job)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or not answer.exists():
        raise CheckFailed(
            f"Expected answers from {peer.title}. Received: exit code "
            f"{done.returncode}, {done.stderr.strip()[-300:]!s}"
        )
    return json.loads(answer.read_text())
