"""Faults of the machine: no disk space, no data, no memory.

Each check resumes a training that was interrupted. It must stop with one line
and exit code 2, leave its last checkpoint intact, and reach the undisturbed
result once the cause is removed.
"""

import os
import re
import resource
import signal
import time

from tests.torture import kills, programs, remains, watch

PAGE = 4096  # bytes; files on a small file system take whole pages
MEMORY = (32, 128, 256, 512, 1024)  # MiB more than a program starts with
ROOMY = 64 * 2**20  # bytes


def full_disk(space):
    """A disk with space left for half a checkpoint."""
    begun = _begun(space)
    half = (begun / "checkpoint.npz").stat().st_size // 2
    with programs.tmpfs(space.new_folder("disk"), ROOMY) as disk:
        remains.copy(begun, disk / "run")
        programs.mount(f"-o remount,size={_used(disk) + half} {disk}")
        stopped = _stops(space, disk / "run", "No space left on device: .*run")
        programs.mount(f"-o remount,size={ROOMY} {disk}")
        return stopped or _ends_well(space, disk / "run")


def full_quota(space):
    """No file may be larger than half a checkpoint."""
    folder = _copy_of_begun(space)
    half = (folder / "checkpoint.npz").stat().st_size // 2

    def prepare():
        resource.setrlimit(resource.RLIMIT_FSIZE, (half, half))

    stopped = _stops(space, folder, "File too large: .*training", prepare)
    return stopped or _ends_well(space, folder)


def full_disk_at_export(space):
    """The same, during an export that replaces an older one."""
    run, _, _ = space.whole_run()
    old, new, _, _ = space.exports()
    with programs.tmpfs(space.new_folder("disk"), ROOMY) as disk:
        remains.copy(old, disk / "out")
        half = (new / "model.tflite").stat().st_size // 2
        programs.mount(f"-o remount,size={_used(disk) + half} {disk}")
        program = programs.export(run, disk / "out", *space.NEW)
        found = _one_line(
            programs.run(program, space.log("export")), "No space left"
        )
        if (disk / "out/model.tflite").read_bytes() != (
            old / "model.tflite"
        ).read_bytes():
            found.append("the older model.tflite is gone")
        return found + remains.broken_files(disk / "out")


def read_only_folder(space):
    """The run's folder is on a file system that became read-only."""
    with programs.tmpfs(space.new_folder("disk"), ROOMY) as disk:
        remains.copy(_begun(space), disk / "run")
        programs.mount(f"-o remount,ro {disk}")
        stopped = _stops(space, disk / "run", "Read-only file system: .*run")
        programs.mount(f"-o remount,rw {disk}")
        return stopped or _ends_well(space, disk / "run")


def vanished_data(space):
    """The data set is missing when the training resumes."""
    folder = _copy_of_begun(space)
    hidden = space.data.with_name("hidden")
    space.data.rename(hidden)
    try:
        stopped = _stops(space, folder, "faces, which does not exist")
    finally:
        hidden.rename(space.data)
    return stopped or _ends_well(space, folder)


def vanishing_data(space):
    """The data set, too large for memory, vanishes between two epochs."""
    space.whole_run()  # Draws the data.
    folder = space.new_folder("training")
    hidden = space.data.with_name("hidden")

    def prepare():
        from arm_tf.data.images import image_files

        image_files.MEMORY_BUDGET = 0  # As if it were larger than that.
        kills.after("history.csv", lambda: space.data.rename(hidden))

    try:
        stopped = _stops(space, folder, "to be readable.*No such", prepare)
    finally:
        hidden.rename(space.data)
    return stopped or _ends_well(space, folder)


def little_memory(space):
    """Too little memory, from 32 MiB up (`ulimit -v`)."""
    found, ends = [], []
    for more in MEMORY:
        folder = _copy_of_begun(space)

        def prepare(more=more):
            most = watch.memory() + more * 2**20
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

        end = programs.run(_continued(space, folder), space.log("x"), prepare)
        ends.append(f"{more} MiB: {_how(end)}")
        found += remains.broken_files(folder)
        if end.code == 0:
            found += remains.differences(space.whole_run()[0], folder)
        if end.code == 2:
            found += _one_line(end, "memory|allocate")
        if end.code == 1:
            found.append(f"{more} MiB: {end.text[-300:]}")
    return found, ", ".join(ends)


def _how(end):
    if end.code >= 0:
        return f"exit code {end.code}"
    return f"ended by {signal.Signals(-end.code).name} in native code"


def possible():
    """Returns the faults that this user can cause, by name."""
    root = os.geteuid() == 0
    return {n: f for n, f in FAULTS.items() if root or f not in NEED_ROOT}


def check(space, cause):
    """Returns the figures of one fault."""
    start = time.time()
    found, note = cause(space), cause.__doc__.split("\n")[0]
    if isinstance(found, tuple):
        found, note = found
    return {
        "tried": len(MEMORY) if cause is little_memory else 1,
        "unit": "runs",
        "findings": kills.count(found),
        "note": note,
        "seconds": round(time.time() - start),
    }


def _begun(space):
    """Returns the folder of a training that was killed after an epoch."""
    if space.begun is None:
        space.whole_run()  # Draws the data.
        folder = space.new_folder("begun")
        end = programs.run(
            _continued(space, folder),
            space.log("begun"),
            lambda: kills.after(
                "history.csv", lambda: os.kill(os.getpid(), signal.SIGKILL)
            ),
        )
        if end.code != -signal.SIGKILL:
            raise RuntimeError(end.text)
        space.begun = folder
    return space.begun


def _copy_of_begun(space):
    folder = space.new_folder("training")
    remains.copy(_begun(space), folder)
    return folder


def _continued(space, folder):
    return programs.training(space.data, folder)


def _stops(space, folder, words, prepare=None):
    """Returns what is wrong with how a training stops, as strings."""
    path = folder / "checkpoint.npz"
    before = path.read_bytes() if path.exists() else None
    program = _continued(space, folder)
    end = programs.run(program, space.log("stop"), prepare)
    found = _one_line(end, words) + remains.broken_files(folder)
    if before is not None and before != path.read_bytes():
        found.append("checkpoint.npz is another")
    return found + [f"left behind: {x}" for x in remains.leftovers(folder)]


def _one_line(end, words):
    """Returns what is wrong with how a program said that it stopped."""
    lines = end.errors()
    if end.code != 2 or len(lines) != 1 or "Traceback" in end.text:
        return [f"exit code {end.code}, {len(lines)} lines: {end.text[-600:]}"]
    found = re.search(words, lines[0])
    return [] if found else [f"expected {words!r}. Received: {lines[0]}"]


def _ends_well(space, folder):
    """Continues a training and returns where it differs, as strings."""
    end = programs.run(_continued(space, folder), space.log("well"))
    if end.code:
        return [f"continued, ended with {end.code}: {end.text[-300:]}"]
    return remains.differences(space.whole_run()[0], folder)


def _used(disk):
    sizes = [p.stat().st_size for p in disk.rglob("*") if p.is_file()]
    return sum(-(-size // PAGE) * PAGE for size in sizes)


FAULTS = {
    "full disk": full_disk,
    "file size quota": full_quota,
    "full disk, export": full_disk_at_export,
    "read-only folder": read_only_folder,
    "data set missing": vanished_data,
    "data set vanishes": vanishing_data,
    "little memory": little_memory,
}
NEED_ROOT = (full_disk, full_disk_at_export, read_only_folder)
