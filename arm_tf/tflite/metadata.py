"""Standard TFLite metadata: a description of the file, with its labels.

MediaPipe Tasks' ImageClassifier and Android's MetadataExtractor read it: the
input is an RGB image with mean 0 and deviation 1 (any normalization is inside
the graph), and the output's names are in `labels.txt`, in a zip archive
appended to the file.

The tables are those of TensorFlow's metadata_schema.fbs, identifier M001; the
number before each field is its position there.
"""

import io
import zipfile

import flatbuffers
from ai_edge_litert import schema_py_generated as schema

from arm_tf.tflite import flatbuffer

NAME = "TFLITE_METADATA"
IDENTIFIER = b"M001"
LABELS_FILE = "labels.txt"
PARSER_VERSION = "1.0.0"  # the oldest reader that knows all these fields
IMAGE_PROPERTIES = 2  # of the union ContentProperties
NORMALIZATION = 1  # of the union ProcessUnitOptions
RGB = 1  # of ColorSpaceType
TENSOR_AXIS_LABELS = 2  # of AssociatedFileType


def attach(content: bytes, labels: tuple, about: dict) -> bytes:
    """Returns a TFLite file with metadata and its labels.

    `content` is a file with one image in and one row of scores out, in the
    order of the labels; `about` has the strings name, description, version,
    author and license.
    """
    model = flatbuffer.read(content)
    graph = model.subgraphs[0]
    _, height, width, _ = graph.tensors[graph.inputs[0]].shape
    described = _describe(labels, about, int(width), int(height))
    model.description = about["description"]
    kept = [m for m in model.metadata or [] if m.name != NAME.encode()]
    model.metadata = [*kept, schema.MetadataT(NAME, len(model.buffers))]
    model.buffers = [*model.buffers, schema.BufferT(described)]
    return _with_file(flatbuffer.write(model), "\n".join(labels) + "\n")


def _with_file(content, text):
    """Returns the bytes with labels.txt zipped onto their end."""
    file = io.BytesIO()
    file.write(content)
    with zipfile.ZipFile(file, "a") as archive:
        # A `ZipInfo` without a date means 1 January 1980, so the same model
        # gives the same bytes.
        archive.writestr(zipfile.ZipInfo(LABELS_FILE), text)
    return file.getvalue()


def _describe(labels, about, width, height):
    """Returns the bytes of the ModelMetadata table."""
    builder = flatbuffers.Builder(1024)
    text = builder.CreateString
    pixels = _image_input(builder, width, height)
    scores = _label_output(builder, labels)
    tensors = {2: _vector(builder, [pixels]), 3: _vector(builder, [scores])}
    graph = _table(builder, tensors)
    fields = {
        0: text(about["name"]),
        1: text(about["description"]),
        2: text(about["version"]),
        3: _vector(builder, [graph]),
        4: text(about["author"]),
        5: text(about["license"]),
        7: text(PARSER_VERSION),
    }
    builder.Finish(_table(builder, fields), IDENTIFIER)
    return bytes(builder.Output())


def _image_input(builder, width, height):
    """Adds the TensorMetadata of the pixels: RGB, 0 to 255, not scaled."""
    size = _table(builder, {0: ("uint32", width), 1: ("uint32", height)})
    image = _table(builder, {0: ("int8", RGB), 1: size})
    content = _content(builder, IMAGE_PROPERTIES, image)
    options = _pair(builder, 0.0, 1.0)  # mean and deviation
    unit = _table(builder, {0: ("uint8", NORMALIZATION), 1: options})
    stats = _pair(builder, 255.0, 0.0)  # largest and smallest
    fields = {
        0: builder.CreateString("image"),
        1: builder.CreateString(
            f"A face, {width}x{height} pixels, RGB, 0 to 255."
        ),
        3: content,
        4: _vector(builder, [unit]),
        5: stats,
    }
    return _table(builder, fields)


def _label_output(builder, labels):
    """Adds the TensorMetadata of the probabilities, with labels.txt."""
    about = {
        0: builder.CreateString(LABELS_FILE),
        1: builder.CreateString("The name of each column."),
        2: ("int8", TENSOR_AXIS_LABELS),
    }
    file = _table(builder, about)
    stats = _pair(builder, 1.0, 0.0)
    fields = {
        0: builder.CreateString("probability"),
        1: builder.CreateString(f"Probabilities of {', '.join(labels)}."),
        3: _content(builder, 1, _table(builder, {})),  # FeatureProperties
        5: stats,
        6: _vector(builder, [file]),
    }
    return _table(builder, fields)


def _content(builder, kind, properties):
    return _table(builder, {0: ("uint8", kind), 1: properties})


def _pair(builder, first, second):
    """Adds a table of two vectors of one float each."""
    fields = {0: _floats(builder, [first]), 1: _floats(builder, [second])}
    return _table(builder, fields)


def _table(builder, fields):
    """Adds a table and returns its offset.

    `fields`, by place, are offsets, or numbers as `(kind, value)`.
    """
    adders = {
        "uint32": builder.PrependUint32Slot,
        "uint8": builder.PrependUint8Slot,
        "int8": builder.PrependInt8Slot,
    }
    builder.StartObject(max(fields, default=-1) + 1)
    for place, value in fields.items():
        if isinstance(value, tuple):
            kind, number = value
            adders[kind](place, number, 0)
        else:
            builder.PrependUOffsetTRelativeSlot(place, value, 0)
    return builder.EndObject()


def _vector(builder, offsets):
    builder.StartVector(4, len(offsets), 4)
    for offset in reversed(offsets):
        builder.PrependUOffsetTRelative(offset)
    return builder.EndVector()


def _floats(builder, values):
    builder.StartVector(4, len(values), 4)
    for value in reversed(values):
        builder.PrependFloat32(value)
    return builder.EndVector()
