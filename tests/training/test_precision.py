import pytest

from arm_tf.training import precision


@pytest.mark.parametrize(
    "device, bfloat16, policy",
    [
        (("gpu", (9, 0)), False, "mixed_bfloat16"),
        (("gpu", (8, 0)), False, "mixed_bfloat16"),
        (("gpu", (7, 5)), False, "mixed_float16"),
        (("gpu", (6, 1)), False, "float32"),
        (("tpu", (0, 0)), False, "mixed_bfloat16"),
        (("cpu", (0, 0)), False, "float32"),
        (("cpu", (0, 0)), True, "mixed_bfloat16"),
    ],
)
def test_auto_follows_the_device(monkeypatch, device, bfloat16, policy):
    monkeypatch.setattr(precision, "_device", lambda: device)
    monkeypatch.setattr(precision, "_processor_has_bfloat16", lambda: bfloat16)
    assert precision.choose("auto") == policy


def test_what_is_asked_for_is_taken():
    assert precision.choose("mixed_float16") == "mixed_float16"


def test_this_machine_gets_an_answer():
    names = ("float32", "mixed_bfloat16", "mixed_float16")
    assert precision.choose("auto") in names
