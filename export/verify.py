"""Runs a TFLite file on held-out faces, beside the Keras model it stands for.

Two Keras models may be involved. The trained one sets the accuracy that the
file must keep. Agreement is with the one that was converted: the same, but
after quantization-aware fine-tuning, which changes weights, the fine-tuned one.
"""

import os
import statistics
import time

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from arm_tf import metrics, significance
from export.operations import oldest_runtime, operations

ACCURACY_BUDGET = 0.005  # share of faces that a file may lose
AGREEMENT = 0.97  # share of faces with the same answer, at least
WARM_UP, RUNS = 5, 30  # of a latency's median
THREADS = (1, 2)


class FileModel:
    """A TFLite file, ready to run.

    Args:
        content: bytes of the file.
        threads: int.
        xnnpack: bool. Whether XNNPACK's kernels may be used, as is the rule.
    """

    def __init__(self, content, threads=1, xnnpack=True):
        self.interpreter = Interpreter(
            model_content=content,
            num_threads=threads,
            experimental_op_resolver_type=OpResolverType.AUTO
            if xnnpack
            else OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES,
        )
        self.interpreter.allocate_tensors()
        (self.input,) = self.interpreter.get_input_details()
        (self.output,) = self.interpreter.get_output_details()

    def __call__(self, image):
        """Returns probabilities `(classes,)` of uint8 `(height, width, 3)`."""
        self.interpreter.set_tensor(self.input["index"], image[None])
        self.interpreter.invoke()
        return self.interpreter.get_tensor(self.output["index"])[0]


def predict(content, batches):
    """Returns float32 `(faces, classes)`: what a file says of some faces.

    Args:
        content: bytes of a TFLite file.
        batches: `arm_tf.data.batches.FaceBatches`.
    """
    model = FileModel(content, max(THREADS))
    return np.stack(
        [
            model(image)
            for index in range(len(batches))
            for image in batches[index][0]["images"]
        ]
    )


def latency(content):
    """Returns the median milliseconds a face takes, by number of threads."""
    medians = {}
    for threads in THREADS:
        if threads > (os.cpu_count() or 1):
            continue
        model = FileModel(content, threads)
        image = np.full(model.input["shape"][1:], 128, "uint8")
        seconds = []
        for _ in range(WARM_UP + RUNS):
            start = time.perf_counter()
            model(image)
            seconds.append(time.perf_counter() - start)
        medians[str(threads)] = 1000 * statistics.median(seconds[WARM_UP:])
    return medians


def compare(answers, classes, labels, split):
    """Returns how a file's answers differ from its Keras models'.

    Args:
        answers: dict of probabilities `(faces, classes)`: "tflite", "keras"
            (the trained model) and "converted" (see above).
        classes: int `(faces,)`, the truth.
        labels: class names.
        split: str, which faces these are.

    Returns:
        Dict of plain values, part of `report.json`.
    """
    file, trained, converted = (
        answers[key] for key in ("tflite", "keras", "converted")
    )
    top = {key: value.argmax(axis=1) for key, value in answers.items()}
    ours, theirs = (
        metrics.report(p, classes, labels, split) for p in (file, trained)
    )
    result = {
        "split": split,
        "num_images": len(classes),
        "agreement": float(np.mean(top["tflite"] == top["converted"])),
        "agreement_with_trained": float(np.mean(top["tflite"] == top["keras"])),
        "max_probability_difference": float(np.abs(file - converted).max()),
    }
    for name, report in (("keras", theirs), ("tflite", ours)):
        for key in ("accuracy", "accuracy_interval", "macro_f1", "ece"):
            result[f"{name}_{key}"] = report[key]
    result["accuracy_difference_interval"] = (
        significance.accuracy_difference_interval(
            top["tflite"] == classes, top["keras"] == classes
        )
    )
    result["f1_change"] = {
        label: ours["per_class"][label]["f1"] - theirs["per_class"][label]["f1"]
        for label in labels
    }
    return result


def inspect(content):
    """Returns a file's size, operations, runtime and speed."""
    ops = operations(content)
    return {
        "size_bytes": len(content),
        "ops": ops,
        "min_runtime": oldest_runtime(ops),
        "latency_ms": latency(content),
    }


def complaints(report, budget=ACCURACY_BUDGET):
    """Returns why a file must not be shipped, as a list of strings.

    Args:
        report: dict with what `compare` returns.
        budget: float. Share of accuracy that may be lost.
    """
    found = []
    lost = report["keras_accuracy"] - report["tflite_accuracy"]
    if lost > budget + 1e-9:  # 0.005 in binary is not 0.005
        found.append(
            f"it loses {100 * lost:.2f} points of accuracy, the budget is "
            f"{100 * budget:.2f}"
        )
    if report["agreement"] < AGREEMENT:
        found.append(
            f"it agrees with the Keras model on {report['agreement']:.1%} of "
            f"faces, {AGREEMENT:.0%} are needed"
        )
    return found


def table(report):
    """Returns a report as lines for a person."""
    rows = [
        (f"{report['split']}, {report['num_images']} faces", "Keras", "file"),
        *(
            (
                text,
                f"{report[f'keras_{key}']:.4f}",
                f"{report[f'tflite_{key}']:.4f}",
            )
            for text, key in (
                ("accuracy", "accuracy"),
                ("macro F1", "macro_f1"),
                ("ECE", "ece"),
            )
        ),
    ]
    lines = [f"{a:<30}{b:>10}{c:>10}" for a, b, c in rows]
    low, high = report["accuracy_difference_interval"]
    lines.append(f"accuracy change, 95 %: {low:+.4f} to {high:+.4f}")
    changes = report["f1_change"].items()
    lines.append("F1 change: " + ", ".join(f"{k} {v:+.4f}" for k, v in changes))
    lines.append(
        f"agreement {report['agreement']:.4f}, largest probability difference "
        f"{report['max_probability_difference']:.4f}"
    )
    if report["qat_epochs"]:
        lines.append(
            "both with the fine-tuned Keras model; with the one before, "
            f"agreement {report['agreement_with_trained']:.4f}"
        )
    lines.append(
        f"{report['size_bytes'] / 1e6:.2f} MB, runtime "
        f"{report['min_runtime'] or 'unknown'} or newer"
    )
    for threads, milliseconds in report["latency_ms"].items():
        lines.append(f"{milliseconds:.2f} ms a face on {threads} thread(s)")
    for op in report["ops"]:
        since = op["min_runtime"] or "?"
        name = f"{op['name']} v{op['version']}"
        lines.append(f"  {op['count']:4d} x {name:<24} since {since}")
    return "\n".join(lines)
