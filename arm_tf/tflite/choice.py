"""Which int8 file to keep: fine-tuned (QAT), or quantized after training (PTQ).

Both are run on the validation faces. The rule: QAT is kept, unless the PTQ file
has the higher accuracy and the paired 95 % interval of the difference lies
wholly on its side.
"""

import dataclasses

from arm_tf.data.batches import FaceBatches
from arm_tf.evaluation.significance import accuracy_difference_interval
from arm_tf.tflite.file_model import predict


@dataclasses.dataclass(frozen=True)
class Comparison:
    """Two int8 files of one model on validation faces.

    `str` gives one line of text.
    """

    kept: str  # "qat" or "ptq"
    num_images: int
    qat_accuracy: float
    ptq_accuracy: float
    difference_interval: list  # of accuracy, QAT minus PTQ, 95 %

    def __str__(self):
        low, high = self.difference_interval
        return (
            f"validation, {self.num_images} faces: quantization-aware "
            f"{self.qat_accuracy:.4f}, post-training {self.ptq_accuracy:.4f} "
            f"(difference, 95 %: {low:+.4f} to {high:+.4f}); kept: {self.kept}"
        )


def compare_quantization(
    qat: bytes, ptq: bytes, batches: FaceBatches
) -> Comparison:
    """Returns both files' accuracy on validation faces; the rule keeps one."""
    classes = batches.faces.classes
    hits = [
        predict(content, batches).argmax(axis=1) == classes
        for content in (qat, ptq)
    ]
    interval = accuracy_difference_interval(*hits)
    return Comparison(
        kept="ptq" if interval[1] < 0 else "qat",
        num_images=len(classes),
        qat_accuracy=float(hits[0].mean()),
        ptq_accuracy=float(hits[1].mean()),
        difference_interval=interval,
    )
