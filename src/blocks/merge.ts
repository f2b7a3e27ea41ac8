import { z } from 'zod';
import { defineBlock } from './block-kind';

export const add = defineBlock({
  type: 'add',
  about: 'The sum of inputs of one shape.',
  schema: z.strictObject({}),
  shapeNeutral: [],
  merges: true,
  expand: () => [{ kind: 'add', config: {} }],
});

export const concat = defineBlock({
  type: 'concat',
  about: 'Inputs of one height and width, joined along their channels.',
  schema: z.strictObject({}),
  shapeNeutral: [],
  merges: true,
  expand: () => [{ kind: 'concat', config: {} }],
});
