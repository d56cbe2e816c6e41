"""One record per face and frame, as JSON and as CSV.

Records are written as they come, under a temporary name; the file that was
asked for appears, or is replaced, when all are there.
"""

import contextlib
import csv
import json
import os
import pathlib


class Records:
    """Writes records to the files that are asked for; a context manager.

    Args:
        json_path: path of the JSON file, a list of objects; or None.
        csv_path: path of the CSV file, one line per record; or None.
        labels: tuple of str, the order of the probabilities.
    """

    def __init__(self, json_path, csv_path, labels):
        self.json_path = json_path
        self.csv_path = csv_path
        self.labels = labels
        self.count = 0

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self._json = stack.enter_context(replacing(self.json_path))
            self._csv = stack.enter_context(replacing(self.csv_path))
            self._stack = stack.pop_all()
        self._writer = self._csv and csv.writer(self._csv, lineterminator="\n")
        if self._json:
            self._json.write("[")
        if self._writer:
            self._writer.writerow([*FIXED, *self.labels])
        return self

    def __exit__(self, *error):
        if self._json:
            self._json.write("\n]\n")
        return self._stack.__exit__(*error)

    def add(self, file, time, results):
        """Writes what was found in one picture or frame.

        Args:
            file: str, the picture's or video's path, or the camera's name.
            time: float, seconds since the start; None for a picture.
            results: list of `(number, Face, Reading)`.
        """
        for number, face, reading in results:
            probabilities = [round(float(p), 4) for p in reading.probabilities]
            fixed = (
                str(file),
                None if time is None else round(time, 3),
                number,
                *face.box,
                round(face.roll, 1),
                reading.label,
                reading.sure,
                round(reading.confidence, 4),
            )
            self._write(dict(zip(FIXED, fixed, strict=True)), probabilities)

    def _write(self, fixed, probabilities):
        if self._json:
            by_label = dict(zip(self.labels, probabilities, strict=True))
            box = [fixed[name] for name in BOX]
            record = {k: v for k, v in fixed.items() if k not in BOX}
            record |= {"box": box, "probabilities": by_label}
            text = json.dumps(record, ensure_ascii=False)
            self._json.write(f"{',' if self.count else ''}\n{text}")
        if self._writer:
            self._writer.writerow([*fixed.values(), *probabilities])
        self.count += 1


BOX = ("x", "y", "width", "height")  # whole pixels
FIXED = ("file", "time", "face", *BOX, "roll", "label", "sure", "confidence")


@contextlib.contextmanager
def replacing(path):
    """Gives a new text file that takes `path`'s place when it is complete.

    Without a path, gives None.
    """
    if path is None:
        yield None
        return
    temporary = temporary_name(path)
    try:
        with open(temporary, "w", encoding="utf-8", newline="") as file:
            yield file
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def temporary_name(path):
    """Returns a hidden name beside `path`, with the same suffix."""
    path = pathlib.Path(path)
    return path.with_name(f".{path.stem}.new{path.suffix}")
