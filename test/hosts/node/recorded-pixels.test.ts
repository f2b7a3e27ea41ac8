import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { agreements, expectAgreement } from './unusual-images';

interface Recorded {
  readonly kind: string;
  readonly bytes: string;
  readonly keras: { readonly rgb: string; readonly grayscale: string };
  readonly onnx: { readonly rgb: string; readonly grayscale: string };
}

/** Written by test/reference/pixels/images.py with Keras 3.15 and Pillow 12.3. */
const recorded = JSON.parse(readFileSync('test/reference/pixels/images.json', 'utf8')) as readonly Recorded[];

const numbers = ({ rgb, grayscale }: Recorded['keras']) => ({
  rgb: rgb.split(' ').map(Number),
  grayscale: grayscale.split(' ').map(Number),
});

describe('unusual images have the pixels that Keras and the program for ONNX Runtime load', () => {
  it('of every kind', () => {
    expect(recorded.map(({ kind }) => kind)).toEqual(Object.keys(agreements));
  });

  it.each(recorded)('$kind', async ({ kind, bytes, keras, onnx }) => {
    const source = Buffer.from(bytes, 'base64');
    await expectAgreement({ kind, source, keras: numbers(keras), onnx: numbers(onnx) });
  });
});
