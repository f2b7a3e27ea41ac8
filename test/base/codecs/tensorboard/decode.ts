import { maskedCrc32c } from '../../../../src/base/codecs/tensorboard';

/** Decodes event files for tests, based on the wire format of protocol buffers and independent of the writer. */

/** Returns the records of a TFRecord file. Throws if a checksum is wrong or bytes are left over. */
export function recordsOf(file: Uint8Array): Uint8Array[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const records: Uint8Array[] = [];
  for (let offset = 0; offset < file.length; ) {
    const length = Number(view.getBigUint64(offset, true));
    const bytes = file.subarray(offset + 12, offset + 12 + length);
    if (view.getUint32(offset + 8, true) !== maskedCrc32c(file.subarray(offset, offset + 8)))
      throw new Error('crc of length');
    if (view.getUint32(offset + 12 + length, true) !== maskedCrc32c(bytes)) throw new Error('crc of data');
    records.push(bytes);
    offset += length + 16;
  }
  return records;
}

/** Returns the fields of a message by number, each as a list of values: bytes, or numbers for varints and doubles. */
function fieldsOf(bytes: Uint8Array): Map<number, (Uint8Array | number)[]> {
  const fields = new Map<number, (Uint8Array | number)[]>();
  let offset = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = bytes[offset++] ?? 0;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (offset < bytes.length) {
    const key = varint();
    const type = key & 7;
    const size = type === 1 ? 8 : type === 2 ? varint() : 0;
    const value = type === 0 ? varint() : bytes.subarray(offset, offset + size);
    const decoded = type === 1 ? new Float64Array((value as Uint8Array).slice().buffer)[0] : value;
    offset += size;
    fields.set(Math.floor(key / 8), [...(fields.get(Math.floor(key / 8)) ?? []), decoded ?? 0]);
  }
  return fields;
}

export interface DecodedEvent {
  readonly wallTime: number;
  readonly step: number;
  /** Absent in the first event. */
  readonly summary?: { readonly tag: string; readonly plugin: string; readonly content: Uint8Array };
}

/** The contents of an event that a test needs to write it again. */
export function decodeEvent(record: Uint8Array): DecodedEvent {
  const event = fieldsOf(record);
  const common = { wallTime: number(event, 1), step: number(event, 2) };
  if (!event.has(5)) return common;
  const value = nested(nested(event, 5), 1);
  const tensor = nested(value, 8);
  const summary = {
    tag: text(bytes(value, 1)),
    plugin: text(bytes(nested(nested(value, 9), 1), 1)),
    content: bytes(tensor, tensor.has(8) ? 8 : 4),
  };
  return { ...common, summary };
}

export function text(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

type Fields = ReturnType<typeof fieldsOf>;

function bytes(fields: Fields, key: number): Uint8Array {
  return fields.get(key)?.[0] as Uint8Array;
}

function nested(fields: Fields, key: number): Fields {
  return fieldsOf(bytes(fields, key));
}

function number(fields: Fields, key: number): number {
  return (fields.get(key)?.[0] ?? 0) as number;
}
