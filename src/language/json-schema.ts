import { z } from 'zod';
import { blockResultClaims, modelClaimsSchema } from './claims';
import { compactJsonSchema } from './compact-json-schema';
import { dataSchema } from './data';
import { initialWeightsSchema } from './initial-weights';
import { inputSchema } from './input';
import { anyCallback, blockClaims, someOptions } from './kind-schemas';
import { limitsSchema } from './limits';
import type { SpecVocabulary } from './model-spec';
import { nameSchema, recordOf } from './scalars';
import { classesSchema, ignoreSchema, variablesSchema } from './small-sections';
import { templateSchema } from './template';
import { trainingSchema } from './training';
import { commonBlockShape } from './validate-block';
import { useSchema } from './validate-blocks';
import { withParameters } from './with-parameters';

const aboutClaims = 'What the author claims about the block; a claim that does not hold is an error.';

/** The JSON schema (draft 7) of the language, for editors. What it cannot say, the checker says. */
export function jsonSchema(vocabulary: SpecVocabulary): object {
  const oneOrList = <S extends z.ZodType>(schema: S) => z.union([schema, z.array(schema)]);
  const blocks = Object.values(vocabulary.blocks).map((kind) => {
    return z
      .strictObject({
        ...commonBlockShape,
        type: z.literal(kind.type).describe('The kind of block.'),
        // Required options may come from `defaults`, so that no block can be asked for them here.
        ...someOptions(kind).shape,
        expect: oneOrList(blockClaims(kind)).optional().describe(aboutClaims),
      })
      .meta({ description: kind.about });
  });
  const use = z
    .strictObject({
      ...useSchema.shape,
      expect: oneOrList(blockResultClaims).optional().describe(aboutClaims),
    })
    .meta({ description: 'The blocks of a template.' });
  const entry = z.union([z.discriminatedUnion('type', blocks as unknown as readonly [z.ZodObject]), use]);
  const defaults = Object.fromEntries(
    Object.values(vocabulary.blocks).map((kind) => [kind.type, someOptions(kind).optional()]),
  );
  const model = z.strictObject({
    version: z.literal(1).describe('Version of the language: 1.'),
    name: nameSchema.describe('Name of the network, and of its run folder unless another is chosen.'),
    variables: variablesSchema.optional(),
    input: inputSchema,
    classes: classesSchema,
    defaults: z
      .strictObject(defaults)
      .optional()
      .describe('Options for all blocks of a type; what a block says itself goes first.'),
    templates: recordOf(
      nameSchema,
      z.strictObject({
        ...templateSchema.shape,
        blocks: z
          .array(withParameters()(entry))
          .min(1)
          .describe(templateSchema.shape.blocks.description ?? ''),
      }),
    )
      .optional()
      .describe('Blocks that are written once and used under several names.'),
    blocks: z
      .array(entry)
      .min(1)
      .describe('The network, block by block; each takes the one before it unless it says from.'),
    expect: oneOrList(modelClaimsSchema)
      .optional()
      .describe('What the author claims about the whole network; a claim that does not hold is an error.'),
    initialWeights: initialWeightsSchema.optional(),
    training: trainingSchema.optional(),
    callbacks: z
      .array(anyCallback(vocabulary.callbacks))
      .optional()
      .describe('What happens beside training, in this order; several of one type are fine.'),
    data: dataSchema.optional(),
    limits: limitsSchema.optional(),
    ignore: ignoreSchema.optional(),
  });
  const schema = z.toJSONSchema(model, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    reused: 'ref',
    override: ({ jsonSchema: part }) => {
      const { bareNames, oneOf, allOf } = part;
      if (!bareNames) return;
      delete part.bareNames;
      delete part.oneOf;
      delete part.allOf;
      part.anyOf = [
        { type: 'string', enum: bareNames as string[] },
        oneOf ? { oneOf } : { allOf: allOf ?? [] },
      ];
    },
  });
  return { title: 'convspec model spec', ...compactJsonSchema(schema) };
}
