"""The picture of what a network attends to."""

import keras
import numpy as np
from PIL import Image

from arm_tf.evaluation.calibration import softmax
from arm_tf.models.classifier import classifier_from
from arm_tf.training.runs import Run
from benchmarks import attention_maps
from tests.helpers.small_models import (
    LABELS,
    random_faces,
    randomised,
    small_config,
)


def test_shows_the_gates_and_the_networks_own_answers():
    model = randomised(attention="llam")
    pixels = random_faces(3)
    maps, probabilities = attention_maps.attention_of(model, pixels)
    expected = softmax(np.asarray(model(pixels)))
    np.testing.assert_allclose(probabilities, expected, atol=1e-5)
    sizes = [model.get_layer(f"attention{k}").output.shape for k in range(1, 5)]
    assert [m.shape for m in maps] == [(3, *s[1:3]) for s in sizes]
    for number, found in enumerate(maps, 1):
        layer = model.get_layer(f"attention{number}")
        inputs = keras.Model(model.input, layer.input)(pixels)
        gate = np.asarray(layer.attention(*inputs)).mean(axis=-1)
        np.testing.assert_allclose(found, gate, atol=1e-5)


def started(path, **settings):
    """Returns the path of an untrained run."""
    config = small_config(dataset="fer2013", **settings)
    run = Run(path)
    run.start(config, None, "")
    run.save_model(classifier_from(config, LABELS))
    return str(path)


def test_writes_a_picture(tmp_path, capsys):
    run = started(tmp_path / "run", attention="llam")
    assert attention_maps.main([run]) == 0
    assert "run/attention.png" in capsys.readouterr().out
    with Image.open(tmp_path / "run/attention.png") as picture:
        width, height = picture.size
        assert height > width > 500
    out = tmp_path / "other.jpg"
    assert attention_maps.main([run, "--out", str(out)]) == 0
    assert out.read_bytes()[:2] == b"\xff\xd8" and out.stat().st_size < 300_000
    assert attention_maps.main([run, "--out", "other.gif"]) == 2
    assert ".png or .jpg. Received: other.gif" in capsys.readouterr().err


def test_a_network_without_attention_is_refused(tmp_path, capsys):
    run = started(tmp_path / "run")
    assert attention_maps.main([run]) == 2
    error = capsys.readouterr().err
    assert "with attention. Received:" in error and "attention=llam" in error
    assert error.count("\n") == 1
    assert not (tmp_path / "run/attention.png").exists()


def test_colours_say_where_more_is_let_through(tmp_path):
    pixels = np.full((1, 32, 32, 3), 128, "uint8")
    gates = np.full((1, 2, 2), 0.5)
    gates[0, 0, 1] = 0.9  # above, right
    path = tmp_path / "out.png"
    attention_maps.draw_picture(["a"], pixels, [gates], ["b"], path)
    with Image.open(path) as picture:
        colours = np.asarray(picture.convert("RGB")).astype(int)
    redness = colours[..., 0] - colours[..., 2]
    rows, columns = np.nonzero(redness > 30)
    cold = np.argwhere(redness < -20)
    bar = colours.shape[0] * 0.7  # the scale's colours are below
    rows, columns = rows[rows < bar], columns[rows < bar]
    cold = cold[cold[:, 0] < bar]
    assert len(rows) > 100 and len(cold) > 300
    assert rows.mean() < cold[:, 0].mean()
    assert columns.mean() > cold[:, 1].mean()
