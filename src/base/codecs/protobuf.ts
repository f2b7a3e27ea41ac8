import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Adds the fields of a message. */
export type WriteFields = (writer: BinaryWriter) => void;

/** Encodes a message as bytes. */
export function encodeMessage(write: WriteFields): Uint8Array {
  const writer = new BinaryWriter();
  write(writer);
  return writer.finish();
}

/** Writes a nested message to field `number`. */
export function message(writer: BinaryWriter, number: number, write: WriteFields): void {
  writer.tag(number, WireType.LengthDelimited).fork();
  write(writer);
  writer.join();
}

export function text(writer: BinaryWriter, number: number, value: string): void {
  writer.tag(number, WireType.LengthDelimited).string(value);
}

export function bytes(writer: BinaryWriter, number: number, value: Uint8Array): void {
  writer.tag(number, WireType.LengthDelimited).bytes(value);
}

/** Writes a whole number of 32 or 64 bits. */
export function integer(writer: BinaryWriter, number: number, value: number): void {
  writer.tag(number, WireType.Varint).int64(value);
}

export function double(writer: BinaryWriter, number: number, value: number): void {
  writer.tag(number, WireType.Bit64).double(value);
}

/** Writes a value rounded to float32. */
export function float(writer: BinaryWriter, number: number, value: number): void {
  writer.tag(number, WireType.Bit32).float(Math.fround(value));
}
