import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  type Attributes,
  elementTypes,
  type OnnxGraph,
  type OnnxModel,
  type OnnxNode,
  type OnnxTensor,
  type OnnxValueInfo,
  opset,
} from './model';

/** The version of the format itself, the one that came with {@link opset}. */
const irVersion = 8;

/** Attributes that are floats; all other numbers are integers. */
const floatAttributes = new Set(['alpha', 'beta', 'gamma', 'epsilon']);

/** `AttributeProto.AttributeType`. */
const attributeTypes = { float: 1, int: 2, string: 3, ints: 7 };

/**
 * A model in the bytes of an `.onnx` file. Numbers of fields and types are those of `onnx.proto3` of the ONNX project,
 * https://github.com/onnx/onnx/blob/v1.18.0/onnx/onnx.proto3.
 */
export function encodeModel({ graph, metadata }: OnnxModel): Uint8Array {
  const model = new BinaryWriter();
  model.tag(1, WireType.Varint).int64(irVersion);
  text(model, 2, 'convspec');
  message(model, 8, (set) => set.tag(2, WireType.Varint).int64(opset));
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

/** In pieces that are the tensors' own memory where they can be: a nested writer would copy each value several times. */
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
  for (const size of dims) tensor.tag(1, WireType.Varint).int64(size);
  const type = values instanceof Float32Array ? 'float32' : 'int64';
  tensor.tag(2, WireType.Varint).int32(elementTypes[type]);
  text(tensor, 8, name);
  tensor.tag(9, WireType.LengthDelimited).uint32(values.byteLength);
  return [tensor.finish(), new Uint8Array(values.buffer, values.byteOffset, values.byteLength)];
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

function writeAttribute(writer: BinaryWriter, name: string, value: Attributes[string]): void {
  text(writer, 1, name);
  if (typeof value === 'string') {
    text(writer, 4, value);
    writer.tag(20, WireType.Varint).int32(attributeTypes.string);
  } else if (typeof value !== 'number') {
    for (const int of value) writer.tag(8, WireType.Varint).int64(int);
    writer.tag(20, WireType.Varint).int32(attributeTypes.ints);
  } else if (floatAttributes.has(name)) {
    writer.tag(2, WireType.Bit32).float(Math.fround(value));
    writer.tag(20, WireType.Varint).int32(attributeTypes.float);
  } else {
    writer.tag(3, WireType.Varint).int64(value);
    writer.tag(20, WireType.Varint).int32(attributeTypes.int);
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
    tensor.tag(1, WireType.Varint).int32(elementTypes[type]);
    message(tensor, 2, (shape) => {
      for (const size of dims) {
        message(shape, 1, (dimension) => {
          if (typeof size === 'number') dimension.tag(1, WireType.Varint).int64(size);
          else text(dimension, 2, size);
        });
      }
    });
  });
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function message(writer: BinaryWriter, field: number, write: (writer: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}
