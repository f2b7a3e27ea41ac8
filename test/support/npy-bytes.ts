/** The bytes of a `.npy` file with these values. */
export function npyBytes(
  values: Uint8Array | Int32Array | Float32Array,
  shape: readonly number[],
): Uint8Array {
  const type = values instanceof Uint8Array ? '|u1' : values instanceof Int32Array ? '<i4' : '<f4';
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${shape.join(', ')},), }`;
  const header = text.padEnd(Math.ceil((text.length + 11) / 64) * 64 - 11);
  return Buffer.concat([
    Buffer.from('\x93NUMPY\x01\x00', 'latin1'),
    Buffer.from(Uint16Array.of(header.length + 1).buffer),
    Buffer.from(`${header}\n`),
    Buffer.from(values.buffer, values.byteOffset, values.byteLength),
  ]);
}
