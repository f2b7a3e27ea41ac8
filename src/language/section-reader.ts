import type { z } from 'zod';
import { type Diagnostic, diagnose } from '../base/diagnostics/diagnostic';
import { didYouMean, misspelling, suggest } from '../base/diagnostics/suggest';
import type { LocatedDocument, Path } from '../base/source/located-document';
import { isRecord } from '../base/values';
import { type Known, unknown } from './model-spec';
import { keysOf, meantKey, reportIssues } from './report-issues';

/** The sections of a spec in the order in which people write them. */
const sectionNames = [
  'version',
  'name',
  'variables',
  'input',
  'classes',
  'defaults',
  'templates',
  'blocks',
  'expect',
  'initialWeights',
  'training',
  'callbacks',
  'data',
  'limits',
  'ignore',
] as const;
type SectionName = (typeof sectionNames)[number];

/** The keys of a section that checks beyond the schema read. */
const checkedKeys: Partial<Record<SectionName, readonly string[]>> = {
  input: ['shape', 'color'],
  training: ['metrics'],
  data: ['train', 'validation'],
  limits: [],
};

/** Reads the sections of one document, each by itself, and collects what is wrong with them. */
export class SectionReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly root: Readonly<Record<string, unknown>>;

  constructor(readonly document: LocatedDocument) {
    this.root = document.value as Record<string, unknown>;
  }

  given(name: SectionName): boolean {
    return Object.hasOwn(this.root, name);
  }

  /** Whether a section is absent that the author surely wrote: a syntax error swallowed it, or its name is misspelt. */
  lost(name: SectionName): boolean {
    if (this.given(name)) return false;
    return (
      this.document.errorOffsets.length > 0 ||
      this.foreignKeys().some((key) => suggest(key, sectionNames) === name)
    );
  }

  /**
   * Parses a value by a schema; it is `unknown` when it is wrong or damaged. A mapping that is wrong only in keys which
   * no later check reads is known for all that: those keys are left out.
   *
   * @param checked the keys that later checks read; all of them unless given
   */
  read<S extends z.ZodType>(
    path: Path,
    raw: unknown,
    schema: S,
    subject: string,
    checked?: readonly string[],
  ): Known<z.output<S>> {
    const { document } = this;
    if (document.damaged(path)) return unknown;
    const parsed = schema.safeParse(raw, { reportInput: true });
    if (parsed.success) return parsed.data;
    const { issues } = parsed.error;
    const locate = (inner: Path): Path => [...path, ...inner];
    const context = { document, schema, value: raw, locate, subject };
    this.diagnostics.push(...reportIssues(issues, context));
    if (checked === undefined || !isRecord(raw)) return unknown;
    const wrong = issues.flatMap((issue) =>
      keysOf(issue).map((key) => ({
        key,
        meant:
          issue.code === 'unrecognized_keys' && issue.path.length === 0 ? meantKey(key, issue, context) : key,
      })),
    );
    if (wrong.some(({ meant }) => meant !== undefined && checked.includes(meant))) return unknown;
    const rest = Object.fromEntries(
      Object.entries(raw).filter(([key]) => !wrong.some((entry) => entry.key === key)),
    );
    const repaired = schema.safeParse(rest);
    return repaired.success ? repaired.data : unknown;
  }

  section<S extends z.ZodType>(name: SectionName, schema: S): Known<z.output<S>> {
    return this.read([name], this.root[name], schema, `"${name}"`, checkedKeys[name]);
  }

  /** A section that may be left out; `otherwise` stands for it then. */
  optional<S extends z.ZodType, D>(name: SectionName, schema: S, otherwise: D): Known<z.output<S> | D> {
    if (this.given(name)) return this.section(name, schema);
    return this.lost(name) ? unknown : otherwise;
  }

  /** A section that must be there; `example` says how to write it. */
  required<S extends z.ZodType>(name: SectionName, schema: S, example: string): Known<z.output<S>> {
    if (this.given(name)) return this.section(name, schema);
    if (!this.lost(name)) {
      const message = `the spec lacks "${name}"`;
      this.diagnostics.push(
        diagnose(this.document, 'spec/missing-key', { path: [], at: 'key', message, hint: `add ${example}` }),
      );
    }
    return unknown;
  }

  /** Reports every section that the language does not have. */
  reportForeignSections(): void {
    for (const key of this.foreignKeys()) {
      if (this.document.damaged([key])) continue;
      const near = misspelling(key, sectionNames);
      const meant = this.foreignKeys().filter((other) => suggest(other, sectionNames) === near?.text);
      const finding = didYouMean(
        `unknown section "${key}"`,
        near && { ...near, certain: near.certain && !this.document.has([near.text]) && meant.length === 1 },
        `the sections are ${sectionNames.join(', ')}`,
      );
      this.diagnostics.push(
        diagnose(this.document, 'spec/unknown-key', { path: [key], at: 'key', ...finding }),
      );
    }
  }

  private foreignKeys(): string[] {
    return Object.keys(this.root).filter((key) => !(sectionNames as readonly string[]).includes(key));
  }
}
