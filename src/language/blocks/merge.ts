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

export const multiply = defineBlock({
  type: 'multiply',
  about: 'The product of inputs, value by value; a size of 1 stands for as many as the other inputs have.',
  schema: z.strictObject({}),
  shapeNeutral: [],
  merges: true,
  expand: () => [{ kind: 'multiply', config: {} }],
});

export const concat = defineBlock({
  type: 'concat',
  about: 'Inputs of one height and width, joined along their channels.',
  schema: z.strictObject({}),
  shapeNeutral: [],
  merges: true,
  expand: () => [{ kind: 'concat', config: {} }],
});
