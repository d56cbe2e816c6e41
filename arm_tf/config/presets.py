"""The defaults for each data set, by the name that `train.py` takes."""

import dataclasses

from arm_tf.config.settings import Config

# arXiv 2103.10189 and its code for RAF-DB, except for the selection: the best
# epoch is chosen on validation faces, not on the test split.
_ORIGINAL = Config(l2=1e-4)
# For imbalanced sets the paper adds minimal random resampling.
_BALANCED = dataclasses.replace(_ORIGINAL, balance="mrr")

PRESETS = {
    # Minutes on two CPU cores, no data needed: tests the installation. ARM is
    # not the paper's module here (a map of 3x3): one of 7x7 takes 112 pixels,
    # five times the computation, and `make train` would exceed five minutes.
    "synthetic": Config(
        dataset="synthetic",
        image_size=48,
        stem="half",
        width=0.25,
        balance="mrr",
        faces_per_class=600,
        augmentation="light",
        label_smoothing=0.05,
        batch_size=32,
        epochs=14,
        learning_rate=2e-3,
        schedule="cosine",
        warmup_epochs=1,
        weight_decay=0.05,
    ),
    "raf_db": _ORIGINAL,
    "affectnet7": dataclasses.replace(_BALANCED, dataset="affectnet7"),
    "affectnet8": dataclasses.replace(_BALANCED, dataset="affectnet8"),
    "sfew": dataclasses.replace(_BALANCED, dataset="sfew"),
    # Faces of 112 pixels: with this stem, the paper's map of 7x7.
    "aff_wild2": dataclasses.replace(
        _BALANCED, dataset="aff_wild2", image_size=112, stem="half"
    ),
    "folder": dataclasses.replace(_ORIGINAL, dataset="folder", patience=15),
    # An hour on two CPU cores, with a map of 3x3; see above.
    "fer2013": Config(
        dataset="fer2013",
        image_size=48,
        grey=True,
        aligned=True,  # as the demos align faces
        stem="half",
        width=0.5,
        augmentation="light",
        label_smoothing=0.1,
        batch_size=128,
        epochs=16,
        learning_rate=2e-3,
        schedule="cosine",
        warmup_epochs=1,
        weight_decay=0.05,
        weight_ema=0.995,
    ),
}
PRESETS["ferplus"] = dataclasses.replace(
    PRESETS["fer2013"], dataset="ferplus", targets="votes", label_smoothing=0.0
)
