"""A folder that may not be listed, also for root."""

import os


def close(monkeypatch, name):
    """Makes listing each folder whose path ends in `name` fail."""
    scandir = os.scandir

    def refuse(path):
        if str(path).endswith(name):
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
