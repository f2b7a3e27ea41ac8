import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { fitText, textWidth } from '../../../src/describe/diagram/text-width';

describe('textWidth', () => {
  // Every printable ASCII character and those that labels add, in words so that their sides are counted too.
  const samples = [
    ...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).filter(
      (char) => !' <&'.includes(char),
    ),
    ...'×·→…',
  ].map((character) => `H${character.repeat(10)}H`);

  it.each(['regular', 'bold'] as const)('is not less than the rendered width, %s', async (weight) => {
    const size = 100;
    for (const text of samples) {
      const { width } = await sharp({
        text: {
          text: weight === 'bold' ? `<b>${text.replaceAll('>', '&gt;')}</b>` : text.replaceAll('>', '&gt;'),
          font: `sans ${size}`,
          dpi: 72,
          rgba: true,
        },
      }).metadata();
      expect([text, textWidth(text, size, weight) >= width - 1]).toEqual([text, true]);
      expect([text, textWidth(text, size, weight) <= 2.6 * width]).toEqual([text, true]);
    }
  });

  it('treats unknown characters as wide', () => {
    expect(textWidth('漢字', 10)).toBe(22);
    expect(textWidth('😀', 10)).toBe(11);
  });
});

describe('fitText', () => {
  it.each([
    ['conv1', 100, 'conv1'],
    ['block_12_narrow', 60, '…2_narrow'],
    ['block_12_narrow', 0, '…w'],
    ['', 0, ''],
  ])('of %j in %d is %j', (text, width, expected) => {
    expect(fitText(text, width, 10)).toBe(expected);
  });
});
