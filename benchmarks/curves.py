"""Draws the learning curves of a run that was stopped before its end.

    python -m benchmarks.curves runs/mine

Writes curves.png into the run's folder, as training does at its end.
"""

import csv

from arm_tf.commands.arguments import Parser
from arm_tf.errors import InputError, command_line
from arm_tf.evaluation.plots import save_curves


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_path("run", "a run's folder")
    run = parser.parse_args(argv).run
    save_curves(read(run / "history.csv"), run / "curves.png")
    print(f"written to {run / 'curves.png'}")


def read(path):
    """Returns a history.csv as `save_curves` takes it.

    Raises:
        InputError: there is none.
    """
    if not path.exists():
        raise InputError(
            "Expected a run of at least one epoch, with a history.csv. "
            f"Received: {path.parent}, which has none. Train it for longer."
        )
    with open(path, newline="") as file:
        rows = [
            {name: float(value) for name, value in row.items()}
            for row in csv.DictReader(file)
        ]
    # The file counts epochs from 1.
    return [{**row, "epoch": row["epoch"] - 1} for row in rows]


if __name__ == "__main__":
    raise SystemExit(main())
