import { z } from 'zod';
import { diagnose } from '../base/diagnostics/diagnostic';
import { didYouMean, misspelling, suggest } from '../base/diagnostics/suggest';
import { isRecord } from '../base/values';
import type { BlockKind } from './blocks/block-kind';
import { someOptions } from './kind-schemas';
import { keysOf, reportIssues } from './report-issues';
import type { SectionReader } from './section-reader';
import type { BlockDefaults } from './validate-block';

const none: BlockDefaults = { options: {}, doubtful: () => false };
const allDoubtful: BlockDefaults = { options: {}, doubtful: () => true };

/** Validates the section `defaults`. Returns the defaults by block type; invalid options are doubtful in every block. */
export function validateDefaults(
  reader: SectionReader,
  kinds: Readonly<Record<string, BlockKind>>,
): (type: string) => BlockDefaults {
  const { document, root, diagnostics } = reader;
  if (reader.lost('defaults') || document.damaged(['defaults'])) return () => allDoubtful;
  if (!reader.given('defaults')) return () => none;
  if (!isRecord(root.defaults)) {
    reader.section('defaults', z.record(z.string(), z.unknown()));
    return () => allDoubtful;
  }
  const byType = new Map<string, BlockDefaults>();
  for (const [type, raw] of Object.entries(root.defaults)) {
    const kind = Object.hasOwn(kinds, type) ? kinds[type] : undefined;
    if (kind) {
      byType.set(type, defaultsOf(kind, raw, reader));
      continue;
    }
    const near = misspelling(type, Object.keys(kinds));
    const taken = near !== undefined && (Object.hasOwn(root.defaults, near.text) || byType.has(near.text));
    if (near !== undefined) byType.set(near.text, allDoubtful);
    const details = didYouMean(
      `unknown block type "${type}"`,
      near && { ...near, certain: near.certain && !taken },
      `the types are ${Object.keys(kinds).join(', ')}`,
    );
    diagnostics.push(
      diagnose(document, 'spec/unknown-key', { path: ['defaults', type], at: 'key', ...details }),
    );
  }
  return (type) => byType.get(type) ?? none;
}

function defaultsOf(kind: BlockKind, raw: unknown, { document, diagnostics }: SectionReader): BlockDefaults {
  const path = ['defaults', kind.type];
  if (document.damaged(path)) return allDoubtful;
  const schema = someOptions(kind);
  const issues = schema.safeParse(raw, { reportInput: true }).error?.issues ?? [];
  const subject = `defaults of "${kind.type}"`;
  diagnostics.push(
    ...reportIssues(issues, {
      document,
      schema,
      value: raw,
      locate: (inner) => [...path, ...inner],
      subject,
    }),
  );
  if (!isRecord(raw)) return allDoubtful;
  const wrong = issues.flatMap(keysOf);
  const meant = new Set([...wrong, ...wrong.map((key) => suggest(key, Object.keys(kind.schema.shape)))]);
  return {
    options: Object.fromEntries(Object.entries(raw).filter(([key]) => !wrong.includes(key))),
    doubtful: (key) => meant.has(key) && !(Object.hasOwn(raw, key) && !wrong.includes(key)),
  };
}
