import { z } from 'zod';
import { type Diagnostic, diagnose } from '../base/diagnostics/diagnostic';
import { didYouMean, misspelling, suggest } from '../base/diagnostics/suggest';
import type { LocatedDocument, Path } from '../base/source/located-document';
import { isRecord } from '../base/values';
import type { BlockKind } from './blocks/block-kind';
import { blockResultClaims } from './claims';
import { blockClaims, once, trainableOption } from './kind-schemas';
import { type BlockClaims, type BlockSpec, type Reference, unknown } from './model-spec';
import { describe, keysOf, missingKey, reportIssues } from './report-issues';
import { nameSchema, positiveInt } from './scalars';
import type { Site } from './site';

/** The keys that blocks of every type share. */
export const commonBlockShape = {
  name: nameSchema
    .optional()
    .describe('Name in other blocks, files and messages (default: its type and number).'),
  type: z.string().describe('The block type.'),
  from: z
    .union([z.string(), z.array(z.string()).min(1).readonly()], {
      error: 'expected the name of a block, or a list of names',
    })
    .optional()
    .describe(
      'The blocks to take the input from, "input" for the input of the network (default: the block before it).',
    ),
  repeat: positiveInt
    .optional()
    .describe(
      'Number of times to repeat the block, each taking the output of the one before. In from, its name refers to the last.',
    ),
  trainable: trainableOption,
};

const commonSchema = z.object(commonBlockShape);
/** Common keys that do not affect the shape of a block's output. */
const neutralKeys = ['name', 'repeat', 'trainable', 'expect'];

/** The entry of `defaults` for one block type. */
export interface BlockDefaults {
  /** The valid options. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether the default of this option is invalid. */
  readonly doubtful: (key: string) => boolean;
}

export interface BlockContext {
  readonly document: LocatedDocument;
  readonly kinds: Readonly<Record<string, BlockKind>>;
  readonly defaultsOf: (type: string) => BlockDefaults;
  /** Number of blocks of each type so far; updated by {@link validateBlock}. */
  readonly counts: Map<string, number>;
}

/** Validates one block except for its `repeat`. Reports anything invalid, which is `unknown` in the result. */
export function validateBlock(
  raw: unknown,
  site: Site,
  context: BlockContext,
): { block: BlockSpec; diagnostics: Diagnostic[] } {
  const { document, kinds, counts } = context;
  const { path, locate } = site;
  if (document.damaged(path) || !isRecord(raw)) {
    const diagnostics = document.damaged(path)
      ? []
      : [
          diagnose(document, 'spec/wrong-type', {
            path,
            message: `expected a block such as { type: flatten }, received ${describe(raw)}`,
          }),
        ];
    return { block: unknownBlock(site, `block${Number(path.at(-1)) + 1}`), diagnostics };
  }

  const { expect, ...written } = raw;
  const type =
    typeof written.type === 'string' && Object.hasOwn(kinds, written.type) ? written.type : undefined;
  const kind = type === undefined ? unknown : (kinds[type] as BlockKind);
  const number = (counts.get(type ?? 'block') ?? 0) + 1;
  counts.set(type ?? 'block', number);

  const common = commonSchema.safeParse(written, { reportInput: true });
  const wrongCommon = new Set(common.error?.issues.map((issue) => String(issue.path[0])));
  // Other blocks may refer to this one by its name even if the name is invalid.
  const name = typeof written.name === 'string' ? written.name : `${type ?? 'block'}${number}`;
  const subject = typeof written.name === 'string' ? `block "${written.name}"` : 'this block';
  const diagnostics = reportIssues(
    (common.error?.issues ?? []).filter((issue) => issue.path[0] !== 'type' || written.type !== undefined),
    { document, schema: commonSchema, value: written, locate, subject },
  );
  if (written.type === undefined) {
    const meantUse = Object.keys(written).find((key) => misspelling(key, ['use']) !== undefined);
    if (meantUse === undefined) {
      const missing = missingKey(['type'], 'a block type', { document, value: written, locate, subject });
      const hint = `add type: conv, or another of ${Object.keys(kinds).join(', ')}; or add use: with the name of a template`;
      diagnostics.push(missing.code === 'spec/missing-key' ? { ...missing, hint } : missing);
    } else {
      const details = didYouMean(`unknown key "${meantUse}"`, misspelling(meantUse, ['use']), '');
      const path = locate([meantUse]);
      diagnostics.push(diagnose(document, 'spec/unknown-key', { path, at: 'key', ...details }));
    }
  } else if (kind === unknown && !wrongCommon.has('type')) {
    diagnostics.push(unknownType(written.type as string, context, locate(['type'])));
  }

  const misspelledFrom =
    written.from === undefined &&
    Object.keys(written).some((key) => kind !== unknown && meantOption(key, kind) === 'from');
  const from = wrongCommon.has('from') || misspelledFrom ? unknown : referencesIn(written.from, site);
  if (kind === unknown) return { block: { ...unknownBlock(site, name), from }, diagnostics };

  const options = validateOptions(written, kind, site, subject, context);
  const claims = validateClaims(expect, blockClaims(kind), locate, document);
  diagnostics.push(...options.diagnostics, ...claims.diagnostics);
  return {
    block: {
      ...site,
      name,
      kind,
      from,
      options: options.options,
      complete: options.complete && !wrongCommon.has('trainable'),
      trainable: options.trainable,
      claims: claims.claims,
      written: options.written,
    },
    diagnostics,
  };
}

/** Returns the placeholder for an invalid block. */
export function unknownBlock(site: Site, name: string): BlockSpec {
  return {
    ...site,
    name,
    kind: unknown,
    from: null,
    options: unknown,
    complete: false,
    trainable: true,
    claims: [],
    written: () => site.path,
  };
}

/** Returns the references of a valid `from`; `null` without one. */
export function referencesIn(from: unknown, { locate }: Site): readonly Reference[] | null {
  if (Array.isArray(from)) return from.map((name, i) => ({ name: String(name), path: locate(['from', i]) }));
  return from === undefined ? null : [{ name: String(from), path: locate(['from']) }];
}

/** The schema of a block of this type, including the keys that all blocks share. */
const wholeSchema = once((kind: BlockKind) =>
  z.strictObject({ ...commonBlockShape, ...kind.schema.shape, expect: blockResultClaims.optional() }),
);

/** Returns the valid key that an unknown key was probably meant to be. */
function meantOption(key: string, kind: BlockKind): string | undefined {
  const known = [...Object.keys(commonBlockShape), 'expect', ...Object.keys(kind.schema.shape)];
  return known.includes(key) ? undefined : suggest(key, known);
}

function unknownType(type: string, { document, kinds }: BlockContext, path: Path): Diagnostic {
  const near = misspelling(type, Object.keys(kinds));
  return diagnose(document, 'spec/unknown-value', {
    path,
    ...didYouMean(`unknown block type "${type}"`, near, `the types are ${Object.keys(kinds).join(', ')}`),
  });
}

interface Options {
  options: BlockSpec['options'];
  complete: boolean;
  trainable: boolean;
  written: BlockSpec['written'];
  diagnostics: Diagnostic[];
}

function validateOptions(
  raw: Record<string, unknown>,
  kind: BlockKind,
  { locate }: Site,
  subject: string,
  context: BlockContext,
): Options {
  const { document } = context;
  const { name: _name, type: _type, from: _from, repeat: _repeat, ...own } = raw;
  const { options: defaults, doubtful } = context.defaultsOf(kind.type);
  const { trainable, ...merged }: Record<string, unknown> = { ...defaults, ...own };
  const writtenAt = (optionPath: readonly string[]): Path => {
    const [key] = optionPath;
    if (key !== undefined && !Object.hasOwn(own, key) && Object.hasOwn(defaults, key))
      return ['defaults', kind.type, ...optionPath];
    return locate(key !== undefined && Object.hasOwn(own, key) ? optionPath : ['type']);
  };
  const parsed = kind.schema.safeParse(merged, { reportInput: true });
  const uncertain = ['trainable', ...Object.keys(kind.schema.shape)].filter(
    (key) => !Object.hasOwn(own, key) && doubtful(key),
  );
  const common = { trainable: trainable !== false, written: writtenAt };
  if (parsed.success && uncertain.length === 0)
    return { ...common, options: parsed.data, complete: true, diagnostics: [] };

  // An option with an invalid default is neither missing nor known.
  const issues = (parsed.error?.issues ?? []).filter((issue) => !uncertain.includes(String(issue.path[0])));
  const diagnostics = reportIssues(issues, {
    document,
    schema: wholeSchema(kind),
    value: merged,
    locate,
    subject,
  });
  // If no invalid option affects shapes, drop those options and continue.
  const wrong = new Set([...uncertain, ...issues.flatMap(keysOf)]);
  const affectsShape = [...wrong].some((key) => {
    const isOption = Object.hasOwn(kind.schema.shape, key) || uncertain.includes(key);
    return !isNeutral(isOption ? key : meantOption(key, kind), kind);
  });
  const trimmed = Object.fromEntries(Object.entries(merged).filter(([key]) => !wrong.has(key)));
  const repaired = affectsShape ? undefined : kind.schema.safeParse(trimmed);
  return {
    options: repaired?.success ? repaired.data : unknown,
    complete: false,
    diagnostics,
    ...common,
  };
}

function isNeutral(key: string | undefined, kind: BlockKind): boolean {
  return key === undefined || neutralKeys.includes(key) || kind.shapeNeutral.includes(key);
}

/** Validates the `expect` of a block: one mapping of claims, or a list of them. */
export function validateClaims(
  raw: unknown,
  schema: z.ZodObject,
  locate: Site['locate'],
  document: LocatedDocument,
): { claims: BlockClaims[]; diagnostics: Diagnostic[] } {
  const entries: [unknown, Path][] = Array.isArray(raw)
    ? raw.map((entry, i) => [entry, ['expect', i]])
    : raw === undefined
      ? []
      : [[raw, ['expect']]];
  const claims: BlockClaims[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [entry, entryPath] of entries) {
    const given = isRecord(entry) ? Object.keys(entry) : [];
    const parsed = schema.safeParse(entry, { reportInput: true });
    if (!parsed.success) {
      const reporting = {
        document,
        schema,
        value: entry,
        locate: (inner: Path): Path => locate([...entryPath, ...inner]),
        subject: '"expect"',
      };
      diagnostics.push(...reportIssues(parsed.error.issues, reporting));
      continue;
    }
    const isResult = (key: string) => Object.hasOwn(blockResultClaims.shape, key);
    const own = Object.entries(parsed.data);
    claims.push({
      path: locate(entryPath),
      options: Object.fromEntries(own.filter(([key]) => given.includes(key) && !isResult(key))),
      results: Object.fromEntries(own.filter(([key]) => isResult(key))),
    });
  }
  return { claims, diagnostics };
}
