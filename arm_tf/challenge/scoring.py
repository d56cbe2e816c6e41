"""The score of the expression challenge on Aff-Wild2, over whole videos."""

import numpy as np

from arm_tf.challenge.prediction_files import ORDER
from arm_tf.evaluation import metrics
from arm_tf.expressions import NO_CLASS


def truth_of(videos: list, labels: tuple) -> dict:
    """Returns a dict from a video's name to its labels in `ORDER`."""
    # -1 indexes the last entry.
    codes = np.array([*map(ORDER.index, labels), NO_CLASS], "int8")
    return {video.name: codes[video.classes] for video in videos}


def score(truth: dict, answers: dict, num_classes: int) -> dict:
    """Returns the challenge's score, pooled and per video.

    A video rarely shows all classes, and missing ones count as 0. So a video's
    score compares only with other scores of the same video.

    Args:
        truth: dict from the video's name to int `(frames,)`, -1 left out.
        answers: dict with the same keys and lengths; -1 is wrong.
        num_classes: 7 or 8.

    Returns:
        Dict of `score`, `num_frames`, `num_videos` and `per_video`, the score
        by name, without the videos that have no label.
    """
    labelled = {
        name: codes for name, codes in truth.items() if (codes >= 0).any()
    }
    codes, predicted = (
        np.concatenate([part[name] for name in labelled])
        for part in (truth, answers)
    )
    return {
        "score": metrics.aff_wild2_score(codes, predicted, num_classes),
        "num_frames": int(sum((c >= 0).sum() for c in labelled.values())),
        "num_videos": len(labelled),
        "per_video": {
            name: metrics.aff_wild2_score(codes, answers[name], num_classes)
            for name, codes in labelled.items()
        },
    }
