"""Whether a window can be opened, tested without ending the process."""

import faulthandler
import os
import signal
import sys
import time

import cv2

try:
    import resource
except ImportError:  # Windows, where no child process is started.
    resource = None  # type: ignore[assignment]

TITLE = "Expressions: q ends"
PATIENCE = 10.0  # seconds for a display to respond


def has_display() -> bool:
    """Returns whether a window can be opened."""
    if not sys.platform.startswith("linux"):
        return _opens_window()
    named = os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(named) and _child_opens_window()


def _opens_window():
    try:
        cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL)
    except cv2.error:  # A build of OpenCV without windows.
        return False
    cv2.destroyAllWindows()
    return True


def _child_opens_window():
    """Tries it in a child process: Qt exits if a display does not respond."""
    child = os.fork()
    if not child:
        for stream in (1, 2):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream)
        # Its end may be one by a signal, which is no fault to report.
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        faulthandler.disable()
        os._exit(not _opens_window())
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            return status == 0
        time.sleep(0.02)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return False
