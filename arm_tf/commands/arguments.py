"""Command-line arguments, with one-line error messages."""

import argparse
import pathlib
import sys

from arm_tf.errors import InputError


def user_path(text: str) -> pathlib.Path:
    """Returns a path with `~` expanded, also in `--data=~/x`.

    The shell expands `~` at the start of a word only.

    Raises:
        argparse.ArgumentTypeError: there is no such user, or no home folder.
    """
    try:
        return pathlib.Path(text).expanduser()
    except RuntimeError:
        raise argparse.ArgumentTypeError(
            "expected a path in full, as the home folder is not known. "
            f"Received: {text:.200}"
        ) from None


class Parser(argparse.ArgumentParser):
    """An `ArgumentParser` that reports wrong arguments as `InputError`.

    Args:
        command: str, its name in `arm-tf COMMAND`.
        description: str, shown unchanged; the command's module docstring.
    """

    def __init__(self, command, description):
        program = pathlib.Path(sys.argv[0])
        super().__init__(
            prog=program.name
            if program.suffix == ".py" and program.stem != "__main__"
            else f"arm-tf {command}",
            description=description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )

    def add_path(self, name, about, metavar=None, **options):
        """Adds an argument that is a path; `about` is its help text."""
        options |= {"type": user_path, "help": about, "metavar": metavar}
        self.add_argument(name, **options)

    def add_model(self, name, **options):
        """Adds the argument that names an exported model."""
        about = (
            "a bundled model (ferplus, mobile, mobile_arm, fer2013), a run, or "
            "a .tflite file (default: ferplus)"
        )
        self.add_path(name, about, default="ferplus", **options)

    def error(self, message):
        raise InputError(f"{message}. See {self.prog} --help.")
