import { expect, test } from 'vitest';
import { crc32c } from '../../../../src/base/codecs/crc';
import { frameRecord, maskedCrc32c } from '../../../../src/base/codecs/tensorboard';

// The test vectors of RFC 3720, appendix B.4, and the usual check value.
test.each([
  ['zeros', new Uint8Array(32), 0x8a9136aa],
  ['ones', new Uint8Array(32).fill(0xff), 0x62a8ab43],
  ['rising', Uint8Array.from({ length: 32 }, (_, i) => i), 0x46dd794e],
  ['falling', Uint8Array.from({ length: 32 }, (_, i) => 31 - i), 0x113fdb5c],
  ['digits', new TextEncoder().encode('123456789'), 0xe3069283],
  ['nothing', new Uint8Array(), 0],
])('crc32c of %s', (_, bytes, crc) => {
  expect(crc32c(bytes)).toBe(crc);
});

test('the mask rotates by 15 bits and adds a constant', () => {
  expect(maskedCrc32c(new Uint8Array())).toBe(0xa282ead8);
});

test('an empty record is its length and two checksums', () => {
  expect(Buffer.from(frameRecord(new Uint8Array())).toString('hex')).toBe('000000000000000029039807d8ea82a2');
});
