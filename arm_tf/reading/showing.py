"""The two loops of the demo: over pictures, and over the frames of a video."""

import sys
import time

import rich.console
import rich.progress

from arm_tf.errors import InputError
from arm_tf.reading.drawing import annotate
from arm_tf.reading.smoothing import read
from arm_tf.reading.sources import read_picture
from arm_tf.reading.tracking import Tracker

SHORTFALL = 0.9  # of a video's stated frames, below which it was cut short


def show_pictures(paths, recognizer, records, target):
    """Recognises the faces in some pictures.

    Args:
        paths: list of paths.
        recognizer: `pipeline.Recognizer`.
        records: `records.Records`, open.
        target: `outputs.Window` or `outputs.Folder`.

    Returns:
        Str: what was found, for a person.

    Raises:
        InputError: none of the pictures could be read.
    """
    read_ones, empty, broken = 0, 0, []
    with _progress(hidden=len(paths) == 1) as progress:
        for path in progress.track(paths, description="Pictures"):
            try:
                image = read_picture(path)
            except (OSError, ValueError) as error:
                reason = getattr(error, "strerror", None) or error
                broken.append(f"{path}: {reason}")
                if len(paths) > 1:
                    _say(progress, f"skipped {broken[-1]}")
                continue
            read_ones += 1
            results = _still(recognizer, image)
            empty += not results
            records.add(path, None, results)
            if len(paths) == 1:
                print(_line(path, results))
            drawn = annotate(image, results, recognizer.classifier.labels)
            if not target.picture(path, drawn):
                break
    if not read_ones:
        told = f"{len(broken)} that cannot be read, the first {broken[0]}"
        raise InputError(f"Expected pictures. Received: {told}. Check them.")
    counts = f"{empty} without a face, {len(broken)} skipped"
    return _summary(recognizer, records, _count(read_ones, "picture"), counts)


def _summary(recognizer, records, seen, rest):
    faces = _count(records.count, "face")
    times = recognizer.times.summary()
    return f"{seen}, {faces}, {rest}; {times} (p50 / p90)"


def _count(number, noun):
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _still(recognizer, image):
    classifier = recognizer.classifier
    labels, settings = classifier.labels, classifier.settings
    return [
        (number, face, read(probabilities, labels, settings))
        for number, (face, probabilities) in enumerate(recognizer(image), 1)
    ]


def _line(path, results):
    found = [
        f"{'' if reading.sure else 'unsure, '}{reading.label} "
        f"{reading.confidence:.0%}"
        for _, _, reading in results
    ]
    return f"{path}: {'; '.join(found) or 'no face'}"


def show_video(source, recognizer, records, target):
    """Recognises the faces in a video, until it or the user ends.

    Args:
        source: `sources.Video` or `sources.Camera`; closed at the end.
        recognizer: `pipeline.Recognizer`.
        records: `records.Records`, open.
        target: `outputs.Window` or `outputs.Folder`.

    Returns:
        Str: how long it took, for a person.
    """
    labels = recognizer.classifier.labels
    tracker = Tracker(labels, recognizer.classifier.settings)
    count, start, stopped = 0, time.perf_counter(), False
    with target.video(source) as show, _progress(hidden=False) as progress:
        frames = progress.track(
            source, total=source.frames or None, description=source.name
        )
        try:
            for seconds, image in frames:
                results = tracker.update(recognizer(image), seconds)
                records.add(source.name, seconds, results)
                count += 1
                stopped = not show(seconds, annotate(image, results, labels))
                if stopped:
                    break
        except KeyboardInterrupt:  # How a camera without a window is ended.
            stopped = True
        finally:
            source.close()
        if not stopped and count < SHORTFALL * source.frames:
            told = f"{count} of {source.frames} frames: it is cut or damaged"
            _say(progress, f"{source.name} ended after {told}")
    rate = count / (time.perf_counter() - start)
    speed = f"{rate:.1f} frames/s"
    return _summary(recognizer, records, _count(count, "frame"), speed)


def _progress(hidden):
    """Returns a progress bar on stderr, where somebody looks at it."""
    return rich.progress.Progress(
        *rich.progress.Progress.get_default_columns(),
        console=rich.console.Console(stderr=True),
        disable=hidden or not sys.stderr.isatty(),
    )


def _say(progress, text):
    """Prints a line on stderr, above the bar."""
    if progress.disable:
        print(text, file=sys.stderr)
    else:
        progress.console.print(text, markup=False, highlight=False)
