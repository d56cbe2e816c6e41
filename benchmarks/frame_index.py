"""Measures memory and time of the index of Aff-Wild2's frames.

    python -m benchmarks.frame_index
    python -m benchmarks.frame_index --frames 250000 --files 20000

Two measurements on generated data: a training set of that many frames, as in
`train.py`, including its fingerprint (peak memory of the process); and reading
a tree of that many empty image files (seconds, elapsed and processor time).
"""

import pathlib
import resource
import tempfile
import time

import numpy as np

from arm_tf.commands.arguments import Parser
from arm_tf.data import aff_wild2
from arm_tf.data.face_sets import fingerprint
from arm_tf.errors import command_line
from arm_tf.expressions import BASIC

VIDEOS = 600
LABELS = (*BASIC, "other")


def memory(num_frames):
    """Returns the peak memory, in bytes, of an index of that many frames."""
    rng = np.random.default_rng(0)
    length = -(-num_frames // VIDEOS)
    videos = [
        aff_wild2.Video(
            f"video{k}",
            f"cropped_aligned/video{k}",
            rng.integers(0, len(LABELS), length).astype("int8"),
            np.arange(1, length + 1, dtype="int32"),
        )
        for k in range(VIDEOS)
    ]
    root = pathlib.Path("nowhere")
    found = aff_wild2.Videos(root, "generated", LABELS, videos, [], [], ())
    faces = aff_wild2.faces_of(found, videos, [v.labelled() for v in videos])
    order = rng.permutation(len(faces))
    fingerprint(faces.take(order))
    print(f"{len(faces):,} frames", end=", ")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def seconds(num_files):
    """Returns how long it takes to read a tree of that many images.

    Two floats, seconds of elapsed time and of processor time.
    """
    per_video = num_files // VIDEOS
    text = "Neutral,Anger,Disgust,Fear,Happiness,Sadness,Surprise"
    text += "\n" + "\n".join(str(k % 7) for k in range(per_video)) + "\n"
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        for part in ("Training_Set", "Validation_Set"):
            (root / "EXPR_Set" / part).mkdir(parents=True)
        for k in range(VIDEOS):
            part = "Training_Set" if k % 5 else "Validation_Set"
            (root / "EXPR_Set" / part / f"{k}.txt").write_text(text)
            images = root / "cropped_aligned" / str(k)
            images.mkdir(parents=True)
            for number in range(1, per_video + 1):
                (images / f"{number:05}.jpg").touch()
        start = np.array([time.perf_counter(), time.process_time()])
        found = aff_wild2.read(root, frame_step=1)
        end = np.array([time.perf_counter(), time.process_time()])
    parts = (found.train, found.validation, found.test)
    print(f"{sum(map(len, parts)):,} files", end=", ")
    return end - start


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = Parser("", __doc__)
    parser.add_argument("--frames", type=int, default=2_500_000)
    parser.add_argument("--files", type=int, default=100_000)
    args = parser.parse_args(argv)
    print(f"peak memory {memory(args.frames) / 1e9:.2f} GB")
    print("{:.1f} s, {:.1f} s of one core".format(*seconds(args.files)))


if __name__ == "__main__":
    raise SystemExit(main())
