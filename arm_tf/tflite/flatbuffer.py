"""A TFLite file as Python objects and back, with its buffers aligned."""

import flatbuffers
from ai_edge_litert import schema_py_generated as schema

IDENTIFIER = b"TFL3"
ALIGNMENT = 16  # bytes, as the schema requires of every buffer


def read(content: bytes) -> schema.ModelT:
    """Returns the `schema.ModelT` of a file's bytes."""
    return schema.ModelT.InitFromPackedBuf(content, 0)


def write(model: schema.ModelT) -> bytes:
    """Returns the bytes of a `schema.ModelT`."""
    model.buffers = [_AlignedBuffer(b.data) for b in model.buffers]
    builder = flatbuffers.Builder(0)
    builder.Finish(model.Pack(builder), IDENTIFIER)
    return bytes(builder.Output())


def op_name(code: schema.OperatorCodeT) -> str:
    """Returns the name of an operator code, such as "CONV_2D"."""
    names = {
        value: name
        for name, value in vars(schema.BuiltinOperator).items()
        if isinstance(value, int)
    }
    return names[max(code.builtinCode, code.deprecatedBuiltinCode)]


class _AlignedBuffer(schema.BufferT):
    """A buffer that is aligned; `BufferT.Pack` ignores `force_align`."""

    def __init__(self, data):
        super().__init__(data=data)

    def Pack(self, builder):  # noqa: N802, the generated code's name
        data = None
        if self.data is not None and len(self.data):
            builder.Prep(ALIGNMENT, len(self.data))
            data = builder.CreateByteVector(bytes(self.data))
        schema.BufferStart(builder)
        if data is not None:
            schema.BufferAddData(builder, data)
        return schema.BufferEnd(builder)
