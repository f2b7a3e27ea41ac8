import { readdirSync } from 'node:fs';
import { it } from 'vitest';
import { expectSameScoresInRuntime, smallSpecs } from './zoo';

const largeSpecs = readdirSync('specs').filter((name) => !smallSpecs.includes(name));

it.each(largeSpecs)(
  '%s in ONNX Runtime gives the scores of the tfjs model',
  expectSameScoresInRuntime,
  600_000,
);
