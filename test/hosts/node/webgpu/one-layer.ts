import { tinySpec } from '../../../support/tiny-project';

/** The tiny project's spec with one layer and no callbacks, whose few shaders a CPU compiles quickly. */
export const oneLayerSpec = tinySpec
  .replace(/ {2}- \{ name: conv1.*\n/, '')
  .replace(/callbacks:[\s\S]*?(?=data:)/, '');
