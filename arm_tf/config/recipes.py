"""Training runs with known results: settings, minutes and test accuracy.

    arm-tf train ferplus --recipe ferplus_128 --data PATH

also trains the recipes that this one starts from, each in a run of its name.
"""

import dataclasses
import pathlib

from arm_tf.config.parsing import configure
from arm_tf.config.settings import Config
from arm_tf.errors import InputError


@dataclasses.dataclass(frozen=True)
class Recipe:
    """The settings of a past training run, which one command repeats.

    Attributes:
        name: str, also of the run's folder.
        preset: str, the data set and its default settings.
        settings: str, `name=value` of what differs, separated by spaces.
        start: `Recipe` whose model is the start (`weights=`), or None.
        teacher: `Recipe` whose model is the teacher, or None.
        model: str, the bundled model that it became; "" for none.
        minutes: int, on two CPU cores, without `start` and `teacher`; None if
            it was not timed alone, or not trained to the end yet.
        reached: str, accuracy on the test split with its 95 % interval, and
            the number of faces; "" if it was not measured yet.

    Example:

    >>> find("ferplus", "ferplus_128").config("runs").weights
    'runs/ferplus_face2/model.keras'
    """

    name: str
    preset: str
    settings: str
    start: "Recipe | None" = None
    teacher: "Recipe | None" = None
    model: str = ""
    minutes: int | None = None
    reached: str = ""

    @property
    def command(self) -> str:
        """The command that repeats it."""
        data = "" if self.preset == "synthetic" else " --data PATH"
        return f"arm-tf train {self.preset} --recipe {self.name}{data}"

    def steps(self) -> list["Recipe"]:
        """Returns the recipes to train, in this order; itself at the end."""
        found = []
        for recipe in (self.start, self.teacher):
            found += recipe.steps() if recipe else []
        return [*dict.fromkeys(found), self]

    def config(self, runs: str | pathlib.Path, overrides: tuple = ()) -> Config:
        """Returns its settings.

        Args:
            runs: folder that holds the runs of `start` and `teacher`.
            overrides: strings `name=value`, over the recipe's own.

        Raises:
            InputError: an override is invalid.
        """
        models = {"weights": self.start, "teacher": self.teacher}
        paths = [
            f"{setting}={pathlib.Path(runs) / recipe.name / 'model.keras'}"
            for setting, recipe in models.items()
            if recipe
        ]
        settings = (*self.settings.split(), *paths, *overrides)
        return configure(self.preset, settings)


def find(preset: str, name: str) -> Recipe:
    """Returns a recipe by its preset and name.

    Raises:
        InputError: the preset has no recipe of this name.
    """
    known = {r.name: r for r in RECIPES if r.preset == preset}
    if name not in known:
        names = ", ".join(known) or "it has none"
        raise InputError(
            f"Expected a recipe of {preset}: {names}. Received: --recipe "
            f"{name!s:.200}. `arm-tf train --list {preset}` shows them."
        )
    return known[name]


def table(preset: str) -> str:
    """Returns a preset's recipes as lines of text, for `--list`."""
    return "\n".join(
        f"{recipe.command}\n    "
        + (f"{recipe.minutes} minutes on two cores; " * bool(recipe.minutes))
        + (recipe.reached or "not measured yet")
        for recipe in RECIPES
        if recipe.preset == preset
    )


_FACE = (
    "backbone={} stem=imagenet width=1 image_size={} batch_size=32 "
    "augmentation=strong weight_ema=0 "
)
# From before `head_epochs` existed. The results were measured with an earlier
# version of the strong augmentation; see docs/results.md.
_POOLED = _FACE + (
    "head=gap head_epochs=0 warmup_epochs=0.3 epochs={} learning_rate=0.0005 "
    "precision=float32"
)
# On top of a trained network, the new head first.
_STAGED = _FACE + (
    "epochs={} head_epochs=1 "
    "head_learning_rate=0.002 learning_rate={} warmup_epochs=0.1"
)
_ARM = _STAGED + " head=arm"  # with the paper's geometry

_FERPLUS_FACE = Recipe(
    "ferplus_face",
    "ferplus",
    _POOLED.format("face_resnet", 112, 12) + " weights=face",
    minutes=50,
    reached="87.6 % of 3,199 PublicTest faces",
)
_FERPLUS_FACE2 = Recipe(
    "ferplus_face2",
    "ferplus",
    _POOLED.format("face_resnet", 112, 12),
    start=_FERPLUS_FACE,
    minutes=50,
    reached="87.6 % of 3,199 PublicTest faces",
)
_FER2013_ARM_12 = Recipe(
    "fer2013_arm_12",
    "fer2013",
    _ARM.format("face_resnet_short", 128, 12, 0.0005)
    + " label_smoothing=0 weights=mobile_arm",
    reached="67.6 % of 3,589 PublicTest faces (66.1 to 69.1)",
)
_FERPLUS_128 = Recipe(
    "ferplus_128",
    "ferplus",
    _POOLED.format("face_resnet", 128, 12) + " targets=all-votes",
    start=_FERPLUS_FACE2,
    minutes=76,
    reached="88.4 % of 3,199 PublicTest faces (87.3 to 89.4)",
)

RECIPES = (
    # The shortest run that shows that everything works.
    Recipe(
        "drawn_short",
        "synthetic",
        "backbone=face_resnet_short stem=imagenet width=1 image_size=64 "
        "grey=true head=gap weights=mobile_arm augmentation=none "
        "label_smoothing=0 batch_size=16 epochs=1 head_epochs=0 "
        "learning_rate=0.002 warmup_epochs=0.2 faces_per_class=100",
        minutes=2,
        reached="84.6 % of 1,600 drawn test faces (82.8 to 86.3)",
    ),
    Recipe(
        "drawn",
        "synthetic",
        "",
        reached="92.5 % of 1,600 drawn test faces (91.1 to 93.7)",
    ),
    _FERPLUS_FACE,
    _FERPLUS_FACE2,
    _FERPLUS_128,
    Recipe(
        "mobile_small",
        "ferplus",
        _POOLED.format("face_resnet_short", 80, 11),
        start=_FERPLUS_FACE2,
        teacher=_FERPLUS_FACE2,
        minutes=26,
        reached="86.6 % of 3,199 PublicTest faces (85.4 to 87.7)",
    ),
    Recipe(
        "fer2013_face",
        "fer2013",
        _POOLED.format("face_resnet", 112, 12) + " label_smoothing=0",
        start=_FERPLUS_FACE2,
        minutes=59,
        reached="67.8 % of 3,589 PublicTest faces (66.3 to 69.3)",
    ),
    Recipe(
        "ferplus_arm",
        "ferplus",
        _ARM.format("face_resnet_medium", 128, 2, 0.0004)
        + " output_stride=16 arm_planes=2 targets=all-votes",
        start=_FERPLUS_128,
        model="ferplus",
        reached="87.8 % of 3,199 PublicTest faces (86.6 to 88.9)",
    ),
    Recipe(
        "ferplus_arm_small",
        "ferplus",
        _ARM.format("face_resnet_short", 128, 3, 0.0005) + " targets=all-votes",
        start=_FERPLUS_128,
        model="mobile_arm",
        reached="87.2 % of 3,199 PublicTest faces (86.0 to 88.3)",
    ),
    Recipe(
        "ferplus_small",
        "ferplus",
        _STAGED.format("face_resnet_short", 128, 5, 0.0005)
        + " head=gap targets=all-votes",
        start=_FERPLUS_128,
        model="mobile",
        reached="87.5 % of 3,199 PublicTest faces (86.3 to 88.6)",
    ),
    _FER2013_ARM_12,
    Recipe(
        "fer2013_arm",
        "fer2013",
        _FACE.format("face_resnet_short", 128) + "head=arm head_epochs=0 "
        "epochs=28 learning_rate=0.0005 warmup_epochs=0.5 label_smoothing=0",
        start=_FER2013_ARM_12,
        model="fer2013",
        reached="69.7 % of 3,589 PublicTest faces (68.2 to 71.2)",
    ),
)
