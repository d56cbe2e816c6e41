"""What is told where LiteRT cannot be had."""

import platform
import sys

import pytest

from arm_tf.errors import InputError
from arm_tf.faces.detector import FaceDetector


@pytest.mark.parametrize(
    "system, processor, told",
    [
        ("linux", "x86_64", "pip install ai-edge-litert"),
        ("darwin", "arm64", "pip install ai-edge-litert"),
        ("darwin", "x86_64", "none for Macs with Intel processors"),
    ],
)
def test_without_litert_it_is_one_line(monkeypatch, system, processor, told):
    monkeypatch.setitem(sys.modules, "ai_edge_litert.interpreter", None)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(platform, "machine", lambda: processor)
    with pytest.raises(InputError, match=f"Expected LiteRT.*{told}"):
        FaceDetector()
