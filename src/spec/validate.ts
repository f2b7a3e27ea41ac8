import { z } from 'zod';
import type { BlockKind } from '../blocks/block-kind';
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic';
import { suggest } from '../diagnostics/suggest';
import type { LocatedDocument, Path } from '../source/located-document';
import { modelClaimsSchema } from './claims';
import { dataSchema } from './data';
import { inputSchema } from './input';
import { anyCallback, someOptions } from './kind-schemas';
import { type ClassesSpec, type Known, type ModelSpec, type SpecVocabulary, unknown } from './model-spec';
import { describe, reportIssues } from './report-issues';
import { maxSize, nameSchema, recordOf } from './scalars';
import { isRecord } from './schema-keys';
import { trainingSchema } from './training';
import { type BlockDefaults, validateBlock } from './validate-block';

export const classesSchema = z
  .union([z.int().min(2).max(maxSize), z.array(z.string().min(1)).min(2).readonly()], {
    error: 'expected the number of classes (2 or more), or the list of their names',
  })
  .superRefine((classes, context) => {
    if (typeof classes === 'number') return;
    const twice = classes.findIndex((name, i) => classes.indexOf(name) < i);
    if (twice >= 0)
      context.addIssue({
        code: 'custom',
        path: [twice],
        message: `the class "${classes[twice]}" stands in the list already`,
      });
  })
  .transform(
    (classes): ClassesSpec =>
      typeof classes === 'number'
        ? { count: classes, names: null }
        : { count: classes.length, names: classes },
  );

export const variablesSchema = recordOf(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'expected a name of letters, digits and "_"' }),
  z
    .union([z.string(), z.number(), z.boolean()], { error: 'expected a text, a number or true/false' })
    .transform(String),
);

/** The sections of a spec in the order in which people write them. */
export const sectionNames = [
  'version',
  'name',
  'variables',
  'input',
  'classes',
  'defaults',
  'blocks',
  'expect',
  'training',
  'callbacks',
  'data',
] as const;
type SectionName = (typeof sectionNames)[number];

/** Validates every section, block and callback by itself: a bad one becomes `unknown` and the rest goes on. */
export function validate(
  document: LocatedDocument,
  vocabulary: SpecVocabulary,
): { spec: ModelSpec; diagnostics: Diagnostic[] } {
  const root = document.value as Record<string, unknown>;
  const diagnostics: Diagnostic[] = [];

  for (const key of Object.keys(root)) {
    if ((sectionNames as readonly string[]).includes(key) || document.damaged([key])) continue;
    const near = suggest(key, sectionNames);
    diagnostics.push(
      diagnose(document, 'spec/unknown-key', {
        path: [key],
        at: 'key',
        message: `unknown section "${key}"${near === undefined ? '' : `, did you mean "${near}"?`}`,
        ...(near === undefined
          ? { hint: `the sections are ${sectionNames.join(', ')}` }
          : { suggestion: near }),
      }),
    );
  }

  /** Parses a value by a schema; what stands there is `unknown` when it is wrong, damaged, or required and missing. */
  const read = <S extends z.ZodType>(
    path: Path,
    raw: unknown,
    schema: S,
    subject: string,
  ): Known<z.output<S>> => {
    if (document.damaged(path)) return unknown;
    const parsed = schema.safeParse(raw, { reportInput: true });
    if (parsed.success) return parsed.data;
    diagnostics.push(
      ...reportIssues(parsed.error.issues, {
        document,
        schema,
        value: raw,
        locate: (inner) => [...path, ...inner],
        subject,
      }),
    );
    return unknown;
  };
  const section = <S extends z.ZodType>(name: SectionName, schema: S): Known<z.output<S>> =>
    read([name], root[name], schema, `"${name}"`);
  const given = (name: SectionName): boolean => Object.hasOwn(root, name);
  /** Whether a section is absent that the author surely wrote: a syntax error swallowed it, or its name is misspelt. */
  const lost = (name: SectionName): boolean =>
    !given(name) &&
    (document.errorOffsets.length > 0 ||
      Object.keys(root).some(
        (key) => !(sectionNames as readonly string[]).includes(key) && suggest(key, sectionNames) === name,
      ));
  const optional = <S extends z.ZodType, D>(name: SectionName, schema: S, otherwise: D) =>
    given(name) ? section(name, schema) : lost(name) ? unknown : otherwise;
  const require = (name: SectionName, example: string): boolean => {
    if (given(name)) return true;
    if (!lost(name)) {
      diagnostics.push(
        diagnose(document, 'spec/missing-key', {
          path: [],
          at: 'key',
          message: `the spec lacks "${name}"`,
          hint: `add ${example}`,
        }),
      );
    }
    return false;
  };

  if (require('version', 'version: 1')) section('version', z.literal(1));
  const name = require('name', 'name: my-network') ? section('name', nameSchema) : unknown;
  const variables = optional('variables', variablesSchema, {});
  const input = require('input', 'input: { shape: [height, width, channels] }')
    ? section('input', inputSchema)
    : unknown;
  const classes = require('classes', 'classes: 10, or the list of their names')
    ? section('classes', classesSchema)
    : unknown;

  const hasBlocks = require('blocks', 'blocks: a list of blocks');
  const rawBlocks =
    hasBlocks && !Array.isArray(root.blocks)
      ? section('blocks', z.array(z.unknown()).min(1))
      : (root.blocks ?? unknown);
  if (Array.isArray(rawBlocks) && rawBlocks.length === 0) section('blocks', z.array(z.unknown()).min(1));
  const context = {
    document,
    kinds: vocabulary.blocks,
    defaultsOf: readDefaults(),
    counts: new Map<string, number>(),
  };
  const blocks = Array.isArray(rawBlocks)
    ? rawBlocks.map((raw, i) => {
        const validated = validateBlock(raw, ['blocks', i], context);
        diagnostics.push(...validated.diagnostics);
        return validated.block;
      })
    : unknown;

  const claims = listOrOne(root.expect, ['expect']).flatMap(([raw, path]) => {
    const known = read(path, raw, modelClaimsSchema, '"expect"');
    return known === unknown ? [] : [{ path, claims: known }];
  });
  const training = optional(
    'training',
    z.preprocess((value) => value ?? {}, trainingSchema),
    trainingSchema.parse({}),
  );
  const callbacks = readCallbacks();
  const data = optional('data', dataSchema, null);

  return {
    spec: {
      document,
      name: name === unknown ? 'model' : name,
      variables,
      input,
      classes,
      blocks,
      claims,
      training,
      callbacks: callbacks.filter((callback) => callback !== unknown),
      callbacksComplete: !callbacks.includes(unknown),
      data,
    },
    diagnostics,
  };

  /** What `defaults` says of each type of block. */
  function readDefaults(): (type: string) => BlockDefaults {
    const none: BlockDefaults = { options: {}, doubtful: () => false };
    const lostAll: BlockDefaults = { options: {}, doubtful: () => true };
    if (lost('defaults') || document.damaged(['defaults'])) return () => lostAll;
    if (!given('defaults')) return () => none;
    if (!isRecord(root.defaults)) {
      section('defaults', z.record(z.string(), z.unknown()));
      return () => lostAll;
    }
    const byType = new Map<string, BlockDefaults>();
    for (const [type, raw] of Object.entries(root.defaults)) {
      const kind = Object.hasOwn(vocabulary.blocks, type) ? vocabulary.blocks[type] : undefined;
      if (kind) {
        byType.set(type, defaultsFor(kind, raw));
        continue;
      }
      const near = suggest(type, Object.keys(vocabulary.blocks));
      if (near !== undefined) byType.set(near, lostAll);
      diagnostics.push(
        diagnose(document, 'spec/unknown-key', {
          path: ['defaults', type],
          at: 'key',
          message: `unknown block type "${type}"${near === undefined ? '' : `, did you mean "${near}"?`}`,
          ...(near === undefined
            ? { hint: `the types are ${Object.keys(vocabulary.blocks).join(', ')}` }
            : { suggestion: near }),
        }),
      );
    }
    return (type) => byType.get(type) ?? none;
  }

  function defaultsFor(kind: BlockKind, raw: unknown): BlockDefaults {
    const path = ['defaults', kind.type];
    const schema = someOptions(kind);
    const issues = document.damaged(path)
      ? []
      : (schema.safeParse(raw, { reportInput: true }).error?.issues ?? []);
    diagnostics.push(
      ...reportIssues(issues, {
        document,
        schema,
        value: raw,
        locate: (inner) => [...path, ...inner],
        subject: `defaults of "${kind.type}"`,
      }),
    );
    if (document.damaged(path) || !isRecord(raw)) return { options: {}, doubtful: () => true };
    const wrong = issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [String(issue.path[0])],
    );
    const meant = new Set([...wrong, ...wrong.map((key) => suggest(key, Object.keys(kind.schema.shape)))]);
    return {
      options: Object.fromEntries(Object.entries(raw).filter(([key]) => !wrong.includes(key))),
      doubtful: (key) => meant.has(key) && !(Object.hasOwn(raw, key) && !wrong.includes(key)),
    };
  }

  function readCallbacks(): Known<ModelSpec['callbacks'][number]>[] {
    if (root.callbacks === undefined || document.damaged(['callbacks']))
      return document.damaged(['callbacks']) ? [unknown] : [];
    if (!Array.isArray(root.callbacks)) {
      diagnostics.push(
        diagnose(document, 'spec/wrong-type', {
          path: ['callbacks'],
          message: `expected a list of callbacks, received ${describe(root.callbacks)}`,
          hint: 'write each as "- { type: earlyStopping, … }": their order is meaning',
        }),
      );
      return [unknown];
    }
    return root.callbacks.map((raw: unknown, i) => {
      const path = ['callbacks', i];
      const parsed = read(path, raw, anyCallback(vocabulary.callbacks), 'this callback');
      if (parsed === unknown || !isRecord(parsed)) return unknown;
      const spec = { ...parsed, type: String(parsed.type) };
      const kind = vocabulary.callbacks[spec.type];
      return kind ? { path, kind, spec } : unknown;
    });
  }
}

function listOrOne(raw: unknown, path: Path): [unknown, Path][] {
  if (raw === undefined) return [];
  return Array.isArray(raw) ? raw.map((entry, i) => [entry, [...path, i]]) : [[raw, path]];
}
