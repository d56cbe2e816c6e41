"""A sandbox: a process that may only read one folder, within limits.

Limits are the system's own, so that they hold inside native libraries too: a
process that computes for longer than `SECONDS` or blocks for longer than
`BLOCKED` is ended by a signal, memory beyond `MEMORY` is not given.
"""

import ctypes
import os
import pathlib
import resource
import signal
import sys

SECONDS = 2.0  # of processor time an input may take
BLOCKED = 300.0  # of waiting; on a busy machine, 2 of computing take long
MEMORY = 512 * 2**20  # bytes beyond what the process starts with
FILES = 512  # open at once: what is never closed runs into it
# Other audited events that must not happen.
FORBIDDEN = ("os.system", "os.exec", "os.posix_spawn", "subprocess.Popen")
FORBIDDEN += ("socket.connect", "socket.getaddrinfo", "pickle.find_class")
FORBIDDEN += ("urllib.Request", "shutil.rmtree", "ctypes.dlopen")
SIGNALS = {
    signal.SIGPROF: f"computed for over {SECONDS:.0f} s",
    signal.SIGALRM: f"blocked for over {BLOCKED:.0f} s",
}


def end_with_parent():
    """Lets this process be killed when the one that started it ends."""
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG


def limit():
    """Limits the memory and open files of this process."""
    taken = memory() + MEMORY
    _, highest = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (taken, highest))
    resource.setrlimit(resource.RLIMIT_NOFILE, (FILES, FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGPROF, signal.SIG_DFL)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


def start_clock():
    """Ends this process unless `stop_clock` is called in time."""
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    signal.setitimer(signal.ITIMER_REAL, BLOCKED)


def stop_clock():
    signal.setitimer(signal.ITIMER_PROF, 0)
    signal.setitimer(signal.ITIMER_REAL, 0)


def memory():
    """Returns the bytes of address space that this process has."""
    pages = pathlib.Path("/proc/self/statm").read_text().split()[0]
    return int(pages) * resource.getpagesize()


class Guard:
    """Notes every access outside of a folder, and every forbidden act.

    It sees what Python opens; links count where they lead to.

    Args:
        folder: path of the only folder that may be read.

    Attributes:
        seen: list of str, what was noted; the owner clears it.
    """

    def __init__(self, folder):
        self.folder = os.path.realpath(folder)
        # Modules are imported at any time, and threads look at the machine.
        own = (sys.prefix, sys.base_prefix, os.getcwd(), "/proc", "/sys")
        self.allowed = tuple(os.path.realpath(p) + os.sep for p in own)
        self.seen = []
        sys.addaudithook(self._note)

    def _note(self, event, arguments):
        if event in FORBIDDEN:
            self.seen.append(f"{event}{arguments!r:.100}")
        elif event in ("open", "os.listdir", "os.scandir", "os.rename"):
            path = arguments[0]
            if isinstance(path, str | bytes | os.PathLike):
                self._check(event, os.fsdecode(path))

    def _check(self, event, path):
        real = os.path.realpath(path) if "\0" not in path else path
        inside = real == self.folder or real.startswith(self.folder + os.sep)
        if not inside and not real.startswith(self.allowed):
            self.seen.append(f"{event} of {path}")
