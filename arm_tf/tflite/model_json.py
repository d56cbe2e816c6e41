"""Describes a file and how to show its predictions: model.json, metadata."""

import dataclasses
import hashlib

import arm_tf
from arm_tf.config import Config
from arm_tf.data.face_sets import FaceSplits, fingerprint
from arm_tf.data.images.face_points import measure
from arm_tf.data.readers import crop_margin
from arm_tf.quantize.convertible import Convertible
from arm_tf.tflite.verify import FileReport

SHOWING = {  # how the demos turn probabilities into a shown prediction
    # Chosen on FER+ validation; benchmarks/confidence.py prints the figures.
    "unsure_below": 0.7,
    "smoothing_seconds": 0.3,  # until a prediction's weight falls to 1/e
    "label_lead": 0.1,  # probability by which another label takes over
}
FIGURES = (  # of the report that model.json repeats
    "split",
    "num_images",
    "tflite_accuracy",
    "tflite_accuracy_interval",
    "tflite_macro_f1",
    "tflite_ece",
)


def about(config: Config, labels: tuple, precision: str) -> dict:
    """Returns name, description, version, author and licence, strings."""
    return {
        "name": f"Facial expressions, {config.backbone}, {precision}",
        "description": f"Tells {len(labels)} facial expressions apart. "
        f"Trained on {config.dataset} with arm_tf.",
        "version": arm_tf.__version__,
        "author": "the arm_tf authors",
        "license": "MIT; the training data has terms of its own",
    }


def describe(
    source: Convertible,
    config: Config,
    splits: FaceSplits,
    report: FileReport,
    content: bytes,
) -> dict:
    """Returns the content of model.json.

    `source` is what the file was converted from, `splits` are the faces it was
    trained and verified on, `report` is what `verify` returned for it.
    """
    labels = source.reference.class_names
    points = measure(splits.train.images)
    return {
        **about(config, labels, report.precision),
        "labels": list(labels),
        "precision": report.precision,
        "image_size": source.model.image_size,
        "crop_margin": crop_margin(config.dataset),
        # Where training faces have eyes, nose and mouth, if they do.
        **({} if points is None else {"points": points}),
        **SHOWING,
        "training": {
            "faces": fingerprint(splits.train),
            "layout": splits.layout,
            "settings": dataclasses.asdict(config),
        },
        "figures": {key: getattr(report, key) for key in FIGURES},
        "temperature": source.temperature,  # in the weights already
        # Lets a demo detect a damaged file, or one from another export.
        "sha256": hashlib.sha256(content).hexdigest(),
    }
