"""The two loops of the demo: over pictures, and over the frames of a video."""

import os
import sys
import time

import tqdm

from arm_tf.errors import InputError
from arm_tf.faces.pictures import shown
from arm_tf.inference.drawing.annotate import annotate
from arm_tf.inference.results import Faces
from arm_tf.inference.tracking import Tracker

SHORTFALL = 0.9  # of a video's stated frames, below which it was cut short


def show_pictures(paths, analyzer, records, target):
    """Reads the faces in some pictures.

    Args:
        paths: list of paths.
        analyzer: `analyzer.Analyzer`.
        records: `records.Records`, open.
        target: `outputs.Window` or `outputs.Folder`.

    Returns:
        Str: what was found, for a person.

    Raises:
        InputError: none of the pictures could be read.
    """
    alone, counts, broken = len(paths) == 1, [], []
    for path in _progress(paths, "Pictures", hidden=alone):
        try:
            faces = analyzer.read(path)
        except InputError as error:
            broken.append(_reason(error))
            if not alone:
                warn(f"skipped {broken[-1]}")
            continue
        counts.append(len(faces))
        records.add(path, None, faces)
        if alone:
            say(_line(path, faces))
        try:
            if not target.picture(path, faces.plot()):
                break
        except ValueError as error:  # It was read; the rest can be drawn.
            if isinstance(error, InputError):
                raise
            warn(f"not drawn {shown(path)}: {error}")
    if not counts:
        told = f"{len(broken)} that cannot be read, the first {broken[0]}"
        raise InputError(f"Expected pictures. Received: {told}. Check them.")
    rest = f"{counts.count(0)} without a face, {len(broken)} skipped"
    return _summary(analyzer, records, _count(len(counts), "picture"), rest)


def _reason(error):
    """Returns "FILE: REASON" of a refusal."""
    said = str(error).partition("Received: ")[2] or str(error)
    return said.removesuffix(". Check the path.")


def _summary(analyzer, records, seen, rest):
    faces = _count(records.count, "face")
    times = analyzer.times.summary()
    return f"{seen}, {faces}, {rest}; {times} (p50 / p90)"


def _count(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _line(path, faces):
    found = [
        f"{'' if face.sure else 'unsure, '}{face.label} {face.confidence:.0%}"
        for face in faces
    ]
    return f"{shown(path)}: {'; '.join(found) or 'no face'}"


def show_video(source, analyzer, records, target):
    """Reads the faces in a video, until it or the user ends.

    Args:
        source: `sources.Video` or `sources.Camera`; closed at the end.
        analyzer: `analyzer.Analyzer`.
        records: `records.Records`, open.
        target: `outputs.Window` or `outputs.Folder`.

    Returns:
        Str: how long it took, for a person.
    """
    tracker = Tracker(analyzer.class_names, analyzer.settings)
    count, start, stopped = 0, time.perf_counter(), False
    name = shown(source.name)
    with target.video(source) as show:
        try:
            for seconds, image in _progress(source, name, source.frames):
                faces = tracker.update(analyzer.look(image), seconds)
                records.add(source.name, seconds, faces)
                count += 1
                drawn = annotate(image, Faces(faces, image), moving=True)
                stopped = not show(seconds, drawn)
                if stopped:
                    break
        except KeyboardInterrupt:  # How a camera without a window is ended.
            stopped = True
        finally:
            source.close()
        if not stopped and count < SHORTFALL * source.frames:
            told = f"{count} of {source.frames} frames: it is cut or damaged"
            warn(f"{name} ended after {told}")
    rate = count / (time.perf_counter() - start)
    speed = f"{rate:.1f} frames/s"
    return _summary(analyzer, records, _count(count, "frame"), speed)


def _progress(items, title, total=None, hidden=False):
    """Returns the items, with a bar on stderr where somebody looks at it."""
    hidden = hidden or not sys.stderr.isatty()
    total = total or (len(items) if isinstance(items, list) else None)
    return tqdm.tqdm(
        items, title, total, leave=False, file=sys.stderr, disable=hidden
    )


def warn(text):
    """Prints a line on stderr, above the bar."""
    tqdm.tqdm.write(text, file=sys.stderr)


def say(text):
    """Prints a line on stdout; where nobody reads it any more, goes on."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        # The work is not done; and Python would flush once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
