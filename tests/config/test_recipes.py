import json

import pytest

from arm_tf import pretrained
from arm_tf.config import PRESETS, from_json, recipes
from arm_tf.config.recipes import RECIPES, find
from arm_tf.errors import InputError


@pytest.mark.parametrize("name", pretrained.MODELS)
def test_one_recipe_makes_each_bundled_model(name):
    (recipe,) = (r for r in RECIPES if r.model == name)
    folder = pretrained.find_run(name)
    made = json.loads((folder / "config.json").read_text())["settings"]
    assert recipe.config("runs") == from_json(made)
    report = json.loads((folder / "report.json").read_text())
    low, high = (100 * end for end in report["accuracy_interval"])
    assert recipe.reached == (
        f"{100 * report['accuracy']:.1f} % of {report['num_images']:,} "
        f"PublicTest faces ({low:.1f} to {high:.1f})"
    )


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda r: r.name)
def test_every_recipe_can_be_given(recipe):
    assert find(recipe.preset, recipe.name) is recipe
    assert recipe.config("runs", ["seed=3"]).seed == 3
    assert f"--recipe {recipe.name}" in recipe.command


def test_what_a_recipe_starts_from_comes_first():
    steps = find("fer2013", "fer2013_face").steps()
    names = [step.name for step in steps]
    assert names == ["ferplus_face", "ferplus_face2", "fer2013_face"]
    small = find("ferplus", "mobile_small")
    assert [step.name for step in small.steps()] == [*names[:2], small.name]
    config = small.config("elsewhere")
    assert config.teacher == config.weights
    assert config.weights == "elsewhere/ferplus_face2/model.keras"


def test_a_recipe_that_is_not_there():
    words = "recipe of sfew: it has none. Received: --recipe ferplus_128"
    with pytest.raises(InputError, match=words):
        find("sfew", "ferplus_128")


def test_a_preset_lists_its_recipes():
    for name in PRESETS:
        shown = recipes.table(name)
        for recipe in RECIPES:
            assert (recipe.command in shown) == (recipe.preset == name)
