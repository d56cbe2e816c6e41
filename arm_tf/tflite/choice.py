"""Which int8 file to keep: fine-tuned (QAT), or quantized after training (PTQ).

Both are run on the validation faces. The rule: QAT is kept, unless the PTQ file
has the higher accuracy and the paired 95 % interval of the difference lies
wholly on its side.
"""

from arm_tf.data.batches import FaceBatches
from arm_tf.evaluation.significance import accuracy_difference_interval
from arm_tf.tflite.file_model import predict


def compare_quantization(qat: bytes, ptq: bytes, batches: FaceBatches) -> dict:
    """Returns both files' accuracy, and which one the rule keeps.

    Args:
        qat: bytes of the fine-tuned file.
        ptq: bytes of the file quantized after training, of the same model.
        batches: `FaceBatches` of validation faces, of the files' size.

    Returns:
        Dict of plain values for `report.json`: `kept` ("qat" or "ptq"),
        `num_images`, `qat_accuracy`, `ptq_accuracy`, and
        `difference_interval`, of QAT minus PTQ.
    """
    classes = batches.faces.classes
    hits = [
        predict(content, batches).argmax(axis=1) == classes
        for content in (qat, ptq)
    ]
    interval = accuracy_difference_interval(*hits)
    return {
        "kept": "ptq" if interval[1] < 0 else "qat",
        "num_images": len(classes),
        "qat_accuracy": float(hits[0].mean()),
        "ptq_accuracy": float(hits[1].mean()),
        "difference_interval": interval,
    }


def summary(comparison: dict) -> str:
    """Returns a comparison as a line for a person."""
    low, high = comparison["difference_interval"]
    return (
        f"validation, {comparison['num_images']} faces: quantization-aware "
        f"{comparison['qat_accuracy']:.4f}, post-training "
        f"{comparison['ptq_accuracy']:.4f} (difference, 95 %: {low:+.4f} to "
        f"{high:+.4f}); kept: {comparison['kept']}"
    )
