"""The content of `report.json` as text."""

from arm_tf.tflite.verify import NEAR_TIE, FileReport


def table(report: FileReport) -> str:
    """Returns a report as lines of text."""
    faces = f"{report.split}, {report.num_images} faces"
    lines = [f"{faces:<30}{'Keras':>10}{'file':>10}"]
    rows = {"accuracy": "accuracy", "macro F1": "macro_f1", "ECE": "ece"}
    for text, key in rows.items():
        keras = getattr(report, f"keras_{key}")
        file = getattr(report, f"tflite_{key}")
        lines.append(f"{text:<30}{keras:>10.4f}{file:>10.4f}")
    low, high = report.accuracy_difference_interval
    lines.append(f"accuracy change, 95 %: {low:+.4f} to {high:+.4f}")
    changes = report.f1_change.items()
    lines.append("F1 change: " + ", ".join(f"{k} {v:+.4f}" for k, v in changes))
    lines.append(
        f"agreement {report.agreement:.4f}, largest probability difference "
        f"{report.max_probability_difference:.4f}"
    )
    lines.append(
        f"near ties {report.near_ties:.1%} of faces (two labels less than "
        f"{NEAR_TIE} apart), agreement on the others "
        f"{report.agreement_beyond_ties:.4f}"
    )
    if report.qat_epochs:
        lines.append(
            "both with the fine-tuned Keras model; with the one before, "
            f"agreement {report.agreement_with_trained:.4f}"
        )
    lines.append(
        f"{report.size_bytes / 1e6:.2f} MB, runtime "
        f"{report.min_runtime or 'unknown'} or newer"
    )
    for threads, milliseconds in report.latency_ms.items():
        lines.append(f"{milliseconds:.2f} ms per face on {threads} thread(s)")
    for op in report.ops:
        lines.append(f"  {op['count']:4d} x {op['name']} v{op['version']}")
    return "\n".join(lines)
