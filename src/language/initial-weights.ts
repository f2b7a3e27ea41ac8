import { z } from 'zod';

const blockNames = z.array(z.string()).min(1).readonly();
const path = z
  .string()
  .min(1)
  .describe('A model (.h5, .keras, .weights.h5, tfjs model.json) or a run folder, relative to the spec.');

/** The weights to start from, and the names of blocks that use them. The use of a template stands for all its blocks. */
export interface InitialWeightsSpec {
  /** Relative to the spec's folder. */
  readonly path: string;
  /** `null` for all. */
  readonly blocks: readonly string[] | null;
  /** Names of blocks that keep freshly drawn weights. */
  readonly except: readonly string[];
}

/** The section `initialWeights`. */
export const initialWeightsSchema = z
  .union(
    [
      path,
      z
        .strictObject({
          path,
          blocks: blockNames.optional().describe('Blocks that start from these weights (default: all).'),
          except: blockNames
            .optional()
            .describe('Blocks that start from scratch, such as an output for other classes (default: none).'),
        })
        .refine(({ blocks, except }) => !(blocks && except), {
          path: ['except'],
          error: 'expected blocks or except, not both',
        }),
    ],
    { error: 'expected the path of a model, or { path, blocks } or { path, except }' },
  )
  .transform((value): InitialWeightsSpec => {
    const { path, blocks = null, except = [] } = typeof value === 'string' ? { path: value } : value;
    return { path, blocks, except };
  })
  .describe(
    'Weights of a trained model to start from. Layers are matched by name. A layer that is missing in the file starts from its initializers, and a layer with another shape must be listed under except. A resumed run does not read them again.',
  );
