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

const aboutClaims = 'Claims about the block; a claim that fails is an error.';

/** Creates the JSON schema (draft 7) of the language, for editors. The checker enforces what the schema cannot express. */
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

/** The schema of a whole spec, combining sections that the checker validates separately. */
function modelSchema(vocabulary: SpecVocabulary): z.ZodType {
  const entry = entrySchema(vocabulary);
  const defaults = Object.fromEntries(
    Object.values(vocabulary.blocks).map((kind) => [kind.type, someOptions(kind).optional()]),
  );
  return z.strictObject({
    version: z.literal(1).describe('Version of the spec language: 1.'),
    name: nameSchema.describe('Name of the network, and default name of its run folder.'),
    variables: variablesSchema.optional(),
    input: inputSchema,
    classes: classesSchema,
    defaults: z
      .strictObject(defaults)
      .optional()
      .describe('Default options for all blocks of a type; options in a block override them.'),
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
      .describe('Groups of blocks that are defined once and can be used several times.'),
    blocks: z
      .array(entry)
      .min(1)
      .describe(
        'The network, block by block. Each takes the output of the block before it, unless it has a from.',
      ),
    expect: oneOrList(modelClaimsSchema)
      .optional()
      .describe('Claims about the whole network; a claim that fails is an error.'),
    initialWeights: initialWeightsSchema.optional(),
    training: trainingSchema.optional(),
    callbacks: z
      .array(anyCallback(vocabulary.callbacks))
      .optional()
      .describe('Callbacks that run during training, in this order; a type can be used several times.'),
    data: dataSchema.optional(),
    limits: limitsSchema.optional(),
    ignore: ignoreSchema.optional(),
  });
}

/** The schema of an entry of `blocks`: a block of any type, or the use of a template. */
function entrySchema(vocabulary: SpecVocabulary): z.ZodType {
  const blocks = Object.values(vocabulary.blocks).map((kind) => {
    return z
      .strictObject({
        ...commonBlockShape,
        type: z.literal(kind.type).describe('The block type.'),
        // Required options may come from `defaults`, so the schema cannot require them in a block.
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

/** Rewrites a union with bare names, such as `adam` for `{ type: adam }`, as a list of names and the rest. */
function foldBareNames(part: z.core.JSONSchema.BaseSchema): void {
  const { bareNames, oneOf, allOf } = part;
  if (!bareNames) return;
  delete part.bareNames;
  delete part.oneOf;
  delete part.allOf;
  part.anyOf = [{ type: 'string', enum: bareNames as string[] }, oneOf ? { oneOf } : { allOf: allOf ?? [] }];
}

const parameter = z
  .string()
  .regex(/\$/)
  .describe('A parameter of the template, or a product that contains one.');

/**
 * Returns a function that converts a schema for use in a template: every value may be replaced with a parameter. It
 * converts equal schemas to the same schema, so that the JSON schema can share definitions.
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
