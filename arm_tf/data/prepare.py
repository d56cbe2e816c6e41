"""A data set by name, with the parts it lacks cut from training."""

import dataclasses

from arm_tf.data import splits, synthetic
from arm_tf.data.images.aligned import align
from arm_tf.data.readers import READERS
from arm_tf.errors import InputError

SPLIT_SEED = 0  # the same faces are held out whatever a run's seed is


def prepare(config, root):
    """Reads a data set and returns it with a validation and a test part.

    What a set lacks is cut from its training faces: stratified, seeded, and
    so that equal faces stay on one side. A set without training faces (for
    evaluation) comes back as it is.

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
    share = config.validation_share
    parts = {"train": found.train}
    for name in ("test", "validation"):
        part = getattr(found, name)
        if part is None or not len(part):
            parts["train"], part = splits.cut(parts["train"], share, SPLIT_SEED)
        parts[name] = part
    return dataclasses.replace(found, **parts)


def _aligned(found):
    """Returns the splits with every face cut by its own points."""
    parts = {
        name: align(part, name)
        for name in ("train", "validation", "test")
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
            "Received: no --data. Give --data PATH; see the README for what "
            "it should hold."
        )
    if config.dataset == "ferplus":
        return READERS["ferplus"](root, targets=config.targets)
    if config.dataset == "aff_wild2":
        # Cut here, the frames of a video would be on both sides.
        return READERS["aff_wild2"](root, config.validation_share, SPLIT_SEED)
    return READERS[config.dataset](root)
