"""From a run's folder to the files of a phone: the steps, in order."""

import dataclasses
import hashlib
import tempfile

import numpy as np

import arm_tf
from arm_tf import calibration, evaluate, files
from arm_tf.data.batches import FaceBatches
from arm_tf.data.faces import check_some, fingerprint, relabel
from arm_tf.data.prepare import prepare
from arm_tf.data.sets import crop_margin
from arm_tf.errors import CheckFailed, InputError
from arm_tf.models.classifier import labels_of
from arm_tf.models.fold import fold
from export import metadata, verify
from export.convert import convert
from export.golden import golden

SPLIT = "test"  # the held-out faces that a file is verified on
BATCH = 64  # faces at a time
WORST_LAYERS = 5  # that a refusal names
ERROR_FACES = 16  # to measure a layer's error on
SHOWING = {  # how the demos turn probabilities into an answer
    "unsure_below": 0.5,  # calibrated: below, more often wrong than right
    "smoothing_seconds": 0.3,  # after which a reading counts 1/e
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


def ship(run, precision, qat_epochs, data, out):
    """Converts a run's model, verifies the file, and writes what users need.

    Args:
        run: finished `arm_tf.runs.Run`.
        precision: "int8", "float16" or "float32".
        qat_epochs: int. "int8": epochs of fine-tuning; 0 for none.
        data: path of the data set, or None for the run's own.
        out: path of the folder to write to.

    Raises:
        InputError: there is no such model, or faces that do not fit it.
        CheckFailed: the file is worse than its budget. It is written as
            model.rejected.tflite, with report.rejected.json.
    """
    classifier = run.load_model()
    labels = labels_of(classifier)
    config = run.config()
    make_folder(out)  # Known to work before an hour of work.
    splits = prepare(config, data or run.data())
    check_some(splits.test, "The test part")
    test = relabel(splits.test, labels)
    folded = fold(classifier)
    model, temperature = folded, _temperature(classifier)
    if precision == "int8":
        model = _quantized(run, folded, qat_epochs, splits)
        if qat_epochs:  # It was calibrated anew.
            temperature = _temperature(model)
        _fold_temperature(model)
    about = _about(config, labels, precision)
    content = metadata.attach(convert(model, precision), labels, about)
    report = {"precision": precision, "qat_epochs": 0, "layer_errors": None}
    if precision == "int8":
        report["qat_epochs"] = qat_epochs
        report["layer_errors"] = _layer_errors(folded, model, test)
    tuned = model if precision == "int8" and qat_epochs else None
    report |= _compare(content, classifier, tuned, test)
    report |= verify.inspect(content)
    print(verify.table(report))
    problems = verify.complaints(report)
    if problems:
        _reject(out, content, report, problems)
    settings = _settings(classifier, config, splits, about, report)
    settings["temperature"] = temperature  # in the weights already
    # Tells a demo that a file was damaged, or is of another export.
    settings["sha256"] = hashlib.sha256(content).hexdigest()
    files.write_json(out / "model.json", settings)
    files.write_json(out / "report.json", report)
    files.write_json(out / "golden.json", golden(content, labels, precision))
    _write_bytes(out / "model.tflite", content)
    for name in ("model.rejected.tflite", "report.rejected.json"):
        (out / name).unlink(missing_ok=True)


def make_folder(out):
    """Creates a folder and writes into it once.

    Raises:
        InputError: it cannot be written to.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=out):
            pass
    except OSError as error:
        raise InputError(
            f"Expected a folder to write to. Received: {out} "
            f"({error.strerror}). Choose another with --out."
        ) from None


def _quantized(run, folded, epochs, splits):
    """Returns the int8 model, fine-tuned or not."""
    # These import the quantizers, which float files do not need.
    from arm_tf import quantization

    if epochs:
        from arm_tf.training.fine_tune import fine_tune

        quantization.check_calibration(folded, splits.train)
        return fine_tune(run, epochs, splits)
    return quantization.quantize(folded, splits.train)


def _temperature(model):
    return float(np.asarray(model.layers[-1].temperature))


def _fold_temperature(model):
    from arm_tf.quantization import fold_temperature

    fold_temperature(model)


def _layer_errors(folded, model, test):
    from arm_tf.quantization import layer_errors

    batches = FaceBatches(test, folded.input_shape[1], ERROR_FACES)
    return layer_errors(folded, model, batches[0][0]["images"])


def _compare(content, classifier, tuned, test):
    """Runs file and Keras models on the held-out faces."""
    answers = {
        "tflite": verify.predict(
            content, FaceBatches(test, classifier.input_shape[1], BATCH)
        ),
        "keras": _probabilities(classifier, test),
    }
    answers["converted"] = answers["keras"]
    if tuned is not None:
        answers["converted"] = _probabilities(tuned, test)
    return verify.compare(answers, test.classes, list(test.labels), SPLIT)


def _probabilities(model, faces):
    return calibration.softmax(evaluate.predict(model, faces, BATCH))


def _about(config, labels, precision):
    return {
        "name": f"Facial expressions, {config.backbone}, {precision}",
        "description": f"Tells {len(labels)} facial expressions apart. "
        f"Trained on {config.dataset} with arm_tf.",
        "version": arm_tf.__version__,
        "author": "the arm_tf authors",
        "license": "MIT; the training data has terms of its own",
    }


def _settings(classifier, config, splits, about, report):
    """Returns what model.json holds."""
    return {
        **about,
        "labels": list(labels_of(classifier)),
        "precision": report["precision"],
        "image_size": int(classifier.input_shape[1]),
        "crop_margin": crop_margin(config.dataset),
        **SHOWING,
        "training": {
            "faces": fingerprint(splits.train),
            "layout": splits.layout,
            "settings": dataclasses.asdict(config),
        },
        "figures": {key: report[key] for key in FIGURES},
    }


def _reject(out, content, report, problems):
    _write_bytes(out / "model.rejected.tflite", content)
    files.write_json(out / "report.rejected.json", report)
    worst = ""
    if report["layer_errors"]:
        first = list(report["layer_errors"].items())[:WORST_LAYERS]
        names = ", ".join(f"{name} {error:.1%}" for name, error in first)
        worst = f" Layers that lose most, error against float: {names}."
    raise CheckFailed(
        f"The file is not good enough: {'; '.join(problems)}.{worst} "
        f"Received: {out / 'model.rejected.tflite'}. Fine-tune with more "
        "--qat-epochs, or use --precision float16."
    )


def _write_bytes(path, content):
    with files.replacing(path) as temporary:
        temporary.write_bytes(content)
