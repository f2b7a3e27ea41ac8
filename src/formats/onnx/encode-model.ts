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
  message(model, 7, (writer) => writeGraph(writer, graph));
  message(model, 8, (set) => set.tag(2, WireType.Varint).int64(opset));
  for (const [key, value] of Object.entries(metadata)) {
    message(model, 14, (entry) => {
      text(entry, 1, key);
      text(entry, 2, value);
    });
  }
  return model.finish();
}

function writeGraph(writer: BinaryWriter, { name, nodes, initializers, inputs, outputs }: OnnxGraph): void {
  for (const node of nodes) message(writer, 1, (inner) => writeNode(inner, node));
  text(writer, 2, name);
  for (const tensor of initializers) message(writer, 5, (inner) => writeTensor(inner, tensor));
  for (const value of inputs) message(writer, 11, (inner) => writeValueInfo(inner, value));
  for (const value of outputs) message(writer, 12, (inner) => writeValueInfo(inner, value));
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

function writeTensor(writer: BinaryWriter, { name, dims, values }: OnnxTensor): void {
  for (const size of dims) writer.tag(1, WireType.Varint).int64(size);
  const type = values instanceof Float32Array ? 'float32' : 'int64';
  writer.tag(2, WireType.Varint).int32(elementTypes[type]);
  text(writer, 8, name);
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  writer.tag(9, WireType.LengthDelimited).bytes(bytes);
}

function writeValueInfo(writer: BinaryWriter, { name, type, dims }: OnnxValueInfo): void {
  text(writer, 1, name);
  message(writer, 2, (typeProto) =>
    message(typeProto, 1, (tensor) => {
      tensor.tag(1, WireType.Varint).int32(elementTypes[type]);
      message(tensor, 2, (shape) => {
        for (const size of dims) {
          message(shape, 1, (dimension) => {
            if (typeof size === 'number') dimension.tag(1, WireType.Varint).int64(size);
            else text(dimension, 2, size);
          });
        }
      });
    }),
  );
}

function text(writer: BinaryWriter, field: number, value: string): void {
  writer.tag(field, WireType.LengthDelimited).string(value);
}

function message(writer: BinaryWriter, field: number, write: (writer: BinaryWriter) => void): void {
  writer.tag(field, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}
