import { z } from 'zod';
import type { BlockKind } from '../blocks/block-kind';
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic';
import { alternatives, suggest } from '../diagnostics/suggest';
import type { LocatedDocument, Path } from '../source/located-document';
import { blockResultClaims } from './claims';
import { type BlockClaims, type BlockSpec, type Known, unknown } from './model-spec';
import { describe, meantKey, reportIssues } from './report-issues';
import { nameSchema } from './scalars';
import { isRecord } from './schema-keys';

/** The keys that a block of any kind may have. */
export const commonBlockShape = {
  name: nameSchema.optional(),
  type: z.string(),
  from: z
    .union([z.string(), z.array(z.string()).min(1).readonly()], {
      error: 'expected the name of a block, or a list of names',
    })
    .transform((from): readonly string[] => (typeof from === 'string' ? [from] : from))
    .optional(),
};

const commonSchema = z.object(commonBlockShape);

export interface BlockContext {
  readonly document: LocatedDocument;
  readonly kinds: Readonly<Record<string, BlockKind>>;
  /** By kind: the options under `defaults` that are right. */
  readonly defaults: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** How many blocks of each type came before; updated here. */
  readonly counts: Map<string, number>;
}

/** Validates one block by itself; whatever is wrong with it is reported and `unknown` in the result. */
export function validateBlock(
  raw: unknown,
  path: Path,
  context: BlockContext,
): { block: BlockSpec; diagnostics: Diagnostic[] } {
  const { document, kinds, counts } = context;
  if (document.damaged(path) || !isRecord(raw)) {
    const diagnostics = document.damaged(path)
      ? []
      : [
          diagnose(document, 'spec/wrong-type', {
            path,
            message: `expected a block such as { type: flatten }, received ${describe(raw)}`,
          }),
        ];
    return { block: unknownBlock(path, `block${Number(path.at(-1)) + 1}`), diagnostics };
  }

  const { expect, ...written } = raw;
  const type =
    typeof written.type === 'string' && Object.hasOwn(kinds, written.type) ? written.type : undefined;
  const kind = type === undefined ? unknown : (kinds[type] as BlockKind);
  const number = (counts.get(type ?? 'block') ?? 0) + 1;
  counts.set(type ?? 'block', number);

  const common = commonSchema.safeParse(written, { reportInput: true });
  const wrongCommon = new Set(common.error?.issues.map((issue) => String(issue.path[0])));
  const name =
    typeof written.name === 'string' && !wrongCommon.has('name')
      ? written.name
      : `${type ?? 'block'}${number}`;
  const subject = typeof written.name === 'string' ? `block "${written.name}"` : 'this block';
  const locate = (inner: Path): Path => [...path, ...inner];
  const diagnostics = reportIssues(common.error?.issues ?? [], {
    document,
    schema: commonSchema,
    value: written,
    locate,
    subject,
  });
  if (kind === unknown && !wrongCommon.has('type'))
    diagnostics.push(unknownType(written.type as string, context, path));

  const from: Known<readonly string[] | null> = wrongCommon.has('from')
    ? unknown
    : common.success
      ? (common.data.from ?? null)
      : (commonSchema.shape.from.safeParse(written.from).data ?? null);
  if (kind === unknown) return { block: { ...unknownBlock(path, name), from }, diagnostics };

  const options = validateOptions(written, kind, path, subject, context);
  const claims = validateClaims(expect, kind, [...path, 'expect'], document);
  diagnostics.push(...options.diagnostics, ...claims.diagnostics);
  return {
    block: {
      name,
      path,
      kind,
      from,
      options: options.options,
      complete: options.complete,
      claims: claims.claims,
      written: options.written,
    },
    diagnostics,
  };
}

function unknownBlock(path: Path, name: string): BlockSpec {
  return {
    name,
    path,
    kind: unknown,
    from: null,
    options: unknown,
    complete: false,
    claims: [],
    written: () => path,
  };
}

function unknownType(type: string, { document, kinds }: BlockContext, path: Path): Diagnostic {
  const near = suggest(type, Object.keys(kinds));
  return diagnose(document, 'spec/unknown-value', {
    path: [...path, 'type'],
    message: `unknown block type "${type}"${near === undefined ? '' : `, did you mean "${near}"?`}`,
    ...(near === undefined
      ? { hint: `the types are ${alternatives(Object.keys(kinds), 'and')}` }
      : { suggestion: near }),
  });
}

interface Options {
  options: BlockSpec['options'];
  complete: boolean;
  written: BlockSpec['written'];
  diagnostics: Diagnostic[];
}

function validateOptions(
  raw: Record<string, unknown>,
  kind: BlockKind,
  path: Path,
  subject: string,
  context: BlockContext,
): Options {
  const { document } = context;
  const { name: _name, type: _type, from: _from, ...own } = raw;
  const defaults = context.defaults[kind.type] ?? {};
  const merged: Record<string, unknown> = { ...defaults, ...own };
  const writtenAt = (optionPath: readonly string[]): Path => {
    const [key] = optionPath;
    if (key !== undefined && !Object.hasOwn(own, key) && Object.hasOwn(defaults, key))
      return ['defaults', kind.type, ...optionPath];
    return key !== undefined && Object.hasOwn(own, key) ? [...path, ...optionPath] : [...path, 'type'];
  };
  const reporting = {
    document,
    schema: kind.schema,
    value: merged,
    locate: (inner: Path): Path => [...path, ...inner],
    subject,
  };
  const parsed = kind.schema.safeParse(merged, { reportInput: true });
  if (parsed.success) return { options: parsed.data, complete: true, written: writtenAt, diagnostics: [] };

  const diagnostics = reportIssues(parsed.error.issues, reporting);
  // A mistake in an option without bearing on the shapes leaves them known: leave it out and go on.
  const wrong = parsed.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' && issue.path.length === 0
      ? issue.keys.map((key) => ({ key, bears: !isNeutral(meantKey(key, issue, reporting), kind) }))
      : [{ key: String(issue.path[0]), bears: !isNeutral(String(issue.path[0]), kind) }],
  );
  const trimmed = Object.fromEntries(
    Object.entries(merged).filter(([key]) => !wrong.some((entry) => entry.key === key)),
  );
  const repaired = wrong.some((entry) => entry.bears) ? undefined : kind.schema.safeParse(trimmed);
  return {
    options: repaired?.success ? repaired.data : unknown,
    complete: false,
    written: writtenAt,
    diagnostics,
  };
}

function isNeutral(key: string | undefined, kind: BlockKind): boolean {
  return key === undefined || kind.shapeNeutral.includes(key);
}

/** `expect` of a block: one mapping of claims, or a list of them. */
function validateClaims(
  raw: unknown,
  kind: BlockKind,
  path: Path,
  document: LocatedDocument,
): { claims: BlockClaims[]; diagnostics: Diagnostic[] } {
  const entries: [unknown, Path][] = Array.isArray(raw)
    ? raw.map((entry, i) => [entry, [...path, i]])
    : raw === undefined
      ? []
      : [[raw, path]];
  const claims: BlockClaims[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const [entry, entryPath] of entries) {
    // Options are claimed in the words of the block's own schema, results in those of the claims.
    const schema = z.strictObject({
      ...blockResultClaims.shape,
      ...z.object(kind.schema.shape).partial().shape,
    });
    const given = isRecord(entry) ? Object.keys(entry) : [];
    const parsed = schema.safeParse(entry, { reportInput: true });
    if (!parsed.success) {
      const reporting = {
        document,
        schema,
        value: entry,
        locate: (inner: Path): Path => [...entryPath, ...inner],
        subject: '"expect"',
      };
      diagnostics.push(...reportIssues(parsed.error.issues, reporting));
      continue;
    }
    const options = Object.entries(parsed.data).filter(
      ([key]) => given.includes(key) && !Object.hasOwn(blockResultClaims.shape, key),
    );
    const results = Object.entries(parsed.data).filter(([key]) =>
      Object.hasOwn(blockResultClaims.shape, key),
    );
    claims.push({
      path: entryPath,
      options: Object.fromEntries(options),
      results: Object.fromEntries(results),
    });
  }
  return { claims, diagnostics };
}
