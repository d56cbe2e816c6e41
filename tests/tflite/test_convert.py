"""The files are opened and every tensor in them is checked."""

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from arm_tf.models.parts import KerasClassifier
from arm_tf.quantize.fold import fold
from arm_tf.quantize.insert import fold_calibration, quantize
from arm_tf.tflite import PRECISIONS, WEIGHT_BITS, flatbuffer
from arm_tf.tflite.convert import convert, with_probabilities
from arm_tf.tflite.file_model import FileModel
from arm_tf.tflite.operations import oldest_runtime, operations
from tests.helpers.small_models import LABELS, random_faces, residual
from tests.helpers.squares import face_set
from tests.helpers.tensors import float_tensors


@pytest.fixture(scope="module")
def models():
    folded = fold(KerasClassifier(residual()))
    found = {"float32": folded, "float16": folded}
    for precision, bits in WEIGHT_BITS.items():
        found[precision] = quantize(folded, face_set(100), weight_bits=bits)
        fold_calibration(found[precision])
    return found


@pytest.fixture(scope="module")
def files(models):
    return {name: convert(model, name) for name, model in models.items()}


@pytest.mark.parametrize("precision", WEIGHT_BITS)
def test_computes_in_integers(files, precision):
    assert float_tensors(files[precision]) == []


def test_int4_stores_kernels_in_half_the_bytes(files):
    types = schema.TensorType
    kernels = {
        precision: [
            tensor.type
            for tensor in flatbuffer.read(files[precision]).subgraphs[0].tensors
            if tensor.type in (types.INT8, types.INT4)
            and len(tensor.shape) in (2, 4)
            and tensor.shape[0] != 1  # not a face's
        ]
        for precision in WEIGHT_BITS
    }
    assert kernels["int8"] == 4 * [types.INT8]
    assert kernels["int4"] == 4 * [types.INT4]
    # The network is small: most of a file are names.
    assert len(files["int4"]) < len(files["int8"])


def test_a_float_operation_would_be_noticed(files):
    assert float_tensors(files["float32"])
    assert float_tensors(files["float16"])


@pytest.mark.parametrize("precision", PRECISIONS)
def test_takes_bytes_and_gives_probabilities(files, precision):
    model = FileModel(files[precision])
    assert model.input["dtype"] == np.uint8
    assert model.input["shape"].tolist() == [1, 32, 32, 3]
    assert model.input["quantization"] == (1.0, 0)
    assert model.output["dtype"] == np.float32
    assert model.output["shape"].tolist() == [1, len(LABELS)]


@pytest.mark.parametrize(
    "precision, tolerance",
    # A softmax in int8 gives multiples of 1/256; the sums before it round
    # differently in a few places.
    [
        ("int8", 4 / 256),
        ("int4", 4 / 256),
        ("float16", 2e-3),
        ("float32", 1e-5),
    ],
)
def test_answers_as_the_keras_model(models, files, precision, tolerance):
    faces = random_faces(16, seed=4)
    expected = np.asarray(with_probabilities(models[precision])(faces))
    model = FileModel(files[precision])
    answers = np.stack([model(face) for face in faces])
    assert np.abs(answers - expected).max() < tolerance


@pytest.mark.parametrize(
    "precision, runtime",
    # Of float16's DEQUANTIZE, of int8's ADD, and of 4-bit kernels.
    [
        ("float32", "1.5.0"),
        ("float16", "1.15.0"),
        ("int8", "1.14.0"),
        ("int4", "2.11.0"),
    ],
)
def test_is_made_of_builtin_operations_of_known_age(files, precision, runtime):
    ops = operations(files[precision])
    assert not {"CUSTOM", "DELEGATE"} & {op["name"] for op in ops}
    assert oldest_runtime(files[precision]) == runtime


def test_a_file_that_states_no_runtime(files):
    model = flatbuffer.read(files["int8"])
    model.metadata = []
    assert oldest_runtime(flatbuffer.write(model)) is None


def test_counts_operations(files):
    counts = {op["name"]: op["count"] for op in operations(files["int8"])}
    assert counts["CONV_2D"] == 3  # normalize, conv1, conv2
    assert counts["FULLY_CONNECTED"] == counts["SOFTMAX"] == 1
