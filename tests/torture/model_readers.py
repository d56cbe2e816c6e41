"""The readers of checkpoints, runs and exported models."""

import functools
import hashlib
import io
import json
import pathlib
import shutil
import types
import zipfile

import numpy as np
from safetensors.numpy import save

from arm_tf.config import Config
from arm_tf.data import synthetic
from arm_tf.inference.classifier import Classifier
from arm_tf.weights import dlib_file
from arm_tf.weights.torch_files import read_tensors
from arm_tf.weights.torch_networks import recognise
from tests.helpers import dlib_writer, random_networks, torch_writer
from tests.torture.fuzz import reader_of
from tests.torture.mutate import Container

DEMO_MODEL = pathlib.Path(__file__).resolve().parents[1] / "golden/demo_model"
# What a pickle can say that a state_dict never does.
PICKLE_WORDS = (b"cos\nsystem\n", b"(S'true'\ntR.", b"c__builtin__\neval\n")
PICKLE_WORDS += (b"\x93", b"\x81", b"R", b"b", b"Q", b"h\x01", b"j\xff\xff\0\0")
PICKLE_WORDS += (b"ctorch\nDoubleStorage\n", b"}", b"]", b"(", b"t", b"u", b"e")
PICKLE_WORDS += (b"ctorch._utils\n_rebuild_tensor_v2\n", b"\x8a\xff", b"\x80\4")
KERAS_WORDS = (b'"Lambda"', b'"__lambda__"', b'"builtins"', b'"os"', b'"eval"')
KERAS_WORDS += (b'"keras.layers"', b'"Functional"', b'"module"', b"null", b"[]")
KERAS_WORDS += (b'"class_name"', b'"config"', b'"subprocess"', b'"system"')
KERAS_WORDS += (b'"TorchModuleWrapper"', b'"TFSMLayer"', b'"keras.utils"')
KERAS_WORDS += (b'"registered_name"', b"{}", b'"__tensor__"', b"NaN", b"true")


def _state():
    """Returns a whole network of one channel, and a few odd tensors."""
    state = random_networks.resnet(18, 7, width=1)
    odd = {"n": np.int64(3), "half": np.ones((2, 3), "float16"), "f": True}
    return {"state_dict": state, "epoch": 3}, odd


def _tensors(value):
    if isinstance(value, dict):
        return {name: _tensors(part) for name, part in value.items()}
    is_array = isinstance(value, np.ndarray | np.generic)
    return torch_writer.tensor(value) if is_array else value


def _read_network(path):
    tensors = read_tensors(path)
    for array in tensors.values():
        array.sum()  # Every byte of it can be read.
    if "n" not in tensors:
        recognise(tensors)


def pytorch(root):
    path = root / "checkpoint.pth"
    seeds = []
    for value in _state():
        torch_writer.write_zip(path, _tensors(value))
        seeds.append(members(path.read_bytes()))
    return reader_of(path, lambda: _read_network(path), seeds, PICKLE_WORDS)


def safetensors(root):
    network, odd = _state()
    odd.pop("f")
    seeds = [
        save({name: np.atleast_1d(value) for name, value in tensors.items()})
        for tensors in (network["state_dict"], odd)
    ]
    words = (b'"F32"', b'"BF16"', b'"shape"', b'"data_offsets"', b"[", b"]")
    path = root / "checkpoint.safetensors"
    return reader_of(path, lambda: _read_network(path), seeds, words)


def dlib_network(root):
    kernel, bias = np.ones((4, 3, 7, 5), "float32"), np.ones(4, "float32")
    layers = (
        dlib_writer.convolution(kernel, bias),
        dlib_writer.affine(bias, bias),
        dlib_writer.pooling("avg_pool_2", 0, 1),
        dlib_writer.fully_connected(np.ones((4, 6), "float32")),
    )
    path = root / "network.dat"
    words = (b"con_4", b"fc_2", b"\x01\x02", b"\x88", b"\xff" * 9, b"\x08")
    seeds = [dlib_writer.network(*layers), dlib_writer.network(layers[0])]
    read = functools.partial(dlib_file.read_network, path)
    return reader_of(path, read, seeds, words)


def members(data):
    """Returns the `Container` of a zip file's bytes."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return Container({n: archive.read(n) for n in archive.namelist()})


def exported_model(root):
    """The file that a demo is given, with the digest that the export writes."""
    return _exported(root, with_digest=True)


def exported_model_alone(root):
    """The same without the digest: what LiteRT itself makes of damage."""
    return _exported(root, with_digest=False)


def _exported(root, with_digest):
    path = root / "model.tflite"
    good = (DEMO_MODEL / path.name).read_bytes()
    settings = json.loads((DEMO_MODEL / "model.json").read_text())
    if with_digest:
        settings["sha256"] = hashlib.sha256(good).hexdigest()
    path.with_name("model.json").write_text(json.dumps(settings))
    network = {"": good[: good.index(b"PK\x03\x04")]}
    seeds = [Container({**network, **members(good).members})]
    words = (b"TFL3", b"labels.txt", b"PK\x05\x06", b"red\n")
    return reader_of(path, lambda: _answer(path), seeds, words)


def _answer(path):
    classifier = Classifier(path)
    face = np.full((classifier.image_size,) * 2 + (3,), 99, "uint8")
    assert len(classifier(face)) == len(classifier.class_names)


def model_json(root):
    shutil.copy(DEMO_MODEL / "model.tflite", root)
    path = root / "model.json"
    values = json.loads((DEMO_MODEL / path.name).read_text())
    good = (DEMO_MODEL / "model.tflite").read_bytes()
    values["sha256"] = hashlib.sha256(good).hexdigest()
    seeds = [json.dumps(values, indent=n).encode() for n in (None, 1)]
    words = (b"null", b"NaN", b"Infinity", b"[" * 9999, b'"red"', b"{}", b"[]")
    return reader_of(path, lambda: _answer(root / "model.tflite"), seeds, words)


def run_config(root):
    from arm_tf.training.runs import Run

    run = Run(root / "run")
    run.start(Config(), root, "8 faces, abc")
    path = run.file("config.json")

    def read():
        run.config()
        run.data()

    words = (b"null", b"NaN", b"Infinity", b"[" * 9999, b"true", b"{}", b"[]")
    return reader_of(path, read, [path.read_bytes()], words)


def run_checkpoint(root):
    """What a run is continued from, up to the use of its history."""
    import keras

    from arm_tf.training import checkpoint, recorder
    from arm_tf.training.runs import Run

    shapes = ((3, 3, 2), (4,), ())
    learner = types.SimpleNamespace(
        variables=[keras.Variable(np.ones(shape)) for shape in shapes],
        optimizer=types.SimpleNamespace(variables=[keras.Variable(7)]),
        teacher=None,
    )
    row = {"epoch": 0, "loss": 1.5, "val_accuracy": 0.25, "seconds": 1.0}
    run = Run(root)
    path = run.file("checkpoint.npz")
    checkpoint.save(path, learner, [row, {**row, "epoch": 1}])

    def read():
        history = checkpoint.restore(path, learner)
        recorder.best_accuracy(history)
        recorder.stale_epochs(history)
        if history:
            run.write_history(history)

    words = (b"'|O'", b"'<U9'", b"(1,)", b"'<M8[s]'", b"[" * 9999, b"null")
    return reader_of(path, read, [members(path.read_bytes())], words)


def run_model(root):
    from arm_tf.training.runs import Run

    run = Run(root)
    path = run.file("model.keras")
    seeds = []
    for model in _small_classifiers():
        run.save_model(model)
        seeds.append(members(path.read_bytes()))
    return reader_of(path, run.load_model, seeds, KERAS_WORDS)


def _small_classifiers():
    """Returns one of our layers, and the same after QAT.

    A backbone would add more of Keras' layers, and most of the time.
    """
    import keras

    from arm_tf.layers.arm import AmendRepresentation
    from arm_tf.layers.pixels import CalibratedLogits, PixelNormalization
    from arm_tf.models.parts import KerasClassifier
    from arm_tf.quantize.fold import fold
    from arm_tf.quantize.insert import quantize

    faces = synthetic.read(8, 8, 104, 24).test
    pixels = keras.Input((24, 24, 3), name="pixels")
    x = PixelNormalization((99,) * 3, (50,) * 3, name="normalize")(pixels)
    x = keras.layers.Conv2D(4, 3, 8, use_bias=False, name="conv1")(x)
    x = keras.layers.BatchNormalization(name="bn1")(x)
    x = keras.layers.ReLU(name="relu")(x)
    x = AmendRepresentation(name="arm")(x)
    x = keras.layers.Dense(len(faces.labels), name="fc")(x)
    x = CalibratedLogits(faces.labels, name="calibrated")(x)
    model = keras.Model(pixels, x)
    folded = fold(KerasClassifier(model))
    return [model, quantize(folded, faces).network]


READERS = {
    "PyTorch zip": pytorch,
    "safetensors": safetensors,
    "dlib network": dlib_network,
    "model.tflite": exported_model,
    "model.tflite without its digest": exported_model_alone,
    "model.json": model_json,
    "config.json of a run": run_config,
    "checkpoint.npz of a run": run_checkpoint,
    "model.keras of a run": run_model,
}
