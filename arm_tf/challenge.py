"""Predicts Aff-Wild2's Validation_Set as the challenge wants it, and scores it.

    python -m arm_tf.challenge runs/aff_wild2 --out predictions
    python -m arm_tf.challenge runs/aff_wild2 --smooth --out smoothed
    python -m arm_tf.challenge runs/aff_wild2 --videos test_set.txt --out sent

OUT/videos/VIDEO.txt   a row per frame, -1 where there is no face
OUT/predictions.csv    a row per frame with a face
OUT/report.json        the score, pooled and per video, of what was written

A labelled frame without a face counts as wrong here; a training's report knows
only the frames with a face.

--videos predicts those named in a list instead, a name per line: the test
videos whose labels the challenge withholds. There is no score then, and a
video's rows end with its last face, because only images tell its length.

--smooth averages probabilities over time, over as many frames as suit the
validation videos best, which training has held out of Training_Set.
"""

import argparse
import pathlib

import numpy as np

from arm_tf import calibration, challenge_files, files
from arm_tf.challenge_files import ORDER
from arm_tf.challenge_score import score, truth_of
from arm_tf.data import aff_wild2
from arm_tf.data.aff_wild2_files import find_videos
from arm_tf.data.prepare import SPLIT_SEED
from arm_tf.errors import CheckFailed, InputError, command_line
from arm_tf.evaluate import predict
from arm_tf.models.classifier import labels_of
from arm_tf.runs import Run
from arm_tf.scores import NO_CLASS
from arm_tf.smoothing import fit_width, smooth


def probabilities_of(model, found, videos, batch_size=64):
    """Returns a list of float `(images, classes)`, one per video.

    All frames with an image are predicted, labelled or not.

    Args:
        model: classifier of ours.
        found: `aff_wild2.Videos`.
        videos: list of `aff_wild2.Video`.
        batch_size: int.

    Returns:
        The columns are in the challenge's order.

    Raises:
        InputError: the model has other classes than the videos.
    """
    labels = labels_of(model)
    if set(labels) != set(found.labels):
        raise InputError(
            f"Expected a model of the videos' classes: "
            f"{', '.join(found.labels)}. Received: {', '.join(labels)}. Train "
            "one on these videos."
        )
    frames = [video.numbers for video in videos]
    faces = aff_wild2.faces_of(found, videos, frames)
    logits = predict(model, faces, batch_size)
    columns = [labels.index(name) for name in ORDER[: len(labels)]]
    probabilities = calibration.softmax(logits)[:, columns]
    return np.split(probabilities, np.cumsum([len(f) for f in frames])[:-1])


def answers_of(videos, probabilities, width=0):
    """Returns a dict from a video's name to its answers, int8 `(frames,)`.

    Args:
        videos: list of `aff_wild2.Video`.
        probabilities: list of float `(images, classes)`.
        width: float, of the smoothing, in frames.
    """
    answers = {}
    for video, rows in zip(videos, probabilities, strict=True):
        codes = np.full(len(video.classes), NO_CLASS, "int8")
        within = video.numbers <= len(codes)
        best = smooth(rows, video.numbers, width).argmax(axis=1)
        codes[video.numbers[within] - 1] = best[within]
        answers[video.name] = codes
    return answers


def fitted_width(model, found):
    """Returns the width of smoothing that suits the validation videos."""
    if not found.validation:
        raise InputError(
            "--smooth is fitted on validation videos, a part of Training_Set. "
            f"Received: {found.root}, which has none. Add it, or leave "
            "--smooth out."
        )
    truth = truth_of(found.validation, found.labels)
    probabilities = probabilities_of(model, found, found.validation)

    def score_at(width):
        answers = answers_of(found.validation, probabilities, width)
        return score(truth, answers, len(found.labels))["score"]

    return fit_width(score_at)


def unlabelled(found, path):
    """Returns the `Video`s that a list names, without labels.

    Args:
        found: `aff_wild2.Videos`.
        path: text file, a video's name per line.

    Raises:
        InputError: there is no list, or no images of a video in it.
    """
    if not path.is_file():
        raise InputError(
            "Expected a list of videos, a name per line. Received: "
            f"{path}, which is no file. Check --videos."
        )
    lines = path.read_text("utf-8-sig", "replace").splitlines()
    names = dict.fromkeys(line.strip() for line in lines if line.strip())
    images = find_videos(found.root)
    missing = [name for name in names if name not in images]
    if missing or not names:
        raise InputError(
            f"Expected {path} to name videos with a folder of images in "
            f"{found.root}. Received: {', '.join(missing[:3]) or 'no name'}, "
            f"{len(missing)} of {len(names)} without. Unpack them there."
        )
    videos = []
    for name in names:
        folder, numbers = images[name]
        classes = np.full(numbers[-1], NO_CLASS, "int8")
        below = folder.relative_to(found.root).as_posix()
        videos.append(aff_wild2.Video(name, below, classes, numbers))
    return videos


def write(out, answers, num_classes):
    """Writes both forms into a folder, and returns what is read back.

    Raises:
        CheckFailed: the two do not say the same.
    """
    folder, table = out / "videos", out / "predictions.csv"
    folder.mkdir(parents=True, exist_ok=True)
    for name, codes in answers.items():
        challenge_files.write_video(folder / f"{name}.txt", codes, num_classes)
    challenge_files.write_table(table, answers, num_classes)
    rows = challenge_files.read_table(table)
    read = {}
    for name in answers:
        read[name] = challenge_files.read_video(folder / f"{name}.txt")
        other = rows.get(name, np.zeros(0, "int8"))
        padded = np.full(len(read[name]), NO_CLASS, "int8")
        padded[: len(other)] = other
        if not np.array_equal(padded, read[name]):
            raise CheckFailed(
                f"Expected the same answers in {table} and {folder}. "
                f"Received: others for {name}. Was something else writing "
                "there? Choose another --out."
            )
    return read


@command_line
def main(argv=None):
    """Runs the command line."""
    parser = argparse.ArgumentParser(
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("run", type=pathlib.Path)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--videos", type=pathlib.Path, metavar="LIST")
    parser.add_argument("--smooth", action="store_true")
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args(argv)
    run = Run(args.run)
    model, found = run.load_model(), _videos(run, args.data)
    videos = unlabelled(found, args.videos) if args.videos else found.test
    width = fitted_width(model, found) if args.smooth else 0
    answers = answers_of(videos, probabilities_of(model, found, videos), width)
    read = write(args.out, answers, len(found.labels))
    report = {
        "labels": ORDER[: len(found.labels)],
        "smoothing": width,  # frames
    }
    if not args.videos:
        truth = truth_of(videos, found.labels)
        report |= score(truth, read, len(found.labels))
    files.write_json(args.out / "report.json", report)
    print(_summary(report, answers))
    print(f"written to {args.out}")


def _summary(report, answers):
    smoothing = f"smoothed over {report['smoothing']} frames"
    if "score" not in report:
        frames = sum(map(len, answers.values()))
        return f"{len(answers)} videos, {frames} frames, {smoothing}"
    return (
        f"{report['num_videos']} videos, {report['num_frames']} labelled "
        f"frames, score {report['score']:.4f}, {smoothing}"
    )


def _videos(run, root):
    """Returns the `aff_wild2.Videos`, split as in the run."""
    config = run.config()
    if root is None and config.dataset != "aff_wild2":
        raise InputError(
            "Expected a run on Aff-Wild2, or the folder of Aff-Wild2. "
            f"Received: a run on {config.dataset}, no --data. Give --data."
        )
    root = root or run.data()
    return aff_wild2.list_videos(root, config.validation_share, SPLIT_SEED)


if __name__ == "__main__":
    raise SystemExit(main())
