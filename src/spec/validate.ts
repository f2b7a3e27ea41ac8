import { z } from 'zod';
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic';
import { suggest } from '../diagnostics/suggest';
import type { LocatedDocument, Path } from '../source/located-document';
import { modelClaimsSchema } from './claims';
import { dataSchema } from './data';
import { inputSchema } from './input';
import { type ClassesSpec, type Known, type ModelSpec, type SpecVocabulary, unknown } from './model-spec';
import { describe, reportIssues } from './report-issues';
import { nameSchema, positiveInt } from './scalars';
import { isRecord } from './schema-keys';
import { trainingSchema } from './training';
import { validateBlock } from './validate-block';

export const classesSchema = z
  .union([positiveInt.min(2), z.array(z.string().min(1)).min(2).readonly()], {
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

export const variablesSchema = z.record(
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
    if ((sectionNames as readonly string[]).includes(key)) continue;
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
  const require = (name: SectionName, example: string): boolean => {
    if (Object.hasOwn(root, name)) return true;
    // What a syntax error swallowed is not missing, and neither is what was meant by a misspelt section.
    const misspelt = Object.keys(root).some(
      (key) => !(sectionNames as readonly string[]).includes(key) && suggest(key, sectionNames) === name,
    );
    if (document.errorOffsets.length === 0 && !misspelt) {
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
  const variables = root.variables === undefined ? {} : section('variables', variablesSchema);
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
    defaults: readDefaults(),
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
  const training = section(
    'training',
    z.preprocess((value) => value ?? {}, trainingSchema),
  );
  const callbacks = readCallbacks();
  const data =
    root.data === undefined && document.errorOffsets.length === 0 ? null : section('data', dataSchema);

  return {
    spec: {
      document,
      name: name === unknown ? 'model' : name,
      variables: variables === unknown ? {} : variables,
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

  /** The options under `defaults`, by block type, the wrong ones left out. */
  function readDefaults(): Record<string, Record<string, unknown>> {
    const result: Record<string, Record<string, unknown>> = {};
    if (root.defaults === undefined || document.damaged(['defaults'])) return result;
    const sections = section('defaults', z.record(z.string(), z.record(z.string(), z.unknown())));
    if (sections === unknown) return result;
    for (const [type, raw] of Object.entries(sections)) {
      const kind = Object.hasOwn(vocabulary.blocks, type) ? vocabulary.blocks[type] : undefined;
      if (!kind) {
        const near = suggest(type, Object.keys(vocabulary.blocks));
        diagnostics.push(
          diagnose(document, 'spec/unknown-key', {
            path: ['defaults', type],
            at: 'key',
            message: `unknown block type "${type}"${near === undefined ? '' : `, did you mean "${near}"?`}`,
            suggestion: near,
          }),
        );
        continue;
      }
      const partial = z.strictObject(z.object(kind.schema.shape).partial().shape);
      const issues = partial.safeParse(raw, { reportInput: true }).error?.issues ?? [];
      const locate = (inner: Path): Path => ['defaults', type, ...inner];
      diagnostics.push(
        ...reportIssues(issues, {
          document,
          schema: partial,
          value: raw,
          locate,
          subject: `defaults of "${type}"`,
        }),
      );
      const wrong = issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0])],
      );
      result[type] = Object.fromEntries(Object.entries(raw).filter(([key]) => !wrong.includes(key)));
    }
    return result;
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
      const branches = Object.values(vocabulary.callbacks).map((kind) =>
        z.strictObject({ type: z.literal(kind.type), ...kind.schema.shape }),
      );
      const parsed = read(
        path,
        raw,
        z.discriminatedUnion('type', branches as unknown as readonly [z.ZodObject]),
        'this callback',
      );
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
