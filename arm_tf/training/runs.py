"""A run's folder: what is in it, and whether it may be continued.

RUN/config.json      settings, data set and its fingerprint
RUN/history.csv      a line per epoch
RUN/model.keras      the best epoch's model, calibrated at the end
RUN/checkpoint.npz   everything needed to continue after the last epoch
RUN/report.json  curves.png  confusion.png
RUN/skipped.csv      images that could not be read
"""

import contextlib
import dataclasses
import json
import os
import pathlib
from typing import Any

from arm_tf import config as configs
from arm_tf.config import Config
from arm_tf.errors import InputError
from arm_tf.files import atomic_files

try:
    import fcntl
except ImportError:  # Windows has none: runs are not locked there.
    fcntl = None  # type: ignore[assignment]


TRAINED = ("checkpoint.npz", "model.keras")  # there once an epoch is done


class Run:
    """The folder of one training run.

    Args:
        path: where it is, or will be.
    """

    def __init__(self, path: str | pathlib.Path) -> None:
        self.path = pathlib.Path(path)

    def file(self, name: str) -> pathlib.Path:
        """Returns the path of a file in the run's folder."""
        return self.path / name

    def start(
        self, config: Config, data: str | pathlib.Path | None, fingerprint: str
    ) -> None:
        """Creates the folder, or checks that it holds this very run.

        A run that has not finished an epoch accepts other settings: nothing is
        lost, and a corrected command can simply be given again.

        Args:
            config: `Config`.
            data: path of the data set, or None.
            fingerprint: str that identifies the training set.

        Raises:
            InputError: the folder holds a run with other settings or data, or
                other files.
        """
        if any(self.file(name).exists() for name in TRAINED):
            self._check_same(config, fingerprint)
        elif self.file("config.json").exists():
            self._record()
        elif self.path.exists() and any(self.path.iterdir()):
            raise InputError(
                "Expected a new or empty folder, or one with a run. "
                f"Received: {self.path}, which holds other files. Choose "
                "another folder with --run."
            )
        self.path.mkdir(parents=True, exist_ok=True)
        self.write_config(config, data, fingerprint)

    def write_config(
        self, config: Config, data: str | pathlib.Path | None, fingerprint: str
    ) -> None:
        """Writes config.json; takes the arguments of `start`."""
        record = {
            "data": str(pathlib.Path(data).resolve()) if data else None,
            "training_set": fingerprint,
            "settings": dataclasses.asdict(config),
        }
        atomic_files.write_json(self.file("config.json"), record)

    @contextlib.contextmanager
    def locked(self):
        """Keeps other processes from training this run in a `with` block.

        Nothing is left behind if this process is killed: the system releases
        the lock.

        Raises:
            InputError: another process is training this run.
        """
        if not fcntl:
            yield
            return
        folder = os.open(self.path, os.O_RDONLY)
        try:
            self._lock(folder)
            yield
        finally:
            os.close(folder)

    def _lock(self, folder):
        try:
            fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise InputError(
                "Expected a run that no other process is training. Received: "
                f"{self.path}, which one is. Wait for it, or choose another "
                "folder with --run."
            ) from None
        except OSError:  # Some network disks cannot lock a folder.
            pass

    def _check_same(self, config, fingerprint):
        record = self._record()
        for name, values in configs.parsing.REMOVED.items():
            given = record["settings"].get(name, values[0])
            if given not in values:
                raise InputError(
                    f"{self.path} was trained with {name}={given}, which is no "
                    "setting any more: it can be evaluated and exported. "
                    "Received: a training that would continue it. Choose "
                    "another folder with --run."
                )
        old, new = dataclasses.asdict(self.config()), dataclasses.asdict(config)
        changed = [name for name in new if old[name] != new[name]]
        if new["epochs"] > old["epochs"] and changed == ["epochs"]:
            changed = []  # It continues, on the longer schedule.
        if changed:
            before = ", ".join(f"{name}={old[name]}" for name in changed)
            now = ", ".join(f"{name}={new[name]}" for name in changed)
            raise InputError(
                f"{self.path} was trained with {before}. Received: {now}. "
                "Give its settings again to continue it, or choose another "
                "folder with --run."
            )
        if record["training_set"] != fingerprint:
            raise InputError(
                f"{self.path} holds a run on another training set "
                f"({record['training_set']}). Received: {fingerprint}. Give "
                "the same --data to continue it, or choose another --run."
            )

    def _record(self):
        path = self.file("config.json")
        try:
            record = json.loads(path.read_text(encoding="utf-8"))
            record["settings"], record["training_set"]
            if not isinstance(record["data"], str | None):
                raise TypeError("`data` is no path")
        except FileNotFoundError:
            raise InputError(
                f"Expected a run's folder, with a config.json. Received: "
                f"{self.path}. Train one with `arm-tf train`."
            ) from None
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise InputError(
                f"Expected {path} as training wrote it. Received: a file that "
                f"does not parse ({error}). Train again in another folder."
            ) from None
        return record

    def config(self) -> Config:
        """Returns the run's `Config`."""
        return configs.from_json(self._record()["settings"])

    def data(self) -> str | None:
        """Returns the path of the run's data set, or None."""
        return self._record()["data"]

    def training_set(self) -> str:
        """Returns the fingerprint of the faces that the run trained on."""
        return self._record()["training_set"]

    def write_history(self, rows: list) -> None:
        """Writes history.csv: dicts of numbers, one per epoch, from 1 on."""
        shown = [{**row, "epoch": row["epoch"] + 1} for row in rows]
        cells = [row.values() for row in shown]
        atomic_files.write_csv(self.file("history.csv"), [shown[0], *cells])

    def write_skipped(self, skipped: tuple) -> None:
        """Writes skipped.csv: `(path or row, reason)` of images left out."""
        rows = [("image", "reason"), *skipped]
        atomic_files.write_csv(self.file("skipped.csv"), rows)

    def save_model(self, model: Any) -> None:
        """Writes model.keras, replacing the old one only when complete."""
        from arm_tf.models.keras_files import save_model

        save_model(model, self.file("model.keras"))

    def load_model(self) -> Any:
        """Returns the run's classifier.

        Raises:
            InputError: there is none, it is damaged, or from another project.
        """
        from arm_tf.models.loading import load_model

        return load_model(self.file("model.keras"))


def newest(root: str | pathlib.Path = "runs") -> Run:
    """Returns the `Run` under `root` whose model was written last.

    Raises:
        InputError: there is none.
    """
    models = sorted(
        pathlib.Path(root).glob("*/model.keras"),
        key=lambda path: path.stat().st_mtime,
    )
    if not models:
        raise InputError(
            f"Expected a run under {root}/. Received: none with a model. "
            "Train one with `arm-tf train`, or name its folder."
        )
    return Run(models[-1].parent)
