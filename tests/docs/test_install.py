"""The installation page and the packages agree with pyproject.toml."""

import pathlib
import re
import tomllib

import pytest

from arm_tf.pretrained import MODELS

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
FOR_USERS = sorted(set(EXTRAS) - {"dev"})  # which the page only names


def plain(text):
    """Returns letters and digits alone: tf2onnx, onnxruntime."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


@pytest.mark.parametrize("extra", FOR_USERS)
def test_a_row_lists_what_an_extra_brings(extra):
    (row,) = [line for line in PAGE.splitlines() if f'".[{extra}]"`' in line]
    brings = row.split("|")[3]
    for requirement in EXTRAS[extra]:
        if own := re.match(r"arm-tf\[(\w+)\]", requirement):
            assert f"`[{own[1]}]`" in brings
            continue
        name = re.match(r"[\w-]+", requirement)[0]
        assert plain(name) in plain(brings), name


def test_every_extra_is_named():
    for extra in EXTRAS:
        assert f"[{extra}]" in PAGE, extra


def test_the_python_versions_are_those_of_the_package():
    found = re.findall(
        r":: Python :: (3\.\d+)$",
        "\n".join(PROJECT["classifiers"]),
        re.MULTILINE,
    )
    assert f"Python {', '.join(found[:-1])} or {found[-1]}" in PAGE


def test_training_asks_for_the_bundled_models_of_this_checkout():
    path = ROOT / "tools" / "weights" / "pyproject.toml"
    weights = tomllib.loads(path.read_text())
    wanted = f"arm-tf-weights=={weights['project']['version']}"
    assert wanted in EXTRAS["train"] and wanted in EXTRAS["jax"]
    packages = weights["tool"]["setuptools"]["packages"]
    assert {f"arm_tf_weights.{name}" for name in MODELS} < {*packages}
