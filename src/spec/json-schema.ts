import { z } from 'zod';
import { blockResultClaims, modelClaimsSchema } from './claims';
import { dataSchema } from './data';
import { inputSchema } from './input';
import type { SpecVocabulary } from './model-spec';
import { nameSchema } from './scalars';
import { trainingSchema } from './training';
import { classesSchema, variablesSchema } from './validate';
import { commonBlockShape } from './validate-block';

/** The JSON schema (draft 7) of the language, for editors. What it cannot say, the checker says. */
export function jsonSchema(vocabulary: SpecVocabulary): object {
  const oneOrList = <S extends z.ZodType>(schema: S) => z.union([schema, z.array(schema)]);
  const blocks = Object.values(vocabulary.blocks).map((kind) => {
    // Required options may come from `defaults`, so that no block can be asked for them here.
    const options = z.object(kind.schema.shape).partial().shape;
    return z
      .strictObject({
        ...commonBlockShape,
        type: z.literal(kind.type),
        ...options,
        expect: oneOrList(z.strictObject({ ...blockResultClaims.shape, ...options })).optional(),
      })
      .meta({ description: kind.about });
  });
  const defaults = Object.fromEntries(
    Object.values(vocabulary.blocks).map((kind) => [
      kind.type,
      z.strictObject(z.object(kind.schema.shape).partial().shape).optional(),
    ]),
  );
  const callbacks = Object.values(vocabulary.callbacks).map((kind) =>
    z.strictObject({ type: z.literal(kind.type), ...kind.schema.shape }),
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
    callbacks: z
      .array(z.discriminatedUnion('type', callbacks as unknown as readonly [z.ZodObject]))
      .optional(),
    data: dataSchema.optional(),
  });
  const schema = z.toJSONSchema(model, {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    reused: 'ref',
  });
  return { title: 'convspec model spec', ...schema };
}
