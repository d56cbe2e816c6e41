/**
 * Reads the inputs and outputs of a .tflite file, without running it.
 *
 * A .tflite file is a FlatBuffer. Few of its fields are needed, so they are
 * read by their numbers in LiteRT's `schema.fbs`. The check comes before
 * LiteRT.js loads the file, which does not expose the quantization.
 */

const TYPES = {
  0: "float32",
  1: "float16",
  2: "int32",
  3: "uint8",
  4: "int64",
  6: "bool",
  7: "int16",
  9: "int8",
};
const MODEL = { subgraphs: 2 };
const SUBGRAPH = { tensors: 0, inputs: 1, outputs: 2 };
const TENSOR = { shape: 0, type: 1, quantization: 4 };
const QUANTIZATION = { scale: 2, zeroPoint: 3 };

/**
 * Returns `{inputs, outputs}`, arrays of `{type, shape, scale, zeroPoint}`;
 * without quantization, scale and zero point are 0.
 *
 * @param {Uint8Array} content The file.
 * @throws {RangeError} The file is damaged.
 */
export function readEnds(content) {
  const file = new FlatBuffer(content);
  const model = file.target(0);
  const subgraph = file.tables(model, MODEL.subgraphs)[0];
  const tensors = file.tables(subgraph, SUBGRAPH.tensors);
  const details = (number) =>
    file.integers(subgraph, number).map((at) => tensor(file, tensors[at]));
  return {
    inputs: details(SUBGRAPH.inputs),
    outputs: details(SUBGRAPH.outputs),
  };
}

/** Returns whether bytes can be a .tflite file at all. */
export function isTflite(content) {
  return String.fromCharCode(...content.subarray(4, 8)) === "TFL3";
}

function tensor(file, table) {
  const type = file.field(table, TENSOR.type);
  const number = type ? file.view.getUint8(type) : 0;
  const quantization = file.field(table, TENSOR.quantization);
  const [scale, zeroPoint] = quantization
    ? quantized(file, file.target(quantization))
    : [0, 0];
  return {
    type: TYPES[number] ?? `type ${number}`,
    shape: file.integers(table, TENSOR.shape),
    scale,
    zeroPoint,
  };
}

function quantized(file, table) {
  const scales = file.vector(table, QUANTIZATION.scale);
  const zeros = file.vector(table, QUANTIZATION.zeroPoint);
  return [
    scales.length ? file.view.getFloat32(scales.start, true) : 0,
    zeros.length ? file.view.getInt32(zeros.start, true) : 0,
  ];
}

/** Tables and vectors, by offset; reading outside of the file throws. */
class FlatBuffer {
  constructor({ buffer, byteOffset, byteLength }) {
    this.view = new DataView(buffer, byteOffset, byteLength);
  }

  /** Returns the place that an offset points to. */
  target(at) {
    return at + this.view.getUint32(at, true);
  }

  /** Returns a field's place, 0 where the table has none. */
  field(table, number) {
    const fields = table - this.view.getInt32(table, true);
    const entry = 4 + 2 * number;
    if (entry >= this.view.getUint16(fields, true)) return 0;
    const offset = this.view.getUint16(fields + entry, true);
    return offset ? table + offset : 0;
  }

  vector(table, number) {
    const field = this.field(table, number);
    if (!field) return { start: 0, length: 0 };
    const at = this.target(field);
    const length = this.view.getUint32(at, true);
    if (length > this.view.byteLength) throw new RangeError("endless vector");
    return { start: at + 4, length };
  }

  integers(table, number) {
    const { start, length } = this.vector(table, number);
    const at = (index) => this.view.getInt32(start + 4 * index, true);
    return Array.from({ length }, (_, index) => at(index));
  }

  tables(table, number) {
    const { start, length } = this.vector(table, number);
    const at = (index) => this.target(start + 4 * index);
    return Array.from({ length }, (_, index) => at(index));
  }
}
