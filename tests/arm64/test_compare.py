"""The comparison detects differences; needs no emulator."""

import numpy as np
import pytest

from arm_tf.data.drawn_face import draw
from tests.arm64.compare import (
    FACES,
    cpuinfo,
    differences,
    inputs,
    is_wrong,
)

ANSWERS = {"XNNPACK": np.full((5, 3), 0.25, "float32")}


def changed(row, value):
    answers = ANSWERS["XNNPACK"].copy()
    answers[row, 0] = value
    return {"XNNPACK": answers}


def test_the_same_answers_differ_nowhere():
    assert differences(ANSWERS, changed(0, 0.25)) == {"XNNPACK": (1, 1, 0)}


def test_a_single_bit_is_noticed():
    barely = np.nextafter(np.float32(0.25), np.float32(1))
    same, labels, largest = differences(ANSWERS, changed(3, barely))["XNNPACK"]
    assert same == 0.8 and labels == 1 and 0 < largest < 1e-7
    zero = {"XNNPACK": np.zeros((1, 3), "float32")}
    minus = {"XNNPACK": -zero["XNNPACK"]}
    assert differences(zero, minus)["XNNPACK"] == (0, 1, 0)


@pytest.mark.parametrize("kernels", ["reference", "XNNPACK, logits"])
def test_one_other_bit_is_wrong_where_bits_count(kernels):
    assert not is_wrong(kernels, 1, 1, 0)
    assert is_wrong(kernels, 0.995, 1, 1e-9)


def test_a_step_of_the_softmax_is_right_and_two_are_wrong():
    assert not is_wrong("XNNPACK", 0.995, 1, 1 / 256)
    assert is_wrong("XNNPACK", 0.995, 1, 2 / 256)
    assert is_wrong("builtin", 0, 0.96, 0.04)


def test_the_builtin_kernels_are_compared_with_the_shipped_answers():
    here = {"XNNPACK": np.eye(3), "builtin": np.eye(3)[::-1]}
    arm = {"XNNPACK": np.eye(3), "builtin": np.eye(3)}
    assert differences(here, arm)["builtin"] == (1, 1, 0)
    assert differences(here, here)["builtin"][1] == 1 / 3


def test_no_kernels_are_left_out():
    with pytest.raises(KeyError, match="XNNPACK"):
        differences(ANSWERS, {})


def test_fewer_answers_are_no_answer():
    fewer = {"XNNPACK": ANSWERS["XNNPACK"][:2]}
    with pytest.raises(ValueError, match=r"\(5, 3\).*Received.*\(2, 3\)"):
        differences(ANSWERS, fewer)


def test_the_inputs_are_golden_drawn_and_random(monkeypatch):
    face = draw("happiness", np.random.default_rng(0), 16)
    monkeypatch.setattr("tests.arm64.compare.pixels", lambda png: face)
    golden = {"image_size": 16, "faces": [{"png": ""}] * 2}
    images = inputs(golden)
    assert images.shape == (FACES, 16, 16, 3) and images.dtype == np.uint8
    np.testing.assert_array_equal(images[:2], [face, face])
    assert len({image.tobytes() for image in images[1:]}) == FACES - 1
    np.testing.assert_array_equal(images, inputs(golden))


def test_the_processor_is_described_as_its_kernel_would():
    lines = cpuinfo("0xd0b", "fp asimd").splitlines()
    assert "CPU part\t: 0xd0b" in lines and "Features\t: fp asimd" in lines
