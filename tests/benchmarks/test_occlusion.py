"""The occlusions, and the table of runs under them."""

import dataclasses
import re

import keras
import numpy as np
import pytest
from PIL import Image

from arm_tf.config import Config
from arm_tf.data.face_sets import ArrayImages, FaceSplits, fingerprint
from arm_tf.models.classifier import classifier_from
from arm_tf.training.runs import Run
from benchmarks import occlusion
from benchmarks.covered_faces import (
    OCCLUSIONS,
    SHARES,
    CoveredImages,
    cover,
    mask,
    patch,
    sunglasses,
)
from benchmarks.occlusion_picture import draw_picture

CONFIG = Config(
    dataset="fer2013", image_size=24, stem="half", width=0.125, head="gap"
)


def generator(seed):
    return np.random.default_rng(seed)


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("shape", [(48, 48), (100, 80)])
def test_patches_cover_their_share(share, shape):
    covered = np.array([patch(shape, generator(k), share) for k in range(300)])
    shares = covered.mean(axis=(1, 2))
    # Whole rows and columns: up to half of one is missing or too many.
    np.testing.assert_allclose(shares, share, atol=1.2 / min(shape))
    # A rectangle each, anywhere in the picture.
    for one in covered[:20]:
        rows, columns = one.any(axis=1).sum(), one.any(axis=0).sum()
        assert rows * columns == one.sum()
        assert 0.3 < rows / columns < 3
    assert covered.any(axis=0).mean() > 0.95


@pytest.mark.parametrize("shape", [(48, 48), (112, 96)])
def test_sunglasses_cover_eyes_and_masks_what_is_below(shape):
    height, width = shape

    def at(covered, y, x):
        return covered[round(y * height), round(x * width)]

    for seed in range(20):
        glasses = sunglasses(shape, generator(seed))
        lower = mask(shape, generator(seed))
        assert at(glasses, 0.38, 0.30) and at(glasses, 0.38, 0.70)
        assert not glasses[round(0.6 * height) :].any()
        assert not glasses[: round(0.2 * height)].any()
        assert at(lower, 0.62, 0.5) and at(lower, 0.78, 0.5)
        assert not lower[: round(0.44 * height)].any()
        assert 0.05 < glasses.mean() < 0.25
        assert 0.2 < lower.mean() < 0.4


@pytest.mark.parametrize("channels", [1, 3])
@pytest.mark.parametrize("name", OCCLUSIONS)
def test_what_is_not_covered_is_as_it_was(name, channels):
    face = np.full((48, 48, channels), 255, "uint8")
    face[:, :24] = 7
    before = face.copy()
    covered = cover(face, name, generator(0))
    assert covered.shape == face.shape and covered.dtype == np.uint8
    np.testing.assert_array_equal(face, before)
    changed = (covered != face).any(axis=-1).mean()
    assert (changed == 0) if name == "none" else (0.04 < changed < 0.45)


def test_all_runs_see_the_same_faces():
    faces = ArrayImages(generator(0).integers(0, 255, (9, 24, 24, 1), "uint8"))
    first, again, other = (
        CoveredImages(faces, "20%", seed) for seed in (1, 1, 2)
    )
    order = [3, 8, 0]
    np.testing.assert_array_equal(
        [first[i] for i in order], [again[i] for i in reversed(order)][::-1]
    )
    assert (first[3] != other[3]).any()
    assert len(first) == 9


@pytest.fixture
def runs(tmp_path, monkeypatch, bars):
    """Three untrained runs: gap twice, llam with ARM once."""
    splits = FaceSplits("bars", bars(28, 0), bars(14, 1), bars(21, 2))
    monkeypatch.setattr(occlusion, "prepare", lambda config, data: splits)
    paths = []
    for seed, changes in enumerate(
        ({}, {}, {"head": "arm", "attention": "llam"})
    ):
        config = dataclasses.replace(CONFIG, seed=seed, **changes)
        run = Run(tmp_path / str(seed))
        run.start(config, tmp_path, fingerprint(splits.train))
        keras.utils.set_random_seed(seed)
        run.save_model(classifier_from(config, splits.train.labels))
        paths.append(str(run.path))
    return paths


def test_the_table_has_a_row_per_network(runs, tmp_path, capsys):
    options = ["--csv", str(tmp_path / "out.csv")]
    options += ["--picture", str(tmp_path / "out.png")]
    assert occlusion.main([*runs, *options]) == 0
    out = capsys.readouterr().out
    assert "test, 21 faces" in out
    assert out.count("\n|") == 4
    assert f"| Network | Runs | {' | '.join(OCCLUSIONS)} |\n|---|---:|" in out
    cells = r"( \| \d+\.\d\d ± \d+\.\d\d){7}"
    assert re.search(rf"^\| gap \| 2{cells} \|$", out, re.M)
    assert re.search(r"^\| llam \+ arm \| 1( \| \d+\.\d\d){7} \|$", out, re.M)
    lines = (tmp_path / "out.csv").read_text().splitlines()
    assert lines[0].split(",") == ["run", "network", *OCCLUSIONS]
    networks = [line.split(",")[1] for line in lines[1:]]
    assert networks == ["gap", "gap", "llam + arm"]
    with Image.open(tmp_path / "out.png") as picture:
        assert picture.size == (1600, 760)


def test_means_and_deviations_are_of_the_runs():
    values = {name: [0.5, 0.6, 0.7] for name in OCCLUSIONS}
    values["mask"] = [0.1, 0.1, 0.4]
    rows = [
        ("gap", {name: values[name][k] for name in OCCLUSIONS})
        for k in range(3)
    ]
    found = occlusion.by_network([*rows, ("arm", rows[0][1])])
    assert [len(found[name]) for name in ("gap", "arm")] == [3, 1]
    *_, gap, arm = occlusion.table(found)
    assert gap.startswith("| gap | 3 | 60.00 ± 10.00 | 60.00 ± 10.00")
    assert gap.endswith("| 20.00 ± 17.32 |")
    assert arm.startswith("| arm | 1 | 50.00 |")
    assert arm.endswith("| 10.00 |")


@pytest.mark.parametrize(
    "changes, name",
    [
        ({}, "gap"),
        ({"head": "arm"}, "arm"),
        ({"head": "arm", "affinity": "none"}, "arm none"),
        ({"attention": "llam"}, "llam"),
        ({"attention": "llam", "head": "arm"}, "llam + arm"),
    ],
)
def test_different_networks_have_different_names(changes, name):
    config = dataclasses.replace(CONFIG, **changes)
    assert occlusion.network(config) == name


def count(colour, path):
    """Returns how many pixels of a picture have a colour."""
    with Image.open(path) as picture:
        pixels = np.asarray(picture.convert("RGB"))
    return (pixels == colour).all(axis=-1).sum()


def test_the_picture_has_a_line_per_network_and_a_band_for_its_runs(tmp_path):
    falling = np.linspace(80, 50, len(OCCLUSIONS))
    path = tmp_path / "picture.png"
    draw_picture({"gap": falling[None], "arm": falling[None] + 9}, "", path)
    band = (217, 234, 243)  # a blue of 15 % on white
    assert count((112, 112, 112), path) > 500
    assert count((0, 114, 178), path) > 500
    assert count(band, path) < 500
    several = falling + np.array([[5], [9], [13]])
    draw_picture({"gap": falling[None], "arm": several}, "", path)
    assert count(band, path) > 5000


def test_runs_of_another_recipe_are_refused(tmp_path, capsys):
    paths = []
    for epochs in (3, 4):
        run = Run(tmp_path / str(epochs))
        run.start(dataclasses.replace(CONFIG, epochs=epochs), None, "")
        paths.append(str(run.path))
    assert occlusion.main(paths) == 2
    assert "others in epochs" in capsys.readouterr().err
