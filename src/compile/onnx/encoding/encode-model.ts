import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { float, integer, message, text } from '../../../base/codecs/protobuf';
import type { NodeAttributes } from '../../../layers/onnx/onnx-facet';
import {
  type ElementType,
  elementTypes,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
  type OnnxValues,
  opset,
} from './model';

/** The version of the file format, the one released with {@link opset}. */
const irVersion = 8;

/** Attributes of nodes that are floats; all other numbers are integers. */
const floatAttributes = new Set(['alpha', 'beta', 'gamma', 'epsilon']);

/** `AttributeProto.AttributeType`. */
const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 };

/**
 * Encodes a model as the bytes of an `.onnx` file. Field and type numbers are from the ONNX project's `onnx.proto3`,
 * https://github.com/onnx/onnx/blob/v1.18.0/onnx/onnx.proto3.
 */
export function encodeModel({ graph, metadata }: OnnxModel): Uint8Array {
  const model = new BinaryWriter();
  integer(model, 1, irVersion);
  text(model, 2, 'convspec');
  message(model, 8, (set) => integer(set, 2, opset));
  for (const [key, value] of Object.entries(metadata)) {
    message(model, 14, (entry) => {
      text(entry, 1, key);
      text(entry, 2, value);
    });
  }
  const pieces = encodeGraph(graph);
  model.tag(7, WireType.LengthDelimited).uint32(totalLength(pieces));
  return concatenated([model.finish(), ...pieces]);
}

/** Returns pieces that share the tensors' memory where possible: a nested writer would copy each value several times. */
function encodeGraph({ name, nodes, initializers, inputs, outputs }: OnnxGraph): readonly Uint8Array[] {
  const graph = new BinaryWriter();
  for (const node of nodes) message(graph, 1, (inner) => writeNode(inner, node));
  text(graph, 2, name);
  for (const value of inputs) message(graph, 11, (inner) => writeValueInfo(inner, value));
  for (const value of outputs) message(graph, 12, (inner) => writeValueInfo(inner, value));
  const tensors = initializers.flatMap((tensor) => {
    const pieces = encodeTensor(tensor);
    const head = new BinaryWriter().tag(5, WireType.LengthDelimited).uint32(totalLength(pieces));
    return [head.finish(), ...pieces];
  });
  return [graph.finish(), ...tensors];
}

function encodeTensor({ name, dims, values }: OnnxTensor): readonly Uint8Array[] {
  const tensor = new BinaryWriter();
  for (const size of dims) integer(tensor, 1, size);
  integer(tensor, 2, elementTypes[typeOf(values)]);
  text(tensor, 8, name);
  tensor.tag(9, WireType.LengthDelimited).uint32(values.byteLength);
  return [tensor.finish(), new Uint8Array(values.buffer, values.byteOffset, values.byteLength)];
}

function typeOf(values: OnnxValues): ElementType {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Float64Array) return 'float64';
  return values instanceof Uint8Array ? 'uint8' : 'int64';
}

function totalLength(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function concatenated(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(totalLength(pieces));
  let place = 0;
  for (const piece of pieces) {
    bytes.set(piece, place);
    place += piece.byteLength;
  }
  return bytes;
}

function writeNode(writer: BinaryWriter, { name, operator, inputs, outputs, attributes }: OnnxNode): void {
  for (const input of inputs) text(writer, 1, input);
  for (const output of outputs) text(writer, 2, output);
  text(writer, 3, name);
  text(writer, 4, operator);
  for (const [key, value] of Object.entries(attributes)) {
    message(writer, 5, (attribute) => writeAttribute(attribute, key, value));
  }
}

function writeAttribute(writer: BinaryWriter, name: string, value: NodeAttributes[string]): void {
  text(writer, 1, name);
  if (typeof value === 'string') {
    text(writer, 4, value);
    integer(writer, 20, attributeTypes.string);
  } else if (typeof value !== 'number') {
    for (const int of value) integer(writer, 8, int);
    integer(writer, 20, attributeTypes.ints);
  } else if (floatAttributes.has(name)) {
    float(writer, 2, value);
    integer(writer, 20, attributeTypes.float);
  } else {
    integer(writer, 3, value);
    integer(writer, 20, attributeTypes.int);
  }
}

function writeValueInfo(writer: BinaryWriter, value: OnnxValueInfo): void {
  text(writer, 1, value.name);
  message(writer, 2, (type) => {
    if (value.sequence)
      message(type, 4, (sequence) => message(sequence, 1, (inner) => writeType(inner, value)));
    else writeType(type, value);
  });
}

/** `TypeProto` of a tensor. */
function writeType(writer: BinaryWriter, { type, dims }: OnnxValueInfo): void {
  message(writer, 1, (tensor) => {
    integer(tensor, 1, elementTypes[type]);
    message(tensor, 2, (shape) => {
      for (const size of dims) {
        message(shape, 1, (dimension) => {
          if (typeof size === 'number') integer(dimension, 1, size);
          else text(dimension, 2, size);
        });
      }
    });
  });
}
