import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { expectSameScoresInRuntime, smallSpecs } from './zoo';

it.each(smallSpecs)('%s in ONNX Runtime gives the scores of the tfjs model', expectSameScoresInRuntime);

it('the small networks are among those of specs/', () => {
  expect(readdirSync('specs')).toEqual(expect.arrayContaining(smallSpecs));
});
