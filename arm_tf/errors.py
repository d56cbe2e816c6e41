"""Errors for the user: one line and an exit code.

* `InputError`: the arguments or the data are wrong; exit code 2.
* `CheckFailed`: the work ran but failed its own check; exit code 1.

Both are printed as one line without a traceback: what was expected, `Received:
...`, what to do. Any other exception is a bug and keeps its traceback.
"""

import contextlib
import functools
import os
import re
import signal
import sys
import threading
from collections.abc import Callable

WITH_TRAIN = 'Install it with `pip install ".[train]"` in the checkout.'
LITTLE_MEMORY = (
    "Expected more free memory: close other programs, give smaller pictures, "
    "or lower image_size or batch_size."
)
LONGEST = 1000  # characters of a message; a path may have two million
SIGNALS = ("SIGTERM", "SIGHUP")  # docker stop, a closed terminal, a time limit


class InputError(ValueError):
    """The user's arguments, files or data are wrong."""

    def __init__(self, message: object = "") -> None:
        super().__init__(shorten(without_passwords(str(message)), LONGEST))


class CheckFailed(RuntimeError):
    """The result failed its checks and must not be used."""


class Stopped(BaseException):
    """A signal ends the program; open files are closed first."""


def shorten(text: str, longest: int) -> str:
    """Returns a text, with its middle left out if it is too long."""
    if len(text) <= longest:
        return text
    half = longest // 2
    return f"{text[:half]} ... {text[-half:]}"


def without_passwords(text: str) -> str:
    """Returns a text without the user names and passwords in URLs.

    `rtsp://me:secret@camera` becomes `rtsp://***@camera`. Also handles a
    single slash, which is what `pathlib` leaves.
    """
    return re.sub(r"(\b[a-z][a-z0-9+.-]*:/{1,2})[^\s/@]*@", r"\1***@", text)


def is_out_of_memory(error: Exception) -> bool:
    """Returns whether an exception means that memory ran out."""
    # TensorFlow's exception is compared by name: its import takes seconds.
    return (
        isinstance(error, MemoryError)
        or type(error).__name__ == "ResourceExhaustedError"
        or str(error) == "can't start new thread"  # no memory for its stack
    )


def out_of_memory(error: Exception) -> str:
    """Returns the line for such an exception."""
    return f"{LITTLE_MEMORY} Received: {str(error)[:200] or 'none left'}."


def command_line(main: Callable | None = None, *, resumes: bool = False):
    """Makes `main(argv)` a program: errors become a line and an exit code.

    Args:
        main: function of one argument, a list of strings or None.
        resumes: whether the same command resumes after an interruption.

    Returns:
        A function with the same argument that returns the exit code.
    """
    if main is None:
        return functools.partial(command_line, resumes=resumes)
    again = f"The same command {'continues' if resumes else 'starts anew'}."

    @functools.wraps(main)
    def run(argv=None):
        # TensorFlow's start-up lines; the commands import it only later.
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
        _print_every_letter()
        try:
            with (
                _stopped_by_signals(),
                contextlib.redirect_stdout(_IgnoreBrokenPipe(sys.stdout)),
            ):
                main(argv)
                sys.stdout.flush()
        except InputError as error:
            return _say(error, 2)
        except CheckFailed as error:
            return _say(error, 1)
        except OSError as error:  # No space left, no permission, no such file.
            return _say(InputError(error), 2)
        except KeyboardInterrupt:
            return _say(f"Interrupted. {again}", 130)
        except Stopped as stopped:
            number = stopped.args[0]
            name = signal.Signals(number).name
            return _say(f"Stopped by {name}. {again}", 128 + number)
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            return _say(f"{out_of_memory(error)} {again}", 2)
        return 0

    return run


def _print_every_letter():
    """Makes characters that the output's encoding lacks print as escapes.

    Windows' code pages and ASCII cannot represent every file or class name.
    """
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


@contextlib.contextmanager
def _stopped_by_signals():
    """Raises `Stopped` on a signal, so that files are closed as after Ctrl-C.

    If the program ignores the signal (`nohup`) or has its own handler, that
    is kept.
    """
    names = [name for name in SIGNALS if hasattr(signal, name)]
    numbers = [getattr(signal, name) for name in names]
    ours = [n for n in numbers if signal.getsignal(n) == signal.SIG_DFL]
    if threading.current_thread() is not threading.main_thread():
        ours = []

    def stop(number, frame):
        for known in ours:  # Both may come (systemd); one is enough.
            signal.signal(known, signal.SIG_IGN)
        raise Stopped(number)

    for number in ours:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


class _IgnoreBrokenPipe:
    """Standard output that may lose its reader, as before `| head`.

    Further output is dropped, but the program continues: an exception would
    lose its results.
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
            # Python flushes once more at exit: dropped as well.
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)
            return len(arguments[0]) if arguments else None


def _say(error, code):
    line = " ".join(str(error).split())
    print(f"error: {line}", file=sys.stderr)
    return code
