import { z } from 'zod';
import { type Diagnostic, diagnose } from '../base/diagnostics/diagnostic';
import { createGuess, didYouMean } from '../base/diagnostics/suggest';
import type { Path } from '../base/source/located-document';
import { listWords } from '../base/text/words';
import { isRecord } from '../base/values';
import { blockResultClaims } from './claims';
import { type BlockEntry, isGroup, type Known, type SpecVocabulary, unknown } from './model-spec';
import { keysOf, meantKeys, reportIssues } from './report-issues';
import type { SectionReader } from './section-reader';
import { type Site, siteAt, usesOf } from './site';
import {
  type Argument,
  listed,
  maxTemplateDepth,
  minimumSizes,
  parameterValues,
  readTemplates,
  type Substituted,
  substitute,
  type Template,
  type Templates,
  templatesUsedIn,
} from './template';
import {
  type BlockContext,
  commonBlockShape,
  referencesIn,
  unknownBlock,
  validateBlock,
  validateClaims,
} from './validate-block';
import { validateDefaults } from './validate-defaults';

/** The most layers of a network, after expanding templates and repeats; more are almost certainly a mistake. */
export const maxLayers = 100_000;

const someBlocks = z.array(z.unknown()).min(1);

/** An entry that uses a template. */
export const useSchema = z.strictObject({
  name: commonBlockShape.name,
  use: z.string().describe('The name of a template.'),
  with: parameterValues.optional().describe("Values of the template's parameters."),
  from: commonBlockShape.from,
  repeat: commonBlockShape.repeat,
  trainable: commonBlockShape.trainable,
  expect: z.unknown().optional(),
});

/** Validates the section `blocks`, expanding templates and repeats. */
export function validateBlocks(
  reader: SectionReader,
  { blocks: kinds }: SpecVocabulary,
): Known<readonly BlockEntry[]> {
  const { document, root } = reader;
  const defaultsOf = validateDefaults(reader, kinds);
  const templates = readTemplates(reader);
  // A list is validated block by block, even if some are damaged; anything else is reported as a whole.
  const list =
    Array.isArray(root.blocks) && root.blocks.length > 0
      ? root.blocks
      : reader.required('blocks', someBlocks, 'blocks: a list of blocks');
  if (!Array.isArray(list)) return unknown;
  const validator = new BlocksValidator(reader, templates, { document, kinds, defaultsOf });
  const sites = list.map((_, i) => siteAt(['blocks', i]));
  const entries = validator.list(list, sites, []);
  validator.reportUnused(list);
  return validator.gaveUp ? unknown : entries;
}

class BlocksValidator {
  /** Number of blocks validated so far; `null` after there were too many. */
  private validated: number | null = 0;
  private readonly minimumSizes: ReadonlyMap<string, number>;
  private readonly sizes = new WeakMap<BlockEntry, number>();
  private readonly guess = createGuess();
  private readonly templateNames: readonly string[];
  private readonly templatesAre: string;

  constructor(
    private readonly reader: SectionReader,
    private readonly templates: Templates | null,
    private readonly context: Omit<BlockContext, 'counts'>,
  ) {
    this.minimumSizes = minimumSizes(templates ?? new Map());
    this.templateNames = [...(templates?.keys() ?? [])];
    this.templatesAre =
      this.templateNames.length > 0
        ? `the templates are ${listWords(this.templateNames)}`
        : 'declare it under "templates"';
  }

  /** Validates the entries of one scope; `nesting` lists the templates that contain them. */
  list(raws: readonly unknown[], sites: readonly Site[], nesting: readonly string[]): readonly BlockEntry[] {
    const counts = new Map<string, number>();
    let total = 0;
    return raws.map((raw, i) => {
      const site = sites[i] as Site;
      if (this.validated === null) return unknownBlock(site, `block${i + 1}`);
      const entry = this.entry(raw, site, counts, nesting);
      const size = this.sizes.get(entry) ?? 1;
      total += size;
      const over = this.validated !== null && Math.max(total, this.validated) > maxLayers;
      return over ? this.tooMany(site, entry) : entry;
    });
  }

  /** Whether validation stopped because there were too many blocks. */
  get gaveUp(): boolean {
    return this.validated === null;
  }

  /** Warns about unused templates, in which mistakes are not found. */
  reportUnused(blocks: readonly unknown[]): void {
    const { document, diagnostics } = this.reader;
    // If there are errors, a template may be unused because of one of them.
    if (!this.templates || diagnostics.some(({ severity }) => severity === 'error')) return;
    const used = new Set(templatesUsedIn(blocks));
    for (const name of used) {
      for (const inner of templatesUsedIn(this.templates.get(name)?.blocks ?? [])) used.add(inner);
    }
    for (const name of this.templates.keys()) {
      if (used.has(name)) continue;
      diagnostics.push(
        diagnose(document, 'graph/unused-template', {
          path: ['templates', name],
          at: 'key',
          message: `the template "${name}" is never used, so its blocks were not checked`,
          hint: `remove it, or use it: { use: ${name} }`,
        }),
      );
    }
  }

  private entry(
    raw: unknown,
    site: Site,
    counts: Map<string, number>,
    nesting: readonly string[],
  ): BlockEntry {
    const one =
      isRecord(raw) && Object.hasOwn(raw, 'use') && !this.context.document.damaged(site.path)
        ? this.use(raw, site, counts, nesting)
        : this.block(raw, site, counts);
    const times = isRecord(raw) ? commonBlockShape.repeat.safeParse(raw.repeat) : undefined;
    if (!times?.success) return isRecord(raw) ? { ...unknownBlock(site, one.name), from: one.from } : one;
    return times.data === undefined ? one : this.repeated(one, times.data);
  }

  private block(raw: unknown, site: Site, counts: Map<string, number>): BlockEntry {
    const { block, diagnostics } = validateBlock(raw, site, { ...this.context, counts });
    this.report(diagnostics, site);
    if (this.validated !== null) this.validated += 1;
    return block;
  }

  /** Validates the use of a template: its blocks with the parameters filled in. */
  private use(
    raw: Readonly<Record<string, unknown>>,
    site: Site,
    counts: Map<string, number>,
    nesting: readonly string[],
  ): BlockEntry {
    const { document } = this.context;
    const { expect, ...written } = raw;
    const number = (counts.get('use') ?? 0) + 1;
    counts.set('use', number);
    const word = typeof written.use === 'string' ? written.use : 'use';
    const name = typeof written.name === 'string' ? written.name : `${word}${number}`;
    const issues = useSchema.safeParse(raw, { reportInput: true }).error?.issues ?? [];
    const subject = typeof written.name === 'string' ? `block "${name}"` : 'this block';
    const { locate } = site;
    const reporting = { document, schema: useSchema, value: raw, locate, subject };
    this.report(reportIssues(issues, reporting), site);
    const claims = validateClaims(expect, blockResultClaims, locate, document);
    this.report(claims.diagnostics, site);
    const wrong = new Set(
      issues.flatMap((issue) =>
        issue.code === 'unrecognized_keys' && issue.path.length === 0
          ? meantKeys(issue, reporting)
          : keysOf(issue),
      ),
    );
    const from: BlockEntry['from'] = wrong.has('from') ? unknown : referencesIn(written.from, site);
    const lost: BlockEntry = { ...unknownBlock(site, name), from };
    if (typeof written.use !== 'string' || wrong.has('with') || wrong.has('trainable')) return lost;
    const template = this.template(written.use, site, nesting);
    if (!template) return lost;
    if ((this.minimumSizes.get(template.name) ?? 0) > maxLayers) return this.tooMany(site, lost, ['use']);
    const given = isRecord(written.with) ? written.with : {};
    const values = this.argumentsOf(template, given, site);
    if (!values) return lost;
    const uses = [...site.uses, site.locate(['use'])];
    const filled = template.blocks.map((block) => substitute(block, values));
    const sites = filled.map((block, i) => siteIn(['templates', template.name, 'blocks', i], block, uses));
    const sound = filled.map((block, i) => this.reportProblems(block, sites[i] as Site));
    if (!sound.every(Boolean)) return lost;
    const raws = filled.map((block) => block.value);
    const blocks = this.list(raws, sites, [...nesting, template.name]);
    const trainable = written.trainable !== false;
    return this.group({ ...site, name, from, claims: claims.claims, trainable, blocks });
  }

  private template(name: string, site: Site, nesting: readonly string[]): Template | null {
    const { document } = this.context;
    if (!this.templates) return null;
    const template = this.templates.get(name);
    const path = site.locate(['use']);
    if (nesting.includes(name) || nesting.length >= maxTemplateDepth) {
      const circle = [...nesting.slice(nesting.indexOf(name)), name].map((part) => `"${part}"`);
      const again = nesting.includes(name)
        ? `template "${name}" uses itself${circle.length > 2 ? `: ${circle.join(' → ')}` : ''}`
        : `templates are nested more than ${maxTemplateDepth} levels deep here`;
      const hint = 'use only other templates in a template; to repeat blocks, use "repeat"';
      this.report([diagnose(document, 'graph/recursive-template', { path, message: again, hint })], site);
      // There may be exponentially many more.
      this.validated = null;
      return null;
    }
    if (template !== undefined) return template;
    const near = this.guess(name, this.templateNames);
    const details = didYouMean(`unknown template "${name}"`, near, this.templatesAre);
    this.report([diagnose(document, 'spec/unknown-value', { path, ...details })], site);
    return null;
  }

  /** Returns the values of all parameters in one use; `null` if one is missing or unknown. */
  private argumentsOf(
    { name, parameters, defaults }: Template,
    given: Readonly<Record<string, unknown>>,
    site: Site,
  ): Map<string, Argument> | null {
    const { document } = this.context;
    const values = new Map<string, Argument>();
    const names = listed(parameters);
    const foreign = Object.keys(given).filter((key) => !parameters.has(key));
    const absent = [...parameters].filter((parameter) => !Object.hasOwn(given, parameter));
    const meant = new Set<string>();
    for (const key of foreign) {
      const near = this.guess(key, absent);
      if (near) meant.add(near.text);
      const details = didYouMean(
        `template "${name}" has no parameter "${key}"`,
        near,
        parameters.size > 0 ? `its parameters are ${names}` : 'it has no parameters',
      );
      const path = site.locate(['with', key]);
      this.report([diagnose(document, 'spec/unknown-key', { path, at: 'key', ...details })], site);
    }
    const missing: string[] = [];
    for (const key of parameters) {
      if (Object.hasOwn(given, key)) values.set(key, { value: given[key], path: site.locate(['with', key]) });
      else if (Object.hasOwn(defaults, key))
        values.set(key, { value: defaults[key], path: ['templates', name, 'with', key] });
      else missing.push(key);
    }
    const unmentioned = missing.filter((key) => !meant.has(key));
    if (unmentioned.length > 0) {
      const path = Object.keys(given).length > 0 ? site.locate(['with']) : site.locate(['use']);
      const message = `template "${name}" needs a value for ${listed(unmentioned)}`;
      const hint = `add with: { ${unmentioned.map((key) => `${key}: …`).join(', ')} }, or add a default to the template`;
      const at = Object.keys(given).length > 0 ? ('key' as const) : ('value' as const);
      this.report([diagnose(document, 'spec/missing-key', { path, at, message, hint })], site);
    }
    return missing.length > 0 || foreign.length > 0 ? null : values;
  }

  private reportProblems({ problems }: Substituted, site: Site): boolean {
    const { document } = this.context;
    const found = problems.map(({ inner, path = site.locate(inner), message }) =>
      diagnose(document, 'spec/invalid-value', { path, message }),
    );
    this.report(found, site);
    return problems.length === 0;
  }

  /** Repeats an entry, each copy taking the output of the one before. Claimed results apply to all copies together. */
  private repeated(one: BlockEntry, times: number): BlockEntry {
    const { document } = this.context;
    if (!isGroup(one) && one.kind !== unknown && one.kind.merges) {
      const message = `${one.kind.type} block "${one.name}" takes several inputs, so it cannot be repeated`;
      const path = one.locate(['repeat']);
      this.report(
        [diagnose(document, 'spec/invalid-value', { path, at: 'key', message, hint: 'remove "repeat"' })],
        one,
      );
      return one;
    }
    if (times * (this.sizes.get(one) ?? 1) > maxLayers) return this.tooMany(one, one, ['repeat']);
    const claims = one.claims.map((claim) => ({ ...claim, results: {} }));
    const size = this.sizes.get(one) ?? 1;
    const blocks = Array.from({ length: times }, (_, i) => {
      const copy = { ...one, name: String(i + 1), from: null, claims };
      this.sizes.set(copy, size);
      return copy;
    });
    const results = one.claims.map((claim) => ({ ...claim, options: {} }));
    const { path, locate, uses, name, from } = one;
    return this.group({ path, locate, uses, name, from, claims: results, trainable: one.trainable, blocks });
  }

  private group<E extends BlockEntry & { readonly blocks: readonly BlockEntry[] }>(entry: E): E {
    this.sizes.set(
      entry,
      entry.blocks.reduce((sum, block) => sum + (this.sizes.get(block) ?? 1), 0),
    );
    return entry;
  }

  private tooMany(site: Site, { name, from }: BlockEntry, inner: Path = []): BlockEntry {
    const path = site.locate(inner);
    const message = `the network exceeds ${maxLayers.toLocaleString('en-US')} layers at this block`;
    const hint = 'lower "repeat", or nest fewer templates';
    const { document } = this.context;
    this.report([diagnose(document, 'graph/too-many-layers', { path, message, hint })], site);
    this.validated = null;
    return { ...unknownBlock(site, name), from };
  }

  private report(diagnostics: readonly Diagnostic[], site: Site): void {
    const related = usesOf(site).map(({ message, path }) => {
      const { source, range } = this.context.document.place(path);
      return { message, file: source.name, range };
    });
    this.reader.diagnostics.push(
      ...diagnostics.map((found) =>
        related.length > 0 ? { ...found, related: [...found.related, ...related] } : found,
      ),
    );
  }
}

/** Returns the site of a block of a template. Parts filled in by a parameter are located where its value was written. */
function siteIn(path: Path, { sources }: Substituted, uses: readonly Path[]): Site {
  const locate = (inner: Path): Path => {
    const source = sources.find(
      (entry) => entry.inner.length <= inner.length && entry.inner.every((key, i) => key === inner[i]),
    );
    return source ? [...source.path, ...inner.slice(source.inner.length)] : [...path, ...inner];
  };
  return { path, locate, uses };
}
