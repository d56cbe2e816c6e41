"""What a user is told when something is wrong, and with which exit code.

* `InputError`: the arguments or the data are wrong; exit code 2.
* `CheckFailed`: the work ran but failed its own check; exit code 1.

Both are one line without a traceback: what was expected, `Received: ...`,
what to do. Any other exception is a bug of ours and keeps its traceback.
"""

import functools
import os
import sys
from collections.abc import Callable

LITTLE_MEMORY = (
    "Expected more free memory: close other programs, give smaller pictures, "
    "or lower image_size or batch_size; the same command continues."
)


class InputError(ValueError):
    """The user's arguments, files or data are not what is needed."""


class CheckFailed(RuntimeError):
    """The result is not good enough to be used."""


def says_little_memory(error: Exception) -> bool:
    """Returns whether an exception means that memory was not enough."""
    # TensorFlow's own is known by name: its import takes seconds.
    return (
        isinstance(error, MemoryError)
        or type(error).__name__ == "ResourceExhaustedError"
        or str(error) == "can't start new thread"  # no room for its stack
    )


def little_memory(error: Exception) -> str:
    """Returns the line for such an exception."""
    return f"{LITTLE_MEMORY} Received: {str(error)[:200] or 'none left'}."


def command_line(main: Callable) -> Callable:
    """Makes `main(argv)` a program: errors become a line and an exit code.

    Args:
        main: function of one argument, a list of strings or None.

    Returns:
        A function with the same argument that returns the exit code.
    """

    @functools.wraps(main)
    def run(argv=None):
        # TensorFlow's start-up lines; the commands import it only later.
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        try:
            main(argv)
        except InputError as error:
            return _say(error, 2)
        except CheckFailed as error:
            return _say(error, 1)
        except OSError as error:  # No space left, no permission, gone.
            return _say(error, 2)
        except KeyboardInterrupt:
            return _say("Interrupted. The same command continues.", 130)
        except Exception as error:
            if not says_little_memory(error):
                raise
            return _say(little_memory(error), 2)
        return 0

    return run


def _say(error, code):
    line = " ".join(str(error).split())
    print(f"error: {line}", file=sys.stderr)
    return code
