"""Command-line arguments whose every error is one line."""

import argparse

from arm_tf.errors import InputError


class Parser(argparse.ArgumentParser):
    """An `ArgumentParser` that reports wrong arguments as `InputError`.

    Args:
        description: str, shown as it is; a command's module docstring.
        **kwargs: of `argparse.ArgumentParser`.
    """

    def __init__(self, description, **kwargs):
        super().__init__(
            description=description,
            formatter_class=argparse.RawDescriptionHelpFormatter,
            **kwargs,
        )

    def error(self, message):
        raise InputError(f"{message}. See {self.prog} --help.")
