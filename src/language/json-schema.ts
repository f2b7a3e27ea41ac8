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

const aboutClaims = 'What the author claims about the block; a claim that does not hold is an error.';

/** The JSON schema (draft 7) of the language, for editors. What it cannot say, the checker says. */
export function jsonSchema(vocabulary: SpecVocabulary): object {
  const schema = z.toJSONSchema(modelSchema(vocabulary), {
    io: 'input',
    target: 'draft-7',
    unrepresentable: 'any',
    reused: 'ref',
    override: ({ jsonSchema }) => foldBareNames(jsonSchema),
  });
  return { title: 'convspec model spec', ...compactJsonSchema(schema) };
}

/** A spec as a whole; sections that are validated piece by piece are put together here. */
function modelSchema(vocabulary: SpecVocabulary): z.ZodType {
  const entry = entrySchema(vocabulary);
  const defaults = Object.fromEntries(
    Object.values(vocabulary.blocks).map((kind) => [kind.type, someOptions(kind).optional()]),
  );
  return z.strictObject({
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
}

/** An entry of `blocks`: a block of any kind, or the use of a template. */
function entrySchema(vocabulary: SpecVocabulary): z.ZodType {
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
  return z.union([z.discriminatedUnion('type', blocks as unknown as readonly [z.ZodObject]), use]);
}

function oneOrList<S extends z.ZodType>(schema: S) {
  return z.union([schema, z.array(schema)]);
}

/** A union with bare names, such as `adam` for `{ type: adam }`, as a list of words and the rest. */
function foldBareNames(part: z.core.JSONSchema.BaseSchema): void {
  const { bareNames, oneOf, allOf } = part;
  if (!bareNames) return;
  delete part.bareNames;
  delete part.oneOf;
  delete part.allOf;
  part.anyOf = [{ type: 'string', enum: bareNames as string[] }, oneOf ? { oneOf } : { allOf: allOf ?? [] }];
}

const parameter = z.string().regex(/\$/).describe('A parameter of the template, or a product with one.');

/**
 * The schema of what stands in a template: wherever a value may stand, a parameter may stand in its place. Equal
 * schemas in, equal schemas out, so that the JSON schema can refer to them.
 */
function withParameters(): (schema: z.core.$ZodType) => z.ZodType {
  const made = new WeakMap<z.core.$ZodType, z.ZodType>();
  return function convert(schema) {
    const known = made.get(schema) ?? converted(schema, convert);
    made.set(schema, known);
    return known;
  };
}

type Convert = (schema: z.core.$ZodType) => z.ZodType;

function converted(schema: z.core.$ZodType, convert: Convert): z.ZodType {
  if (schema instanceof z.ZodOptional) return convert(schema.unwrap()).optional();
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return convert(schema.unwrap()).optional();
  if (schema instanceof z.ZodReadonly) return convert(schema.unwrap());
  if (schema instanceof z.ZodPipe) return convert(schema.in);
  const meta = z.globalRegistry.get(schema) ?? {};
  return inside(schema, convert).meta(meta);
}

function inside(schema: z.core.$ZodType, convert: Convert): z.ZodType {
  if (schema instanceof z.ZodDiscriminatedUnion || schema instanceof z.ZodUnion) {
    const options = schema.options.map((option: z.core.$ZodType) => convert(option));
    return z.union(options as [z.ZodType]);
  }
  if (schema instanceof z.ZodObject) {
    const shape = Object.entries(schema.shape as Record<string, z.core.$ZodType>).map(([key, property]) => [
      key,
      key === 'expect' || property instanceof z.ZodLiteral ? property : convert(property),
    ]);
    return z.strictObject(Object.fromEntries(shape) as z.ZodRawShape);
  }
  if (schema instanceof z.ZodArray) return z.union([z.array(convert(schema.element)), parameter]);
  return z.union([schema as z.ZodType, parameter]);
}
