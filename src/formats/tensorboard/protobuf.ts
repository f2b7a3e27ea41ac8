/** The encoding of protocol buffers, as far as event files need it. A field is its bytes; a message is fields in order. */

const wireType = { varint: 0, fixed64: 1, lengthDelimited: 2 } as const;

/** Fields one after another: the body of a message. */
export function message(...fields: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(fields.reduce((length, field) => length + field.length, 0));
  let offset = 0;
  for (const field of fields) {
    bytes.set(field, offset);
    offset += field.length;
  }
  return bytes;
}

/** A non-negative safe integer in field `number`; nothing for 0, which is what an absent field means. */
export function integerField(number: number, value: number): Uint8Array {
  return value === 0 ? new Uint8Array() : message(key(number, wireType.varint), varint(value));
}

/** A double in field `number`. */
export function doubleField(number: number, value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setFloat64(0, value, true);
  return message(key(number, wireType.fixed64), bytes);
}

/** Bytes, a nested message, or text as UTF-8, in field `number`. Written even when empty. */
export function bytesField(number: number, value: Uint8Array | string): Uint8Array {
  const bytes = typeof value === 'string' ? new TextEncoder().encode(value) : value;
  return message(key(number, wireType.lengthDelimited), varint(bytes.length), bytes);
}

function key(number: number, type: number): Uint8Array {
  return varint(number * 8 + type);
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
  return Uint8Array.from(bytes);
}
