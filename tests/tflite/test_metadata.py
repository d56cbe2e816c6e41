"""The metadata, read back by a reader of our own that shares no code."""

import io
import struct
import zipfile

import numpy as np
import pytest
from ai_edge_litert import schema_py_generated as schema

from arm_tf.tflite import flatbuffer, metadata

LABELS = ["neutral", "happiness", "surprise"]
ABOUT = {
    "name": "Expressions",
    "description": "What a face shows.",
    "version": "1.2.3",
    "author": "Somebody",
    "license": "MIT",
}


class Table:
    """A flatbuffer table, followed by hand: vtable, offsets, values."""

    def __init__(self, data, place):
        self.data, self.place = data, place

    @classmethod
    def root(cls, data):
        return cls(data, struct.unpack_from("<I", data, 0)[0])

    def at(self, field):
        vtable = self.place - struct.unpack_from("<i", self.data, self.place)[0]
        size = struct.unpack_from("<H", self.data, vtable)[0]
        if 4 + 2 * field >= size:
            return None
        offset = struct.unpack_from("<H", self.data, vtable + 4 + 2 * field)[0]
        return self.place + offset if offset else None

    def number(self, field, form):
        at = self.at(field)
        return 0 if at is None else struct.unpack_from(form, self.data, at)[0]

    def table(self, field):
        return Table(self.data, self._follow(self.at(field)))

    def text(self, field):
        at = self._follow(self.at(field))
        length = struct.unpack_from("<I", self.data, at)[0]
        return self.data[at + 4 : at + 4 + length].decode()

    def tables(self, field):
        at = self._follow(self.at(field))
        length = struct.unpack_from("<I", self.data, at)[0]
        places = (at + 4 + 4 * i for i in range(length))
        return [Table(self.data, self._follow(place)) for place in places]

    def floats(self, field):
        at = self._follow(self.at(field))
        length = struct.unpack_from("<I", self.data, at)[0]
        return list(struct.unpack_from(f"<{length}f", self.data, at + 4))

    def _follow(self, at):
        return at + struct.unpack_from("<I", self.data, at)[0]


def identity(size=8):
    """Returns the bytes of a TFLite file that holds two tensors, no more."""
    tensors = [
        schema.TensorT(shape=[1, size, size + 2, 3], type=3, name="in"),
        schema.TensorT(shape=[1, 3], type=0, name="out", buffer=1),
    ]
    graph = schema.SubGraphT(
        tensors=tensors, inputs=[0], outputs=[1], operators=[]
    )
    weights = np.arange(5, dtype="uint8")
    return flatbuffer.write(
        schema.ModelT(
            version=3,
            subgraphs=[graph],
            operatorCodes=[],
            buffers=[schema.BufferT(), schema.BufferT(weights)],
        )
    )


def described(content):
    """Returns the metadata's root `Table` of a file's bytes."""
    model = flatbuffer.read(content)
    (entry,) = [m for m in model.metadata if m.name == b"TFLITE_METADATA"]
    data = bytes(model.buffers[entry.buffer].data)
    assert data[4:8] == b"M001"
    return Table.root(data)


@pytest.fixture
def content():
    return metadata.attach(identity(), LABELS, ABOUT)


def test_says_what_the_model_is(content):
    root = described(content)
    texts = [root.text(field) for field in (0, 1, 2, 4, 5, 7)]
    assert texts == [*ABOUT.values(), "1.0.0"]


def test_describes_pixels_that_need_no_normalisation(content):
    (graph,) = described(content).tables(3)
    (pixels,) = graph.tables(2)
    properties = pixels.table(3)
    assert properties.number(0, "B") == 2  # ImageProperties
    image = properties.table(1)
    assert image.number(0, "b") == 1  # RGB
    size = image.table(1)
    assert (size.number(0, "<I"), size.number(1, "<I")) == (10, 8)
    (unit,) = pixels.tables(4)
    assert unit.number(0, "B") == 1  # NormalizationOptions
    assert unit.table(1).floats(0) == [0.0]  # mean
    assert unit.table(1).floats(1) == [1.0]  # deviation


def test_names_the_file_of_the_labels(content):
    (graph,) = described(content).tables(3)
    (scores,) = graph.tables(3)
    (file,) = scores.tables(6)
    assert file.text(0) == "labels.txt"
    assert file.number(2, "b") == 2  # TENSOR_AXIS_LABELS


def test_holds_the_labels_in_order(content):
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["labels.txt"]
        assert archive.read("labels.txt").decode().split() == LABELS


def test_attached_twice_counts_once(content):
    again = metadata.attach(content, LABELS[::-1], ABOUT)
    with zipfile.ZipFile(io.BytesIO(again)) as archive:
        assert archive.read("labels.txt").decode().split() == LABELS[::-1]
    described(again)


def test_same_model_same_bytes(content):
    assert metadata.attach(identity(), LABELS, ABOUT) == content


def test_buffers_keep_content_and_alignment(content):
    model = schema.Model.GetRootAs(content, 0)
    weights = model.Buffers(1)
    assert weights.DataAsNumpy().tolist() == [0, 1, 2, 3, 4]
    start = weights._tab.Vector(weights._tab.Offset(4))
    assert start % 16 == 0
