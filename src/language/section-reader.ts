import type { z } from 'zod';
import { type Diagnostic, diagnose, type Suggestion } from '../base/diagnostics/diagnostic';
import { didYouMean, misspelling } from '../base/diagnostics/suggest';
import type { LocatedDocument, Path } from '../base/source/located-document';
import { countEach, isRecord } from '../base/values';
import { type Known, unknown } from './model-spec';
import { keysOf, meantKeys, reportIssues } from './report-issues';

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
  /** Every unknown section, with the section that it was probably meant to be. */
  readonly #unknownSections: ReadonlyMap<string, Suggestion | undefined>;
  /** The sections that some unknown one was meant to be, with their number. */
  readonly #meant: ReadonlyMap<string, number>;

  constructor(readonly document: LocatedDocument) {
    this.root = document.value as Record<string, unknown>;
    const foreign = Object.keys(this.root).filter(
      (key) => !(sectionNames as readonly string[]).includes(key),
    );
    this.#unknownSections = new Map(foreign.map((key) => [key, misspelling(key, sectionNames)]));
    this.#meant = countEach([...this.#unknownSections.values()].map((near) => near?.text));
  }

  given(name: SectionName): boolean {
    return Object.hasOwn(this.root, name);
  }

  /** Whether a section is missing although the author probably wrote it: lost to a syntax error, or misspelled. */
  lost(name: SectionName): boolean {
    if (this.given(name)) return false;
    return this.document.errorOffsets.length > 0 || this.#meant.has(name);
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
    const wrong = new Set<string>();
    for (const issue of issues) {
      const areUnknown = issue.code === 'unrecognized_keys' && issue.path.length === 0;
      const meant = areUnknown ? meantKeys(issue, context) : keysOf(issue);
      if (checked.some((key) => meant.includes(key))) return unknown;
      for (const key of keysOf(issue)) wrong.add(key);
    }
    const rest = Object.fromEntries(Object.entries(raw).filter(([key]) => !wrong.has(key)));
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
    for (const [key, near] of this.#unknownSections) {
      if (this.document.damaged([key])) continue;
      const taken = near && (this.document.has([near.text]) || this.#meant.get(near.text) !== 1);
      const details = didYouMean(
        `unknown section "${key}"`,
        near && { ...near, certain: near.certain && !taken },
        `the sections are ${sectionNames.join(', ')}`,
      );
      this.diagnostics.push(
        diagnose(this.document, 'spec/unknown-key', { path: [key], at: 'key', ...details }),
      );
    }
  }
}
