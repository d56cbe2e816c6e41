"""Starts a peer's worker, hands it the tasks, and returns its answers."""

import json
import pathlib
import subprocess
import time

from arm_tf.errors import CheckFailed


def ask(peer, work: pathlib.Path, photographs: list, faces: dict) -> dict:
    """Returns what a worker wrote.

    Args:
        peer: `installing.Peer`, installed.
        work: folder of the installations.
        photographs: list of `tasks.Photograph`.
        faces: what `tasks.store_faces` returns.

    Raises:
        CheckFailed: the worker failed.
    """
    job, answer = work / "job.json", work / "answer.json"
    paths = [str(photograph.path.resolve()) for photograph in photographs]
    answer.unlink(missing_ok=True)
    task = {"photographs": paths, "faces": faces, "began": time.time()}
    task["packages"] = str((work / peer.folder).resolve())
    task["answer"] = str(answer.resolve())
    job.write_text(json.dumps(task))
    command = [*peer.command(work), str(job)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode or not answer.exists():
        raise CheckFailed(
            f"Expected answers from {peer.title}. Received: exit code "
            f"{done.returncode}, {done.stderr.strip()[-300:]!s}"
        )
    return json.loads(answer.read_text())
