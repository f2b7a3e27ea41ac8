import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** The fields of a message by their numbers, each in the order of the file. */
class Message {
  private readonly fields = new Map<number, (number | Uint8Array)[]>();

  constructor(bytes: Uint8Array) {
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [field, type] = reader.tag();
      const values = this.fields.get(field) ?? [];
      this.fields.set(field, values);
      if (type === WireType.Varint) values.push(Number(reader.int64()));
      else if (type === WireType.LengthDelimited) values.push(reader.bytes());
      else if (type === WireType.Bit32) values.push(reader.float());
      else throw new Error(`field ${field} is of wire type ${type}`);
    }
  }

  numbers(field: number): readonly number[] {
    return (this.fields.get(field) ?? []).filter((value) => typeof value === 'number');
  }

  private bytes(field: number): readonly Uint8Array[] {
    return (this.fields.get(field) ?? []).filter((value) => typeof value !== 'number');
  }

  texts(field: number): readonly string[] {
    return this.bytes(field).map((bytes) => new TextDecoder().decode(bytes));
  }

  text(field: number): string {
    return this.texts(field)[0] ?? '';
  }

  sizes(field: number): readonly number[] {
    return this.bytes(field).map(({ byteLength }) => byteLength);
  }

  messages(field: number): readonly Message[] {
    return this.bytes(field).map((bytes) => new Message(bytes));
  }

  message(field: number): Message {
    return this.messages(field)[0] ?? new Message(new Uint8Array());
  }
}

/** The contents of an ONNX file; field numbers are those of `onnx.proto3`. */
export function decodeOnnx(bytes: Uint8Array) {
  const model = new Message(bytes);
  const graph = model.message(7);
  return {
    irVersion: model.numbers(1)[0],
    producer: model.text(2),
    opsets: model.messages(8).map((set) => ({ domain: set.text(1), version: set.numbers(2)[0] })),
    metadata: Object.fromEntries(model.messages(14).map((entry) => [entry.text(1), entry.text(2)])),
    name: graph.text(2),
    nodes: graph.messages(1).map((node) => ({
      name: node.text(3),
      operator: node.text(4),
      inputs: node.texts(1),
      outputs: node.texts(2),
    })),
    initializers: graph.messages(5).map((tensor) => ({
      name: tensor.text(8),
      dims: tensor.numbers(1),
      type: tensor.numbers(2)[0],
      bytes: tensor.sizes(9)[0],
    })),
    inputs: graph.messages(11).map(valueInfo),
    outputs: graph.messages(12).map(valueInfo),
  };
}

function valueInfo(info: Message) {
  const tensor = info.message(2).message(1);
  const dims = tensor
    .message(2)
    .messages(1)
    .map((dim) => dim.numbers(1)[0] ?? dim.text(2));
  return { name: info.text(1), type: tensor.numbers(1)[0], dims };
}
