import { tinySpec } from '../../../support/tiny-project';

/** The tiny project's spec with one layer and no callbacks: a processor compiles its few shaders in a moment. */
export const oneLayerSpec = tinySpec
  .replace(/ {2}- \{ name: conv1.*\n/, '')
  .replace(/callbacks:[\s\S]*?(?=data:)/, '');
