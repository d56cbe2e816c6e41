"""The error where LiteRT is not available."""

import os
import platform
import subprocess
import sys

import pytest

from arm_tf.errors import InputError
from arm_tf.faces import litert
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


def test_a_model_starts_in_silence():
    code = "from arm_tf import Analyzer; Analyzer('mobile')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True)
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_other_lines_are_not_lost(capfd, monkeypatch):
    monkeypatch.setattr(litert, "_greeted", False)
    with pytest.raises(ZeroDivisionError):
        with litert._without_the_greeting():
            os.write(2, b"one\n" + litert.GREETING + b" for CPU.\ntwo\n")
            raise ZeroDivisionError
    os.write(2, b"three\n")
    assert capfd.readouterr().err == "one\ntwo\nthree\n"


def test_only_the_first_model_is_watched(capfd, monkeypatch):
    monkeypatch.setattr(litert, "_greeted", False)
    for _ in range(2):
        with litert._without_the_greeting():
            os.write(2, litert.GREETING + b" for CPU.\n")
    assert capfd.readouterr().err.count("XNNPACK") == 1
