import { z } from 'zod';

const blockNames = z.array(z.string()).min(1).readonly();
const path = z
  .string()
  .min(1)
  .describe(
    'A model (.h5, .keras, .weights.h5, tfjs model.json) or the folder of a run, relative to the spec.',
  );

/** The weights to begin with, and which blocks take theirs from there: by name, a use of a template for all of its blocks. */
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
          blocks: blockNames
            .optional()
            .describe('The only blocks that take their weights from there; all unless given.'),
          except: blockNames
            .optional()
            .describe('Blocks that begin anew, an output for other classes say; none unless given.'),
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
    'Weights to begin with instead of freshly drawn ones, from a trained model. Layers are matched by name; a layer that the file lacks is drawn as ever, and a layer of another shape has to be named under except. A run that is resumed does not read them again.',
  );

/** The section `initialWeights` as an author writes it: the path of a model, or a mapping with it. */
export type InitialWeightsInput = z.input<typeof initialWeightsSchema>;
