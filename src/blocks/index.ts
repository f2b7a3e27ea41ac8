import type { BlockKind } from './block-kind';
import { conv } from './conv';
import { dense } from './dense';
import { add, concat } from './merge';
import { averagePool, globalAveragePool, globalMaxPool, maxPool } from './pool';
import { activation, batchNorm, dropout, flatten } from './single-layer';

/** The kinds of block that come with the language. */
export const builtInBlocks = {
  conv,
  maxPool,
  averagePool,
  globalMaxPool,
  globalAveragePool,
  batchNorm,
  activation,
  dropout,
  flatten,
  dense,
  add,
  concat,
} as const satisfies Record<string, BlockKind>;
