"""Settings as text: from the command line, and from a run's config.json."""

import dataclasses
import difflib
import textwrap
import typing
from typing import Any

from arm_tf.config.geometry import arm_warning
from arm_tf.config.presets import PRESETS
from arm_tf.config.settings import Config
from arm_tf.errors import InputError

FIELDS = {field.name: field for field in dataclasses.fields(Config)}
# Settings of 0.1.0 that were removed, and the only value still supported.
REMOVED = {
    "attention_source": ("both",),
    "attention_fusion": ("residual",),
    "optimizer": ("adam", "adamw"),  # the same except for weight_decay
    "learning_rate_decay": (0.9,),
}
COLUMN, WIDTH = 30, 79  # characters, of the table of settings


def configure(preset: str, overrides: tuple = ()) -> Config:
    """Returns a preset with some settings changed.

    Args:
        preset: a key of `PRESETS`.
        overrides: strings `name=value`; names are the fields of `Config`.

    Raises:
        InputError: no such preset or setting, a value of the wrong type, or a
            setting that would have no effect.

    Example:

    >>> configure("fer2013", ["epochs=3"]).epochs
    3
    """
    if preset not in PRESETS:
        raise InputError(
            f"There is no preset called {preset!r}. "
            f"Presets: {', '.join(PRESETS)}. Received: {preset}"
        )
    return apply(PRESETS[preset], overrides)


def apply(base: Config, overrides: tuple = ()) -> Config:
    """Returns settings with some changed; arguments as those of `configure`.

    With initial weights, the first epoch trains the head alone, unless
    `head_epochs` is given or it is the only one.
    """
    changes = dict(parse(text) for text in overrides)
    if changes.get("weights") and "head_epochs" not in changes:
        epochs = changes.get("epochs", base.epochs)
        changes["head_epochs"] = min(1, epochs - 1)
    config = dataclasses.replace(base, **changes)
    _check_effects(base, config)
    return config


def from_json(values: dict) -> Config:
    """Returns the `Config` of a dict as `config.json` holds it.

    Settings that are newer than the run get their default, which is how the run
    was trained; removed settings are left out.

    Raises:
        InputError: a setting is unknown or of the wrong type.
    """
    if not isinstance(values, dict) or set(values) - {*FIELDS, *REMOVED}:
        raise InputError(
            "config.json must hold only the settings of this version: "
            f"{', '.join(FIELDS)}. Received: {values!r:.200}. Use the version "
            "that trained the run, or train again."
        )
    values = {n: v for n, v in values.items() if n not in REMOVED}
    for name, value in values.items():
        kind: typing.Any = FIELDS[name].type
        # JSON may write 1.0 as 1. In Python, `True` is an int, but here it
        # must not pass as one.
        kinds = (int, float) if kind is float else (kind,)
        if type(value) not in kinds:
            raise InputError(
                f"config.json: `{name}` takes {kind.__name__} values. "
                f"Received: {value!r:.200}"
            )
    return Config(**values)


def table(title: str, config: Config) -> str:
    """Returns all settings as lines of text, for `--list`."""
    lines = [f"settings of {title}, to be given as name=value"]
    for name, field in FIELDS.items():
        value = getattr(config, name)
        lines += textwrap.wrap(
            f"{name}={as_text(value)}".ljust(COLUMN - 2)
            + "  "
            + _meaning(field),
            WIDTH,
            subsequent_indent=" " * COLUMN,
        )
    if warning := arm_warning(config):
        lines += ["", *textwrap.wrap(f"warning: {warning}", WIDTH)]
    return "\n".join(lines)


def as_text(value: Any) -> str:
    """Returns a setting's value as it is written on the command line."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def _meaning(field):
    """Returns what a setting does, its range, and when it has an effect."""
    about, text = field.metadata, field.metadata["meaning"]
    if about["choices"]:
        text += f": {', '.join(about['choices'])}"
    elif about["limits"]:
        text += " ({} to {})".format(*about["limits"])
    elif field.type is bool:
        text += ": true, false"
    if about["needs"]:
        other, values = about["needs"]
        text += f"; with {other}={' or '.join(values)} only"
    return text


def parse(text: str) -> tuple[str, Any]:
    """Returns name and value of a setting written as `name=value`.

    Raises:
        InputError: there is no such setting, or it takes another type.
    """
    name, equals, value = text.partition("=")
    names = sorted(set(FIELDS) - {"dataset"})
    if not equals or name not in names:
        close = difflib.get_close_matches(name, names, 1)
        hint = f" Did you mean {close[0]}?" if close else ""
        raise InputError(
            f"There is no setting called {name!r}.{hint} Settings: "
            f"{', '.join(names)}; give them as name=value. Received: {text}"
        )
    kind: Any = FIELDS[name].type
    try:
        if kind is bool:
            return name, {"true": True, "false": False}[value.lower()]
        return name, kind(value)
    except (KeyError, ValueError):
        expected = "true or false" if kind is bool else kind.__name__
        raise InputError(
            f"`{name}` takes {expected} values. Received: {text}"
        ) from None


def _check_effects(preset, config):
    """Raises `InputError` where a changed setting would have no effect."""
    for name, field in FIELDS.items():
        needs, value = field.metadata["needs"], getattr(config, name)
        if not needs or value == getattr(preset, name):
            continue
        other, values = needs
        # The other setting's default means that it is off.
        if getattr(config, other) in values or value == field.default:
            continue
        raise InputError(
            f"`{name}` has an effect with {other}={' or '.join(values)} only. "
            f"Received: {name}={value} with {other}={getattr(config, other)}. "
            f"Leave {name} out, or change {other}."
        )
