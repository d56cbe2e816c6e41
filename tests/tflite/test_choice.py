"""The rule that keeps one of two int8 files, on made-up predictions."""

import types

import numpy as np
import pytest

from arm_tf.tflite import choice

CLASSES = np.zeros(400, "int64")
BATCHES = types.SimpleNamespace(faces=types.SimpleNamespace(classes=CLASSES))


@pytest.mark.parametrize(
    "qat, ptq, kept",
    [
        (360, 300, "qat"),
        (300, 360, "ptq"),
        (300, 300, "qat"),
        (299, 300, "qat"),  # better, but not significantly
    ],
)
def test_ptq_is_kept_only_if_it_is_significantly_better(
    monkeypatch, qat, ptq, kept
):
    def predict(correct, batches):
        """Returns logits of which the first `correct` are right."""
        return np.eye(2)[(np.arange(len(CLASSES)) >= correct).astype(int)]

    monkeypatch.setattr(choice, "predict", predict)
    result = choice.compare_quantization(qat, ptq, BATCHES)
    assert result.kept == kept
    assert result.qat_accuracy == qat / 400
    assert result.ptq_accuracy == ptq / 400
    low, high = result.difference_interval
    assert low <= (qat - ptq) / 400 <= high
    assert str(result).endswith(f"kept: {kept}")
