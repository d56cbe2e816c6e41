"""Loads a data set by name; missing splits are taken from training.

FER2013 and FER+ label the same pictures. Where both are at hand, they hold out
the same ones: a model trained on one set of labels may be the start on the
other, without having seen its validation faces.
"""

import dataclasses
import pathlib

import numpy as np

from arm_tf.config import Config
from arm_tf.data import splits, synthetic
from arm_tf.data.face_sets import FaceSplits, fingerprint, joined
from arm_tf.data.images.aligned import align
from arm_tf.data.readers import READERS
from arm_tf.errors import InputError

SPLIT_SEED = 0  # the same faces are held out for every seed of a run


def prepare(config: Config, root: str | pathlib.Path | None) -> FaceSplits:
    """Loads a data set and returns it with a validation and a test split.

    A missing split is taken from the training faces: stratified, seeded, and
    with duplicates on one side; FER2013's are FER+'s faces, if its votes are
    there too. A data set without training faces (for evaluation) is returned
    unchanged.

    Args:
        config: `arm_tf.config.Config`.
        root: path of the data set; ignored for the synthetic one.

    Returns:
        `FaceSplits`.

    Raises:
        InputError: there is no such data set at `root`.
    """
    found = _read(config, root)
    if config.aligned:
        found = _aligned(found)
    if not len(found.train):
        return found
    if config.fold:
        found = _fold(config, found)
    parts, cut = {"train": found.train}, []
    other = _same_pictures(config, root)
    for name in ("test", "validation"):
        part = getattr(found, name)
        if part is None or not len(part):
            parts["train"], part = _hold_out(
                config, parts["train"], other and getattr(other, name)
            )
            cut.append(name)
        parts[name] = part
    if found.no_majority is not None:
        parts["train"] = _with_no_majority(parts, found.no_majority)
    if config.fold:
        cut.append("test")
    same = "; holds out FER+'s pictures" if other and cut else ""
    return dataclasses.replace(
        found,
        layout=found.layout + same,
        **parts,
        no_majority=None,
        cut=tuple(cut),
    )


def evaluation_split(splits: FaceSplits, wanted: str, run) -> tuple:
    """Returns the faces that a trained model is to be evaluated on.

    `splits` are what `prepare` returns, `wanted` is "validation" or "test",
    `run` the model's `arm_tf.training.runs.Run`.

    Returns:
        `(name, faces, training)`: the name for the report, the faces, and
        the training faces to search for duplicates, or None. A data set without
        splits, which the run was not trained on, is evaluated as a whole, as
        "all".

    Raises:
        InputError: the data set has splits, but not this one.
    """
    if wanted not in splits.cut:
        faces = getattr(splits, wanted)
        if faces is None:
            raise _no_part(splits, wanted)
        return wanted, faces, splits.train
    if run.training_set() == fingerprint(splits.train):
        return wanted, getattr(splits, wanted), splits.train  # was held out
    if splits.divided:
        raise _no_part(splits, wanted)
    parts = (splits.train, splits.validation, splits.test)
    return "all", joined(parts), None


def _no_part(splits, wanted):
    return InputError(
        f"Expected a data set with a {wanted} part. Received: "
        f"{splits.layout}, which has none. Choose another --split, or give "
        "the whole data set."
    )


def _fold(config, found):
    """Returns splits whose test split is one fold of all faces."""
    if config.dataset == "aff_wild2":
        raise InputError(
            "Folds are of single faces, and neighbouring frames show the same. "
            f"Received: dataset=aff_wild2 folds={config.folds}. Leave it out."
        )
    parts = (found.train, found.validation, found.test)
    faces = joined([part for part in parts if part is not None])
    tested = splits.folds(faces, config.folds, SPLIT_SEED) == config.fold - 1
    return dataclasses.replace(
        found,
        layout=f"{found.layout}; fold {config.fold} of {config.folds}",
        train=faces.take(np.flatnonzero(~tested)),
        validation=None,
        test=faces.take(np.flatnonzero(tested)),
    )


def _same_pictures(config, root):
    """Returns FER+'s splits for FER2013; None if its votes are not there."""
    if config.dataset != "fer2013" or config.fold:
        return None
    changes = {"dataset": "ferplus", "targets": "majority", "aligned": False}
    try:
        return prepare(dataclasses.replace(config, **changes), root)
    except InputError:  # No votes, or those of other rows.
        return None


def _hold_out(config, faces, other):
    """Returns `(rest, part)`: the pictures of `other`, or a stratified part."""
    if other is None:
        return splits.cut(faces, config.validation_share, SPLIT_SEED)
    held_out = splits.duplicates(other, faces)
    return tuple(
        faces.take(np.flatnonzero(mask)) for mask in (~held_out, held_out)
    )


def _with_no_majority(parts, no_majority):
    """Adds the faces without a majority that no other split duplicates."""
    held_out = joined((parts["validation"], parts["test"]))
    copies = splits.duplicates(held_out, no_majority)
    return joined((parts["train"], no_majority.take(np.flatnonzero(~copies))))


def _aligned(found):
    """Returns the splits with every face aligned by its own points."""
    parts = {
        name: align(part, name)
        for name in ("train", "validation", "test", "no_majority")
        if (part := getattr(found, name)) is not None and len(part)
    }
    layout = f"{found.layout}; faces cut by their own points"
    return dataclasses.replace(found, layout=layout, **parts)


def _read(config, root):
    if config.dataset == "synthetic":
        return synthetic.read(image_size=config.image_size)
    if root is None:
        raise InputError(
            f"The preset {config.dataset} needs the folder of the data set. "
            "Received: no --data. Give --data PATH; docs/datasets.md says what "
            "it should hold."
        )
    if config.dataset == "ferplus":
        return READERS["ferplus"](root, targets=config.targets)
    if config.dataset == "aff_wild2":
        # A split here would put frames of one video on both sides.
        return READERS["aff_wild2"](root, config.validation_share, SPLIT_SEED)
    return READERS[config.dataset](root)
