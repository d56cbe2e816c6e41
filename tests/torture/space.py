"""Where programs run, and undisturbed runs to compare with, made once."""

import itertools
import pathlib

from tests.torture import programs
from tests.torture.kills import count_writes


class Space:
    """A folder for data, runs and logs.

    Args:
        root: path of an empty folder.

    Attributes:
        data: path of the drawn faces.
        begun: path of a run that was killed after its first epoch, or None.
    """

    OLD = ("--precision", "float32")
    NEW = ("--precision", "float16")

    def __init__(self, root):
        self.root = pathlib.Path(root)
        self.data = self.root / "faces"
        self._numbers = itertools.count()
        self.begun = None
        self._whole_run = None
        self._exports = None

    def new_folder(self, name):
        """Returns a path that nothing has."""
        return self.root / f"{name}-{next(self._numbers)}"

    def log(self, name):
        return self.new_folder(f"{name}-log").with_suffix(".txt")

    def whole_run(self):
        """Returns an undisturbed run's folder, its seconds and its writes."""
        if not self._whole_run:
            programs.draw_faces(self.data)
            folder = self.new_folder("whole")
            program = programs.training(self.data, folder)
            self._whole_run = folder, *self._measured(program)
        return self._whole_run

    def exports(self):
        """Returns an old and a new export, and seconds and writes of it."""
        if self._exports:
            return self._exports
        run, _, _ = self.whole_run()
        old, new = self.new_folder("old"), self.new_folder("new")
        log = self.log("export")
        programs.succeed(programs.export(run, old, *self.OLD), log)
        program = programs.export(run, new, *self.NEW)
        self._exports = old, new, *self._measured(program)
        return self._exports

    def _measured(self, program):
        writes = self.new_folder("writes")
        end = programs.run(
            program, self.log("whole"), lambda: count_writes(writes)
        )
        if end.code:
            raise RuntimeError(f"{program[1]}: {end.text}")
        return end.seconds, len(writes.read_text().splitlines())
