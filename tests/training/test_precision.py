import pytest
import tensorflow as tf

from arm_tf.training import precision, processor
from arm_tf.training.building import compiles


@pytest.mark.parametrize(
    "device, flags, policy",
    [
        (("gpu", (9, 0)), set(), "mixed_bfloat16"),
        (("gpu", (8, 0)), set(), "mixed_bfloat16"),
        (("gpu", (7, 5)), set(), "mixed_float16"),
        (("gpu", (6, 1)), set(), "float32"),
        (("tpu", (0, 0)), set(), "mixed_bfloat16"),
        (("cpu", (0, 0)), set(), "float32"),
        (("cpu", (0, 0)), {"amx_bf16"}, "mixed_bfloat16"),
        (("cpu", (0, 0)), {"avx512_bf16"}, "float32"),
    ],
)
def test_auto_follows_the_device(monkeypatch, device, flags, policy):
    monkeypatch.setattr(precision, "_device", lambda: device)
    monkeypatch.setattr(processor, "flags", lambda: flags)
    assert precision.choose("auto") == policy


def test_what_is_asked_for_is_taken():
    assert precision.choose("mixed_float16") == "mixed_float16"


def test_this_machine_gets_an_answer():
    names = ("float32", "mixed_bfloat16", "mixed_float16")
    assert precision.choose("auto") in names


@pytest.mark.parametrize(
    "flags, compiled", [({"avx2"}, True), ({"avx2", "avx512f"}, "auto")]
)
def test_a_processor_gets_the_faster_of_xla_and_onednn(
    monkeypatch, flags, compiled
):
    monkeypatch.setattr(processor, "flags", lambda: flags)
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: [])
    assert compiles() == compiled
