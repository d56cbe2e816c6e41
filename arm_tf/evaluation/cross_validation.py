"""Summarizes the folds of a cross-validation."""

import numpy as np

from arm_tf.evaluation.metrics import Report
from arm_tf.evaluation.significance import wilson_interval

FIGURES = ("accuracy", "mean_recall", "macro_f1", "ece")


def summarize(reports: list[Report]) -> dict:
    """Returns mean and spread of the folds' figures.

    Every face is tested once, by a network that was not trained on it. The
    interval is computed from all these predictions; it does not include how
    much training on other folds would differ (Bengio and Grandvalet, 2004, show
    that no unbiased estimate of that variance exists).

    Args:
        reports: one per fold.

    Returns:
        Dict: `num_images`, `accuracy` of all faces with its 95 %
        `accuracy_interval`, `mean` and `std` (n - 1) of each of `FIGURES`
        over the folds, and the figures by fold.
    """
    sizes = np.array([report.num_images for report in reports])
    hits = sum(int(np.trace(r.confusion_matrix)) for r in reports)
    rows = [{name: getattr(r, name) for name in FIGURES} for r in reports]
    by_fold = {name: [row[name] for row in rows] for name in FIGURES}
    return {
        "num_images": int(sizes.sum()),
        "accuracy": hits / int(sizes.sum()),
        "accuracy_interval": wilson_interval(hits, int(sizes.sum())),
        "mean": {n: float(np.mean(v)) for n, v in by_fold.items()},
        "std": {n: float(np.std(v, ddof=1)) for n, v in by_fold.items()},
        "folds": [
            {"num_images": report.num_images, **row}
            for report, row in zip(reports, rows, strict=True)
        ],
    }


def table(summary: dict) -> str:
    """Returns the result of `summarize` as lines of text."""
    rows = [["fold", "faces", *FIGURES]]
    for number, fold in enumerate(summary["folds"], 1):
        rows.append([str(number), str(fold["num_images"]), *_figures(fold)])
    rows.append(["mean", "", *_figures(summary["mean"])])
    rows.append(["std", "", *_figures(summary["std"])])
    low, high = summary["accuracy_interval"]
    return "\n".join(
        [
            *("".join(f"{cell:>13}" for cell in row) for row in rows),
            f"all {summary['num_images']} faces, each tested once: accuracy "
            f"{summary['accuracy']:.4f} (95 %: {low:.4f} to {high:.4f})",
        ]
    )


def _figures(values):
    return [f"{values[name]:.4f}" for name in FIGURES]
