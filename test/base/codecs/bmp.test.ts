import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openBmp } from '../../../src/base/codecs/bmp';

interface Recorded {
  readonly name: string;
  readonly bytes: string;
  readonly channels: number;
  readonly pixels: readonly number[];
}

/** Written by test/reference/pixels/bmp.py: files of every layout, 5 pixels wide and 3 high, as Pillow decodes them. */
const recorded = JSON.parse(readFileSync('test/reference/pixels/bmp.json', 'utf8')) as readonly Recorded[];

describe('openBmp', () => {
  it.each(recorded)('decodes $name like Pillow', ({ bytes, channels, pixels }) => {
    const image = openBmp(Buffer.from(bytes, 'base64'));
    expect([image.width, image.height, image.channels]).toEqual([5, 3, channels]);
    expect(Array.from(image.decode())).toEqual(pixels);
  });

  it.each(recorded)('reads a truncated or changed file of $name, or throws a RangeError', ({ bytes }) => {
    const whole = Buffer.from(bytes, 'base64');
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(255), fc.nat(whole.length), (at, value, length) => {
        const changed = Buffer.from(whole.subarray(0, length));
        if (at < length) changed[at] = value;
        try {
          const { width, height, decode } = openBmp(changed);
          if (width * height < 1e6) decode();
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 100 },
    );
  });
});
