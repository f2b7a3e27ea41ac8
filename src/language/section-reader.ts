import type { z } from 'zod';
import { type Diagnostic, diagnose } from '../base/diagnostics/diagnostic';
import { didYouMean, misspelling, suggest } from '../base/diagnostics/suggest';
import type { LocatedDocument, Path } from '../base/source/located-document';
import { isRecord } from '../base/values';
import { type Known, unknown } from './model-spec';
import { keysOf, meantKey, reportIssues } from './report-issues';

/** The sections of a spec in their usual order. */
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

/** The keys of a section that later checks use. */
const checkedKeys: Partial<Record<SectionName, readonly string[]>> = {
  input: ['shape', 'color'],
  training: ['metrics'],
  data: ['train', 'validation'],
  limits: [],
};

/** Reads the sections of a document one by one, and collects their diagnostics. */
export class SectionReader {
  readonly diagnostics: Diagnostic[] = [];
  readonly root: Readonly<Record<string, unknown>>;

  constructor(readonly document: LocatedDocument) {
    this.root = document.value as Record<string, unknown>;
  }

  given(name: SectionName): boolean {
    return Object.hasOwn(this.root, name);
  }

  /** Whether a section is missing although the author probably wrote it: lost to a syntax error, or misspelled. */
  lost(name: SectionName): boolean {
    if (this.given(name)) return false;
    return (
      this.document.errorOffsets.length > 0 ||
      this.unknownKeys().some((key) => suggest(key, sectionNames) === name)
    );
  }

  /**
   * Parses a value with a schema. The result is `unknown` if the value is invalid or damaged. If only keys are invalid
   * that no later check uses, the result is the mapping without those keys.
   *
   * @param checked the keys that later checks use (default: all)
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

  /** Reads an optional section. Returns `otherwise` if it is missing. */
  optional<S extends z.ZodType, D>(name: SectionName, schema: S, otherwise: D): Known<z.output<S> | D> {
    if (this.given(name)) return this.section(name, schema);
    return this.lost(name) ? unknown : otherwise;
  }

  /** Reads a required section. The hint suggests adding `example` if it is missing. */
  required<S extends z.ZodType>(name: SectionName, schema: S, example: string): Known<z.output<S>> {
    if (this.given(name)) return this.section(name, schema);
    if (!this.lost(name)) {
      const message = `the spec is missing "${name}"`;
      this.diagnostics.push(
        diagnose(this.document, 'spec/missing-key', { path: [], at: 'key', message, hint: `add ${example}` }),
      );
    }
    return unknown;
  }

  /** Reports every unknown section. */
  reportUnknownSections(): void {
    for (const key of this.unknownKeys()) {
      if (this.document.damaged([key])) continue;
      const near = misspelling(key, sectionNames);
      const meant = this.unknownKeys().filter((other) => suggest(other, sectionNames) === near?.text);
      const details = didYouMean(
        `unknown section "${key}"`,
        near && { ...near, certain: near.certain && !this.document.has([near.text]) && meant.length === 1 },
        `the sections are ${sectionNames.join(', ')}`,
      );
      this.diagnostics.push(
        diagnose(this.document, 'spec/unknown-key', { path: [key], at: 'key', ...details }),
      );
    }
  }

  private unknownKeys(): string[] {
    return Object.keys(this.root).filter((key) => !(sectionNames as readonly string[]).includes(key));
  }
}
