"""What a user is told when arguments or files are wrong."""

import argparse
import sys


class InputError(ValueError):
    """The user's arguments or files are not what is needed."""


class Parser(argparse.ArgumentParser):
    """Reports wrong arguments as `InputError`, in one line."""

    def error(self, message):
        raise InputError(f"{message}. See {self.prog} --help.")


def run(main, argv=None):
    """Returns the exit code of `main(argv)`: 0, or 2 after a line on stderr."""
    try:
        main(argv)
    except (InputError, OSError) as error:
        line = " ".join(str(error).split())
        print(f"error: {line}", file=sys.stderr)
        return 2
    except MemoryError:
        print(
            "error: Expected more free memory. Close other programs, or "
            "give smaller pictures.",
            file=sys.stderr,
        )
        return 2
    return 0
