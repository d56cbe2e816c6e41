"""One record per face and frame, as JSON and as CSV.

Records are written as they come, under a temporary name. The file that was
asked for appears, or is replaced, at the end; also where an error ends the
work, as long as there are records: nothing that was read is lost.
"""

import contextlib
import csv
import hashlib
import json
import os
import pathlib

from arm_tf.faces.pictures import shown
from arm_tf.inference.results import DIGITS, Face

BOX = ("x", "y", "width", "height")  # whole pixels
FIXED = ("file", "time", "face", *BOX, "roll", "label", "sure", "confidence")


class Records:
    """Writes records to the files that are asked for; a context manager.

    Args:
        json_path: path of the JSON file, a list of objects; or None.
        csv_path: path of the CSV file, one line per record; or None.
        class_names: tuple of str, the order of the probabilities.
    """

    def __init__(self, json_path, csv_path, class_names):
        self.json_path = json_path
        self.csv_path = csv_path
        self.class_names = class_names
        self.count = 0

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self._json = self._open(stack, self.json_path)
            self._csv = self._open(stack, self.csv_path)
            self._stack = stack.pop_all()
        self._writer = self._csv and csv.writer(self._csv, lineterminator="\n")
        if self._json:
            self._json.write("[")
        if self._writer:
            self._writer.writerow([*FIXED, *self.class_names])
        return self

    def __exit__(self, *error):
        if self._json:
            self._json.write("\n]\n")
        return self._stack.__exit__(*error)

    def _open(self, stack, path):
        return stack.enter_context(replacing(path, lambda: self.count > 0))

    def add(self, file: str | os.PathLike, time: float | None, faces) -> None:
        """Writes what was found in one picture or frame.

        Args:
            file: the picture's or video's path, or the camera's name.
            time: seconds since the start; None for a picture.
            faces: iterable of `results.Face`.
        """
        file = shown(file)
        time = None if time is None else round(time, 3)
        for face in faces:
            self._write(file, time, face)
        for output in (self._json, self._csv):
            if output:
                output.flush()

    def _write(self, file: str, time: float | None, face: Face):
        record = {"file": file, "time": time, **face.to_dict()}
        if self._json:
            text = json.dumps(record, ensure_ascii=False)
            self._json.write(f"{',' if self.count else ''}\n{text}")
        if self._writer:
            record |= dict(zip(BOX, face.box, strict=True))
            shares = [
                round(face.probabilities[n], DIGITS) for n in self.class_names
            ]
            self._writer.writerow([*(record[n] for n in FIXED), *shares])
        self.count += 1


@contextlib.contextmanager
def replacing(path, worth_keeping):
    """Gives a new text file that takes `path`'s place at the end.

    Without a path, gives None. After an error, it takes the place only where
    `worth_keeping()`.
    """
    if path is None:
        yield None
        return
    temporary = temporary_name(path)
    kept = False
    try:
        with open(temporary, "w", encoding="utf-8", newline="") as file:
            try:
                yield file
                kept = True
            except BaseException:
                kept = worth_keeping()
                raise
    finally:
        if kept:
            os.replace(temporary, path)
        temporary.unlink(missing_ok=True)


def temporary_name(path):
    """Returns a hidden name beside `path`, with the same suffix.

    Short, so that it exists wherever `path` may, and plain, so that OpenCV can
    write to it.
    """
    path = pathlib.Path(path)
    digest = hashlib.sha256(os.fsencode(path.name)).hexdigest()[:12]
    return path.with_name(f".{digest}.new{path.suffix}")
