"""The same seed, twice: which files are the same, byte for byte."""

import time

from tests.torture import kills, programs, remains

REPORTS = ("report.",)  # hold milliseconds


def training(space):
    """Two trainings."""
    first, _, _ = space.whole_run()
    second = space.new_folder("twice")
    program = programs.training(space.data, second)
    programs.succeed(program, space.log("twice"))
    return _compared(first, second, remains.comparable, ())


def tuning(space):
    """Two quantization-aware fine-tunings, each of its own run, and files.

    Three epochs make a poor model, so the file may be a rejected one.
    """
    run, _, _ = space.whole_run()
    outs, tuned = [], []
    for _ in range(2):
        folder = space.new_folder("tuned")
        remains.copy(run, folder)
        outs.append(space.new_folder("out"))
        program = programs.export(folder, outs[-1], "--qat-epochs", "1")
        end = programs.run(program, space.log("tuned"))
        if end.code not in (0, 1):
            raise RuntimeError(end.text)
        tuned += folder.glob("qat-*")
    first = _compared(*tuned, remains.comparable, ())
    second = _compared(*outs, _bytes, REPORTS)
    return first[0] + second[0], first[1] + second[1]


def export(space):
    """Two exports of one run."""
    run, _, _ = space.whole_run()
    _, first, _, _ = space.exports()
    second = space.new_folder("out")
    program = programs.export(run, second, *space.NEW)
    programs.succeed(program, space.log("export"))
    return _compared(first, second, _bytes, REPORTS)


def check(space, compare):
    """Returns the figures of one comparison."""
    start = time.time()
    same, found = compare(space)
    return {
        "tried": 2,
        "unit": "runs",
        "findings": kills.count(found),
        "note": f"identical: {', '.join(same)}",
        "seconds": round(time.time() - start),
    }


def _compared(first, second, content, ignored):
    """Returns the names of equal files, and what differs, as strings."""
    names = sorted(path.name for path in first.iterdir() if path.is_file())
    same, found = [], []
    for name in names:
        if name.startswith(ignored):
            continue
        if content(first / name) == content(second / name):
            same.append(name)
        else:
            found.append(f"{name} differs")
    return same, found


def _bytes(path):
    return path.read_bytes()


COMPARISONS = {"training": training, "QAT": tuning, "export": export}
