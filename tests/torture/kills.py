"""Kills training and export repeatedly, and checks what is left.

Half of the kills come at random moments, half at random writes: with half of
the new file written, with all of it, or right after it was renamed. So writes
are hit reliably, and not once in a hundred runs.
"""

import contextlib
import dataclasses
import os
import pathlib
import random
import signal
import time

from tests.torture import programs, remains

WRITES = ("half written", "written", "renamed")
TRIES = 8  # kills of one run, after which it may finish


def kill_training(space, number, seed=0):
    """Returns the figures of `number` kills of a training.

    Args:
        space: `Space`.
        number: int.
        seed: int, of the moments.
    """
    expected, seconds, writes = space.whole_run()

    def begin(folder):
        return programs.training(space.data, folder)

    def check(folder, done):
        found = remains.broken_files(folder)
        return found + (remains.differences(expected, folder) if done else [])

    moments = _Moments(seed, seconds, writes)
    return _kill(space, "training", begin, check, (number, moments))


def kill_export(space, number, seed=0):
    """Returns the figures of `number` kills of an export over an older one."""
    run, _, _ = space.whole_run()
    old, new, seconds, writes = space.exports()

    def begin(folder):
        if not (folder / "model.tflite").exists():
            remains.copy(old, folder)
        return programs.export(run, folder, *space.NEW)

    def check(folder, done):
        found = remains.broken_files(folder)
        content = (folder / "model.tflite").read_bytes()
        good = [(new / "model.tflite").read_bytes()]
        good += [] if done else [(old / "model.tflite").read_bytes()]
        if content not in good:
            found.append("model.tflite is neither the old nor the new one")
        return found

    moments = _Moments(seed, seconds, writes)
    return _kill(space, "export", begin, check, (number, moments))


def _kill(space, name, begin, check, plan):
    """Kills a program until the plan's number is reached, then lets it end.

    Ctrl-C ends it earlier; what was done until then counts.
    """
    number, moments = plan
    start, done = time.time(), _Done()
    with contextlib.suppress(KeyboardInterrupt):
        while done.kills < number:
            folder = space.new_folder(name)
            for _ in range(min(TRIES, number - done.kills)):
                log = space.log(name)
                kind, end = moments.kill(begin(folder), log)
                if end.code != -signal.SIGKILL:
                    done.found += _unless_done(end)
                    break
                done.kills += 1
                done.at_writes += kind == "write"
                if folder.exists():
                    done.found += check(folder, False)
            end = programs.run(begin(folder), space.log(name))
            done.found += _unless_done(end) or check(folder, True)
            left = remains.leftovers(folder)
            done.found += [f"left behind: {path}" for path in left]
            done.runs += 1
    return {
        "tried": done.kills,
        "unit": "kills",
        "findings": count(done.found),
        "note": f"{done.at_writes} of them while a file was written; "
        f"{done.runs} runs finished afterwards",
        "seconds": round(time.time() - start),
        **({"stopped": True} if done.kills < number else {}),
    }


@dataclasses.dataclass
class _Done:
    """What was done so far, and `found`: what is wrong, as strings."""

    kills: int = 0
    at_writes: int = 0
    runs: int = 0
    found: list = dataclasses.field(default_factory=list)


def _unless_done(end):
    return [f"ended with {end.code}: {end.text[-300:]}"] if end.code else []


class _Moments:
    """When to kill next.

    Args:
        seed: int.
        seconds: float, how long the program takes undisturbed.
        writes: int, how many files it writes.
    """

    def __init__(self, seed, seconds, writes):
        self.rng = random.Random(seed)
        self.seconds = seconds
        self.writes = writes

    def kill(self, program, log):
        """Starts and kills; returns "moment" or "write", and the `End`."""
        if self.rng.random() < 0.5:
            moment = self.rng.uniform(0, self.seconds)
            process = programs.start(program, log)
            return "moment", programs.wait(process, log, moment)
        which = self.rng.randrange(self.writes)
        how = self.rng.choice(WRITES)
        process = programs.start(program, log, lambda: die_at(which, how))
        return "write", programs.wait(process, log)


def die_at(which, how):
    """Makes this process kill itself at its write number `which`."""
    replace, seen = os.replace, []

    def dying(source, target):
        if len(seen) == which:
            if how == "half written":
                os.truncate(source, os.path.getsize(source) // 2)
            if how == "renamed":
                replace(source, target)
            os.kill(os.getpid(), signal.SIGKILL)
        seen.append(target)
        replace(source, target)

    os.replace = dying


def after(name, act):
    """Makes this process call a function once a file of a name is written."""
    replace, seen = os.replace, []

    def replacing(source, target):
        replace(source, target)
        if pathlib.Path(target).name == name and not seen:
            seen.append(target)
            act()

    os.replace = replacing


def count_writes(path):
    """Makes this process note in a file each file that it has written."""
    replace = os.replace

    def counting(source, target):
        replace(source, target)
        with open(path, "a", encoding="utf-8") as file:
            file.write(f"{target}\n")

    os.replace = counting


def count(found):
    """Returns findings as the fuzzer reports them."""
    return [
        {"kind": text, "count": found.count(text)}
        for text in sorted(set(found))
    ]
