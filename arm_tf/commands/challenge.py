"""Predicts Aff-Wild2's Validation_Set in the challenge's format, and scores it.

    python -m arm_tf.challenge runs/aff_wild2 --out predictions
    python -m arm_tf.challenge runs/aff_wild2 --smooth --out smoothed
    python -m arm_tf.challenge runs/aff_wild2 --videos test_set.txt --out sent

OUT/videos/VIDEO.txt   a row per frame, -1 where there is no face
OUT/predictions.csv    a row per frame with a face
OUT/report.json        the score, pooled and per video

A labelled frame without a face counts as wrong here; the report of a training
run covers only the frames with a face.

--videos predicts the videos named in a list instead, a name per line: the test
videos whose labels the challenge withholds. There is no score then, and a
video's rows end with its last face, because its length is known only from the
images.

--smooth averages probabilities over time, over the number of frames that is
best on the validation videos, which training holds out of Training_Set.

`arm-tf challenge` is the same command.
"""

from arm_tf.commands.arguments import Parser
from arm_tf.commands.backend import load_keras
from arm_tf.errors import InputError, command_line


@command_line
def main(argv=None):
    """Runs the command line."""
    args = _arguments(argv)
    load_keras()
    from arm_tf.challenge import predictions
    from arm_tf.challenge.prediction_files import ORDER
    from arm_tf.challenge.scoring import score, truth_of
    from arm_tf.files import atomic_files
    from arm_tf.training.runs import Run

    run = Run(args.run)
    model, found = run.load_model(), _videos(run, args.data)
    videos = found.test
    if args.videos:
        videos = predictions.unlabelled(found, args.videos)
    predictions.check_folder(args.out, [video.name for video in videos])
    width = predictions.fitted_width(model, found) if args.smooth else 0
    probabilities = predictions.probabilities_of(model, found, videos)
    answers = predictions.answers_of(videos, probabilities, width)
    predictions.write(args.out, answers, len(found.labels))
    labels = ORDER[: len(found.labels)]
    report = {"labels": labels, "smoothing": width}  # in frames
    if not args.videos:
        truth = truth_of(videos, found.labels)
        report |= score(truth, answers, len(found.labels))
    atomic_files.write_json(args.out / "report.json", report)
    print(_summary(report, answers))
    print(f"written to {args.out}")


def _arguments(argv):
    parser = Parser("challenge", __doc__)
    parser.add_path("run", "the run's folder")
    parser.add_path("--data", "Aff-Wild2's folder (default: the run's)")
    parser.add_path(
        "--videos", "a list of videos without labels, a name per line", "LIST"
    )
    parser.add_argument(
        "--smooth", action="store_true", help="average over time"
    )
    parser.add_path("--out", "the folder to write to", required=True)
    return parser.parse_args(argv)


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
    from arm_tf.data import aff_wild2
    from arm_tf.data.prepare import SPLIT_SEED

    config = run.config()
    if root is None and config.dataset != "aff_wild2":
        raise InputError(
            "Expected a run on Aff-Wild2, or the folder of Aff-Wild2. "
            f"Received: a run on {config.dataset}, no --data. Give --data."
        )
    root = root or run.data()
    return aff_wild2.list_videos(root, config.validation_share, SPLIT_SEED)
