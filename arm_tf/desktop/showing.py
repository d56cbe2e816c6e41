"""The program's two loops: over pictures, and over the frames of a video."""

import sys
import time

import tqdm

from arm_tf.errors import InputError
from arm_tf.faces.pictures import shown

SHORTFALL = 0.9  # of a video's stated frames; with fewer, it was truncated


class Reader:
    """Reads faces, records them, shows them, and prints a summary.

    Args:
        analyzer: `analyzer.Analyzer`.
        records: `records.Records`, open.
        target: one of `outputs`.
    """

    def __init__(self, analyzer, records, target):
        self.analyzer = analyzer
        self.records = records
        self.target = target

    def pictures(self, paths: list, workers: int) -> None:
        """Reads pictures, until the last or until the user quits.

        Raises:
            InputError: none of them could be read.
        """
        counts, broken = [], []
        results = self.analyzer.stream(paths, workers)
        results = _progress(results, "Pictures", len(paths))
        for path, faces in zip(paths, results, strict=True):
            if isinstance(faces, InputError):
                broken.append(_reason(faces))
                warn(f"skipped {broken[-1]}")
                continue
            counts.append(len(faces))
            if not self._picture(path, faces):
                break
        if not counts:
            told = f"{len(broken)} that cannot be read, the first {broken[0]}"
            raise InputError(f"Expected pictures. Received: {told}. Check them")
        rest = f"{counts.count(0)} without a face, {len(broken)} skipped"
        number = _count(len(counts), "picture")
        self._say(f"{number}, {_count(sum(counts), 'face')}, {rest}")

    def _picture(self, path, faces):
        """Returns whether the user wants to see more."""
        self.records.add(path, None, faces)
        print_line(_line(path, faces))
        try:
            return self.target.picture(path, faces)
        except ValueError as error:  # the others may be drawable
            if isinstance(error, InputError):
                raise
            warn(f"not drawn {shown(path)}: {error}")
            return True

    def video(self, source) -> None:
        """Reads a video, until its end or until the user quits.

        Args:
            source: `video.Video` or `camera.Camera`; closed at the end.
        """
        name, before = shown(source.name), self.records.count
        start, stopped, count = time.perf_counter(), False, 0
        with self.target.video(source) as show:
            try:
                for shot in self._frames(source):
                    count += 1
                    stopped = not show(*shot)
                    if stopped:
                        break
            except KeyboardInterrupt:  # the way to stop without a window
                stopped = True
            finally:
                source.close()
            if not stopped and count < SHORTFALL * source.frames:
                told = f"{count} of {source.frames} frames"
                warn(f"{name} ended after {told}: it is cut or damaged")
        rate = count / (time.perf_counter() - start)
        faces = _count(self.records.count - before, "face")
        told = f"{_count(count, 'frame')}, {faces}, {rate:.1f} frames/s"
        self._say(f"{name}: {told}")

    def _frames(self, source):
        """Yields the seconds and `Faces` of each frame."""
        frames = _progress(source, shown(source.name), source.frames or None)
        for seconds, faces in self.analyzer.video(frames):
            self.records.add(source.name, seconds, faces)
            yield seconds, faces

    def _say(self, text):
        print_line(f"{text}; {self.analyzer.times.summary()} (p50 / p90)")


def _reason(error):
    """Returns "FILE: REASON" of an error."""
    said = str(error).partition("Received: ")[2] or str(error)
    return said.rpartition(". ")[0] or said


def _count(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _line(path, faces):
    found = [
        f"{'' if face.sure else 'unsure, '}{face.label} {face.confidence:.0%}"
        for face in faces
    ]
    return f"{shown(path)}: {'; '.join(found) or 'no face'}"


def _progress(items, title, total):
    """Returns the items, with a progress bar if stderr is a terminal."""
    hidden = True if total == 1 else None  # None: unless on a terminal
    return tqdm.tqdm(items, title, total, leave=False, disable=hidden)


def warn(text):
    """Prints a line on stderr, above the bar."""
    tqdm.tqdm.write(text, file=sys.stderr)


def print_line(text):
    """Prints a line on stdout at once, above the bar."""
    tqdm.tqdm.write(text, file=sys.stdout)
    sys.stdout.flush()
