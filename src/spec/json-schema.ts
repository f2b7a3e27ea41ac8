import { z } from 'zod';
import { modelClaimsSchema } from './claims';
import { classesSchema } from './classes';
import { dataSchema } from './data';
import { inputSchema } from './input';
import { anyCallback, blockClaims, someOptions } from './kind-schemas';
import type { SpecVocabulary } from './model-spec';
import { nameSchema } from './scalars';
import { trainingSchema } from './training';
import { commonBlockShape } from './validate-block';
import { variablesSchema } from './variables';

/** The JSON schema (draft 7) of the language, for editors. What it cannot say, the checker says. */
export function jsonSchema(vocabulary: SpecVocabulary): object {
  const oneOrList = <S extends z.ZodType>(schema: S) => z.union([schema, z.array(schema)]);
  const blocks = Object.values(vocabulary.blocks).map((kind) => {
    return z
      .strictObject({
        ...commonBlockShape,
        type: z.literal(kind.type),
        // Required options may come from `defaults`, so that no block can be asked for them here.
        ...someOptions(kind).shape,
        expect: oneOrList(blockClaims(kind)).optional(),
      })
      .meta({ description: kind.about });
  });
  const defaults = Object.fromEntries(
    Object.values(vocabulary.blocks).map((kind) => [kind.type, someOptions(kind).optional()]),
  );
  const model = z.strictObject({
    version: z.literal(1),
    name: nameSchema,
    variables: variablesSchema.optional(),
    input: inputSchema,
    classes: classesSchema,
    defaults: z.strictObject(defaults).optional(),
    blocks: z.array(z.discriminatedUnion('type', blocks as unknown as readonly [z.ZodObject])).min(1),
    expect: oneOrList(modelClaimsSchema).optional(),
    training: trainingSchema.optional(),
    callbacks: z.array(anyCallback(vocabulary.callbacks)).optional(),
    data: dataSchema.optional(),
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
  return { title: 'convspec model spec', ...schema };
}
