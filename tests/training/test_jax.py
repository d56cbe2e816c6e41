"""Keras' other backend: training and evaluation without TensorFlow."""

import json

import keras
import numpy as np
import pytest

from arm_tf.config import Config
from arm_tf.expressions import BASIC
from arm_tf.models.classifier import classifier_from
from tests.helpers import on_jax

PROGRAM = """
import json, sys
sys.modules["tensorflow"] = None  # as where it is not installed
import dataclasses, keras, numpy as np
from tests.helpers.bars import bar_faces
from arm_tf.config import Config
from arm_tf.data.face_sets import FaceSplits, fingerprint
from arm_tf.models import resnet
from arm_tf.training import statistics
from arm_tf.training.runs import Run
from arm_tf.training.trainer import train

folder, pixels = sys.argv[1:]
statistics.BATCH = 28  # so that the averages' own are measured
resnet.DEPTHS[18] = (1, 1)  # Compiling takes longer than the training.
model = keras.saving.load_model(folder + "/model.keras")
logits = model.predict(np.load(pixels), verbose=0)
config = Config(dataset="fer2013", image_size=24, stem="half", width=0.125,
    augmentation="strong", mixup=0.2, cutmix=1.0, batch_size=28, epochs=2,
    weight_ema=0.5, precision="mixed_bfloat16",
    teacher=folder + "/model.keras")
parts = [bar_faces(count, seed) for seed, count in enumerate((56, 28, 28))]
splits = FaceSplits("bars", *parts)
reports = []
for name in ("a", "b"):
    run = Run(folder + "/" + name)
    run.start(config, None, fingerprint(splits.train))
    reports.append(train(config, splits, run))
checkpoints = [np.load(f"{folder}/{name}/checkpoint.npz") for name in "ab"]
same = all(np.array_equal(checkpoints[0][k], checkpoints[1][k])
    for k in checkpoints[0].files if k != "history")
print(json.dumps({"backend": keras.backend.backend(), "same": same,
    "logits": logits.tolist(), "faces": reports[0].num_images}))
"""


@pytest.fixture(scope="module")
def answers(tmp_path_factory, quick_training):
    """The results of a process with JAX and without TensorFlow."""
    folder = tmp_path_factory.mktemp("jax")
    keras.utils.set_random_seed(0)
    config = Config(image_size=24, stem="half", width=0.125, grey=True)
    model = classifier_from(config, BASIC)
    pixels = np.random.default_rng(0).integers(0, 256, (6, 24, 24, 3), "uint8")
    model(pixels, training=True)
    model.save(folder / "model.keras")
    np.save(folder / "pixels.npy", pixels)
    printed = on_jax.run(PROGRAM, folder, folder / "pixels.npy")
    result = json.loads(printed.splitlines()[-1])
    return result, model.predict(pixels, verbose=0)


def test_a_model_answers_alike_on_both(answers):
    result, expected = answers
    assert result["backend"] == "jax"
    np.testing.assert_allclose(result["logits"], expected, atol=1e-4)


def test_jax_trains_and_repeats_itself(answers):
    assert answers[0]["faces"] == 28
    assert answers[0]["same"]
