"""One record per face and frame, as JSON and as CSV.

Records are written as they come, under a temporary name. At the end the file
gets its own name, even if an error or a signal ends the program, provided there
are records: none is lost. On a full disk the file ends after the last complete
record.
"""

import contextlib
import itertools
import json
import os

from arm_tf.errors import without_passwords
from arm_tf.faces.detector import POINTS
from arm_tf.faces.pictures import as_text
from arm_tf.files import atomic_files
from arm_tf.inference.results import BOX, Face

FIXED = ("file", "time", "face", *BOX, "roll", "label", "sure", "confidence")
PLACES = tuple(f"{point}_{axis}" for point in POINTS for axis in "xy")
LAST = ("score", *PLACES)  # after the classes
# Every record has the same keys.
_POINTS = ((0, 0),) * len(POINTS)
NO_FACE = dict.fromkeys(Face("", False, 0, {}, (), _POINTS, 0).to_dict())


class Records:
    """Writes records to JSON and CSV files; a context manager.

    Args:
        json_path: path of the JSON file, a list of objects; or None.
        csv_path: path of the CSV file, one line per record; or None.
        class_names: tuple of str, the order of the probabilities.
    """

    def __init__(self, json_path, csv_path, class_names):
        self.json_path = json_path
        self.csv_path = csv_path
        self.class_names = class_names
        self._columns = columns(class_names)
        self._fields = [*FIXED, *self._columns, *LAST]
        self.count = 0

    def __enter__(self):
        with contextlib.ExitStack() as stack:
            self._json = self._open(stack, self.json_path, "[", "\n]\n")
            self._csv = self._open(stack, self.csv_path, "", "")
            if self._csv:
                self._csv.add(atomic_files.csv_text([self._fields]))
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error):
        return self._stack.__exit__(*error)

    def _open(self, stack, path, start, end):
        if path is None:
            return None
        file = stack.enter_context(
            atomic_files.opened(path, lambda failed: not failed or self.count)
        )
        output = Output(file, path, start, end)
        stack.callback(output.finish)
        return output

    def add(self, file: str | os.PathLike, time: float | None, faces) -> None:
        """Writes the faces of one picture or frame.

        Args:
            file: the picture's or video's path, or the camera's name.
            time: seconds since the start; None for a picture.
            faces: iterable of `results.Face`.
        """
        file = without_passwords(as_text(file))
        time = None if time is None else round(time, 3)
        for face in faces:
            record = {"file": file, "time": time, **face.to_dict()}
            self._write(record, record | self._cells(record))
        if time is None and not faces:
            record = {"file": file, "time": None}
            self._write(record | NO_FACE, record)

    def _cells(self, record):
        """Returns the cells for what is a list or an object in JSON."""
        shares = [record["probabilities"][name] for name in self.class_names]
        places = itertools.chain(*record["points"].values())
        return {
            **dict(zip(BOX, record["box"], strict=True)),
            **dict(zip(self._columns, shares, strict=True)),
            **dict(zip(PLACES, places, strict=True)),
        }

    def _write(self, record, cells):
        if self._json:
            text = json.dumps(record, ensure_ascii=False)
            self._json.add(f"{',' if self.count else ''}\n{text}")
        if self._csv:
            row = [cells.get(name) for name in self._fields]
            self._csv.add(atomic_files.csv_text([row]))
        self.count += 1


class Output:
    """A file of records that is complete after each of them.

    `file` is binary, unbuffered and open to be written; `path` is its name;
    `start` and `end` are the text before the first record and after the last.
    """

    def __init__(self, file, path, start, end):
        self._file = file
        self._path = path
        self._end = end.encode()
        self._stream = atomic_files.is_stream(path)
        self._whole = 0  # bytes, without the end
        self.add(start)

    def add(self, text: str) -> None:
        """Writes a record, completely or not at all.

        Raises:
            OSError: the disk or the quota is full, or a pipe has no reader.
        """
        data = text.encode("utf-8", "backslashreplace")
        try:
            if self._stream:
                return self._write(data)
            self._file.seek(self._whole)
            self._write(data + self._end)
        except OSError as error:
            if not self._stream:
                self._cut()
            error.filename = str(self._path)
            raise
        self._whole += len(data)

    def _write(self, data):
        rest = memoryview(data)
        while rest:  # A full disk accepts a part first.
            rest = rest[self._file.write(rest) :]

    def _cut(self):
        """Truncates the file to its last complete record."""
        with contextlib.suppress(OSError):
            self._file.seek(self._whole)
            self._write(self._end)
            self._file.truncate()

    def finish(self) -> None:
        """Writes the end of the records to a pipe; a file has it already."""
        if self._stream:
            with contextlib.suppress(BrokenPipeError):
                self._write(self._end)


def columns(class_names: tuple) -> list:
    """Returns a unique column name for each class.

    >>> columns(("happy", "label"))
    ['happy', 'label (class)']
    """
    ours = {*FIXED, *LAST}
    names = list(class_names)
    for index, name in enumerate(class_names):
        if name in ours:
            column = f"{name} (class)"
            while column in {*ours, *names}:
                column += "'"
            names[index] = column
    return names
