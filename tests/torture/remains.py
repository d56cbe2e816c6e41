"""What a program left in its folder: whole, the same, or neither."""

import csv
import io
import json
import pathlib
import zipfile

import cv2
import numpy as np


def broken_files(folder):
    """Returns what is wrong with the files that are in place, as strings."""
    found = []
    for path in sorted(pathlib.Path(folder).rglob("*")):
        if path.is_file() and not path.name.startswith("."):
            try:
                LOOKS.get(path.suffix, lambda path: None)(path)
            except Exception as error:
                found.append(f"{path.name} is broken: {error!s:.200}")
    return found


def _look_at_zip(path):
    with zipfile.ZipFile(path) as archive:
        if archive.testzip():
            raise ValueError("wrong checksum")


def _look_at_history(path):
    rows = list(csv.DictReader(io.StringIO(path.read_text())))
    if path.name == "history.csv":
        epochs = [int(row["epoch"]) for row in rows]
        if epochs != list(range(1, len(rows) + 1)):
            raise ValueError(f"epochs {epochs}")


def _look_at_picture(path):
    if cv2.imdecode(np.fromfile(path, "uint8"), cv2.IMREAD_COLOR) is None:
        raise ValueError("no whole picture")


LOOKS = {
    ".json": lambda path: json.loads(path.read_text()),
    ".csv": _look_at_history,
    ".npz": _look_at_zip,
    ".keras": _look_at_zip,
    ".tflite": _look_at_zip,  # Its labels are a zip archive at the end.
    ".png": _look_at_picture,
}


def differences(expected, folder):
    """Returns in which files two finished runs differ, as strings.

    All bytes count, but for how long an epoch took.
    """
    names = sorted(p.name for p in expected.iterdir() if p.is_file())
    there = sorted(p.name for p in folder.iterdir() if p.is_file())
    found = [] if names == there else [f"files {there}, expected {names}"]
    for name in set(names) & set(there):
        if comparable(expected / name) != comparable(folder / name):
            found.append(f"{name} differs from the undisturbed run's")
    return found


def comparable(path):
    """Returns a file's content without how long an epoch took."""
    if path.name == "history.csv":
        lines = path.read_text().splitlines()
        return [line.rsplit(",", 1)[0] for line in lines]
    if path.name == "checkpoint.npz":
        with np.load(path) as arrays:
            found = {name: arrays[name].tobytes() for name in arrays}
            history = json.loads(str(arrays["history"]))
        for row in history:
            del row["seconds"]
        return {**found, "history": history}
    return path.read_bytes()


def leftovers(folder):
    """Returns the temporary files in a folder."""
    return [path.name for path in folder.rglob(".*")]


def copy(source, target):
    """Copies the files of a folder."""
    target.mkdir(parents=True, exist_ok=True)
    for path in source.iterdir():
        if path.is_file():
            (target / path.name).write_bytes(path.read_bytes())
