"""Draws the learning curves of a run that was stopped before its end.

    python -m benchmarks.curves runs/mine

Writes curves.png into the run's folder, as training does at its end.
"""

from arm_tf.commands.arguments import Parser
from arm_tf.errors import InputError, command_line
from arm_tf.evaluation.plots import save_curves
from arm_tf.training import checkpoint


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_path("run", "a run's folder")
    run = parser.parse_args(argv).run
    history = checkpoint.history(run / "checkpoint.npz")
    if not history:
        raise InputError(
            "Expected a run of at least one epoch, with a checkpoint.npz. "
            f"Received: {run}, which has none. Train it for longer."
        )
    save_curves(history, run / "curves.png")
    print(f"written to {run / 'curves.png'}")


if __name__ == "__main__":
    raise SystemExit(main())
