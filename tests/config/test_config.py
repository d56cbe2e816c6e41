import dataclasses
import json

import pytest

from arm_tf.config import PRESETS, Config, configure, from_json
from arm_tf.errors import InputError


def test_contracts_presets():
    names = "synthetic raf_db affectnet7 affectnet8 sfew aff_wild2 folder "
    assert list(PRESETS) == (names + "fer2013 ferplus").split()
    assert all(name == config.dataset for name, config in PRESETS.items())


def test_raf_db_is_the_originals_recipe():
    recipe = "backbone=resnet18 head=arm stem=imagenet image_size=224 "
    recipe += "batch_size=256 epochs=70 learning_rate=0.001 l2=0.0001 "
    recipe += "schedule=exponential weight_decay=0"
    assert configure("raf_db", recipe.split()) == PRESETS["raf_db"]


def test_overrides_take_the_fields_type():
    overrides = ["epochs=3", "width=0.5", "grey=true", "head=gap"]
    config = configure("raf_db", overrides)
    found = (config.epochs, config.width, config.grey, config.head)
    assert found == (3, 0.5, True, "gap")


@pytest.mark.parametrize(
    "override, message",
    [
        ("epocs=3", "no setting called 'epocs'.*batch_size.*epochs"),
        ("epochs", "name=value.*Received: epochs"),
        ("dataset=sfew", "no setting called 'dataset'"),
        ("epochs=1.5", "`epochs` takes int values. Received: epochs=1.5"),
        ("grey=yes", "true or false.*grey=yes"),
        ("head=fancy", "arm, gap, flatten.*head=fancy"),
        ("epochs=0", "between 1 and.*epochs=0"),
        ("learning_rate=nan", "between.*learning_rate=nan"),
        ("width=0", "between 0.125 and 4.*width=0"),
    ],
)
def test_wrong_overrides(override, message):
    with pytest.raises(InputError, match=message):
        configure("raf_db", [override])


def test_unknown_preset():
    with pytest.raises(InputError, match="'imagenet'.*synthetic, raf_db"):
        configure("imagenet")


def test_json_round_trip():
    config = configure("fer2013", ["seed=3"])
    values = json.loads(json.dumps(dataclasses.asdict(config)))
    assert from_json(values) == config


@pytest.mark.parametrize(
    "change, message",
    [
        ({"speed": 1}, "only the settings.*Received"),
        ({"epochs": "3"}, "`epochs` takes int values. Received: '3'"),
        ({"schedule": "9" * 5000}, r"cosine. Received: schedule=9{200}$"),
        ({"epochs": 10**4000}, r"between.*Received: epochs=10{199}$"),
        ({"epochs": "3" * 5000}, r"Received: '3{199}$"),
    ],
)
def test_wrong_json(change, message):
    values = {**dataclasses.asdict(Config()), **change}
    with pytest.raises(InputError, match=message):
        from_json(values)


def test_runs_from_before_a_setting_have_its_default():
    values = dataclasses.asdict(configure("fer2013", ["seed=3"]))
    del values["attention"]
    assert from_json(values) == configure("fer2013", ["seed=3"])


def test_settings_that_are_no_more_are_left_out():
    values = dataclasses.asdict(configure("fer2013", ["seed=3"]))
    old = {"optimizer": "sgd", "learning_rate_decay": 0.5}
    old |= {"attention_source": "both", "attention_fusion": "multiply"}
    assert from_json(values | old) == configure("fer2013", ["seed=3"])


@pytest.mark.parametrize(
    "values", [{"epochs": True}, {"width": True}, {"grey": 1}, {"epochs": 1.5}]
)
def test_json_of_another_type_is_refused(values):
    with pytest.raises(InputError, match="config.json: `"):
        from_json({"dataset": "fer2013", **values})


def test_json_writes_whole_floats_as_integers():
    assert from_json({"width": 1}).width == 1
