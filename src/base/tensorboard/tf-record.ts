import { maskedCrc32c } from './crc32c';

/**
 * One TFRecord: the length (unsigned 64 bits, little-endian), its masked CRC-32C, the bytes, theirs.
 * An event file is nothing but such records one after another, so it may be appended to at any time.
 */
export function frameRecord(bytes: Uint8Array): Uint8Array {
  const record = new Uint8Array(bytes.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(bytes, 12);
  view.setUint32(12 + bytes.length, maskedCrc32c(bytes), true);
  return record;
}
