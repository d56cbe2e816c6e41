"""What a user is told when something is wrong, and with which exit code.

* `InputError`: the arguments or the data are wrong; exit code 2.
* `CheckFailed`: the work ran but failed its own check; exit code 1.

Both are one line without a traceback: what was expected, `Received: ...`,
what to do. Any other exception is a bug of ours and keeps its traceback.
"""

import contextlib
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
            with contextlib.redirect_stdout(_Unread(sys.stdout)):
                main(argv)
                sys.stdout.flush()
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


class _Unread:
    """Standard output that may lose its reader, as before `| head`.

    What is printed then is of no use to anybody, but the work goes on: an
    exception in the midst of it would lose what was done.
    """

    def __init__(self, stream):
        self._stream = stream

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def write(self, text):
        return self._unless_broken(self._stream.write, text)

    def flush(self):
        self._unless_broken(self._stream.flush)

    def _unless_broken(self, action, *arguments):
        try:
            return action(*arguments)
        except BrokenPipeError:
            # Python flushes once more at its end: that goes nowhere, too.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)
            return len(arguments[0]) if arguments else None


def _say(error, code):
    line = " ".join(str(error).split())
    print(f"error: {line}", file=sys.stderr)
    return code
