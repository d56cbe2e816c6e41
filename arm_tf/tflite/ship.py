"""Exports a run to the files that a phone needs: the steps, in order.

fold -> quantize -> convert -> describe -> verify -> write
"""

import dataclasses
import pathlib

from arm_tf.data.batches import FaceBatches
from arm_tf.data.face_sets import check_some, relabel
from arm_tf.data.prepare import evaluation_split, prepare
from arm_tf.errors import CheckFailed
from arm_tf.files import atomic_files
from arm_tf.models.parts import KerasClassifier
from arm_tf.quantize import convertible
from arm_tf.tflite import WEIGHT_BITS, choice, metadata, model_json
from arm_tf.tflite.convert import convert
from arm_tf.tflite.golden import golden
from arm_tf.tflite.report_text import table
from arm_tf.tflite.verify import AGREEMENT, NEAR_TIE, failed_checks, verify
from arm_tf.training.runs import Run

BATCH = 64  # faces at a time
LEARNED = 2  # times chance: with less accuracy, a network has hardly learned
WORST_LAYERS = 5  # named when a file is rejected


def ship(
    run: Run,
    precision: str,
    qat_epochs: int,
    data: pathlib.Path | None,
    out: pathlib.Path,
) -> None:
    """Converts a run's model, verifies the file, and writes what users need.

    Args:
        run: finished `arm_tf.training.runs.Run`.
        precision: one of `arm_tf.tflite.PRECISIONS`.
        qat_epochs: for int8 and int4: epochs of quantization-aware training; 0
            for post-training quantization.
        data: path of the data set, or None for the run's own.
        out: path of the folder to write to.

    Raises:
        InputError: there is no such model, or the faces do not fit it.
        CheckFailed: the file failed its checks. It is written as
            model.rejected.tflite, with report.rejected.json.
    """
    classifier, config = KerasClassifier(run.load_model()), run.config()
    names = classifier.class_names
    # Rejects what it can before the data set is loaded.
    plain = convertible.unquantized(classifier)
    atomic_files.make_folder(out)
    splits = prepare(config, data or run.data())
    split, test, _ = evaluation_split(splits, "test", run)
    check_some(test, f"The {split} part")
    test = relabel(test, names)

    source, comparison = _quantized(plain, run, splits, precision, qat_epochs)
    content = convert(source.model, precision)
    about = model_json.about(config, names, precision)
    content = metadata.attach(content, names, about)
    report = dataclasses.replace(
        verify(content, precision, source, classifier, test, split),
        quantization=comparison,
    )
    print(table(report))
    if problems := failed_checks(report):
        _reject(out, content, report, problems)
    description = model_json.describe(source, config, splits, report, content)
    answers = golden(content, names, precision)
    _write(out, content, description, report, answers)


def _quantized(plain, run, splits, precision, qat_epochs):
    """Returns the `Convertible` of a precision, and how it was chosen."""
    bits = WEIGHT_BITS.get(precision)
    if not bits:
        return plain, None
    ptq = convertible.post_training(plain, splits.train, bits)
    if not qat_epochs:
        return ptq, None
    qat = convertible.quantization_aware(plain, run, qat_epochs, splits, bits)
    size = plain.model.image_size
    comparison = choice.compare_quantization(
        *(convert(source.model, precision) for source in (qat, ptq)),
        FaceBatches(splits.validation, size, BATCH),
    )
    print(comparison)
    return (qat if comparison.kept == "qat" else ptq), comparison


def _write(out, content, description, report, answers):
    """Writes a file that passed, and removes what was rejected before."""
    atomic_files.write_json(out / "model.json", description)
    atomic_files.write_json(out / "report.json", report.to_dict())
    atomic_files.write_json(out / "golden.json", answers)
    atomic_files.write_bytes(out / "model.tflite", content)
    for name in ("model.rejected.tflite", "report.rejected.json"):
        (out / name).unlink(missing_ok=True)


def _reject(out, content, report, problems):
    atomic_files.write_bytes(out / "model.rejected.tflite", content)
    atomic_files.write_json(out / "report.rejected.json", report.to_dict())
    worst = ""
    if report.layer_errors:
        first = list(report.layer_errors.items())[:WORST_LAYERS]
        names = ", ".join(f"{name} {error:.1%}" for name, error in first)
        worst = f" Layers that lose most, error against float: {names}."
    raise CheckFailed(
        f"The file is not good enough: {'; '.join(problems)}.{worst} "
        f"Received: {out / 'model.rejected.tflite'}. {_advice(report)}"
    )


def _advice(report):
    chance = 1 / len(report.f1_change)
    if report.keras_accuracy < LEARNED * chance:
        return (
            f"The network has hardly learned ({report.keras_accuracy:.1%}, "
            f"chance is {chance:.1%}): train it longer, or start with --from."
        )
    clear = report.agreement_beyond_ties
    if report.agreement < AGREEMENT <= clear:
        return (
            f"The network is unsure: for {report.near_ties:.0%} of the faces "
            f"two labels are less than {NEAR_TIE} apart; on the others the "
            f"file agrees on {clear:.1%}. Train it longer, or start with "
            "--from."
        )
    return (
        "Fine-tune with more --qat-epochs, or use --precision float16, which "
        "is not quantized."
    )
