import type { BlockKind } from './block-kind';
import { conv, convTranspose, depthwiseConv, separableConv } from './conv';
import { dense } from './dense';
import { averagePool, globalAveragePool, globalMaxPool, maxPool } from './pool';
import { cropping, flatten, reshape, upsampling, zeroPadding } from './resize';
import {
  activation,
  add,
  batchNorm,
  concat,
  dropout,
  layerNorm,
  multiply,
  prelu,
  spatialDropout,
} from './single-layer';

/** The built-in block types. */
export const builtInBlocks = {
  conv,
  depthwiseConv,
  separableConv,
  convTranspose,
  maxPool,
  averagePool,
  globalMaxPool,
  globalAveragePool,
  batchNorm,
  layerNorm,
  activation,
  prelu,
  dropout,
  spatialDropout,
  zeroPadding,
  cropping,
  upsampling,
  flatten,
  reshape,
  dense,
  add,
  multiply,
  concat,
} as const satisfies Record<string, BlockKind>;
