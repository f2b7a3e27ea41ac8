import { z } from 'zod';
import { diagnose } from '../base/diagnostics/diagnostic';
import type { Path } from '../base/source/located-document';
import { listWords } from '../base/text/words';
import { isRecord } from '../base/values';
import { describe } from './report-issues';
import { nameSchema, recordOf } from './scalars';
import type { SectionReader } from './section-reader';

/** A group of blocks that is defined once and can be used several times. */
export interface Template {
  readonly name: string;
  /** As written, including `$parameters`. */
  readonly blocks: readonly unknown[];
  /** Default values of its parameters. */
  readonly defaults: Readonly<Record<string, unknown>>;
  /** The `$names` in its blocks. */
  readonly parameters: ReadonlySet<string>;
}

const parameterName = z.string().regex(/^[A-Za-z][A-Za-z0-9_]*$/, {
  error: 'expected a parameter name that starts with a letter and contains only letters, digits and "_"',
});

/** Values of parameters: anything that is allowed in a block. */
export const parameterValues = recordOf(parameterName, z.unknown());

export const templateSchema = z.strictObject({
  with: parameterValues.optional().describe('Default values of parameters.'),
  blocks: z
    .array(z.unknown())
    .min(1)
    .describe(
      'The blocks, with $name for a parameter. Block names are local; "input" refers to the input of the use.',
    ),
});

/** The deepest nesting of templates. */
export const maxTemplateDepth = 50;

/** The templates by name; `null` for an invalid template. */
export type Templates = ReadonlyMap<string, Template | null>;

/** Reads the section `templates`. Blocks are validated where they are used. `null` if the whole section is invalid. */
export function readTemplates(reader: SectionReader): Templates | null {
  const { document, root, diagnostics } = reader;
  if (reader.lost('templates') || document.damaged(['templates'])) return null;
  if (!reader.given('templates')) return new Map();
  const templates = new Map<string, Template | null>();
  const section = reader.section('templates', recordOf(nameSchema, z.unknown()));
  if (!isRecord(root.templates) || typeof section === 'symbol') return null;
  for (const [name, raw] of Object.entries(root.templates)) {
    const path = ['templates', name];
    const read = reader.read(path, raw, templateSchema, `template "${name}"`);
    if (typeof read === 'symbol') {
      templates.set(name, null);
      continue;
    }
    const parameters = new Set<string>();
    collectParameters(read.blocks, parameters);
    const defaults = read.with ?? {};
    for (const key of Object.keys(defaults).filter((parameter) => !parameters.has(parameter))) {
      diagnostics.push(
        diagnose(document, 'spec/unknown-key', {
          path: [...path, 'with', key],
          at: 'key',
          message: `no block of template "${name}" uses the parameter $${key}`,
          hint:
            parameters.size > 0
              ? `its parameters are ${listed(parameters)}`
              : `use $${key} in a block of the template, or remove it here`,
        }),
      );
    }
    templates.set(name, { name, blocks: read.blocks, defaults, parameters });
  }
  return templates;
}

/**
 * Returns the minimum number of blocks that a use of each template expands to, counting repeats by a parameter once.
 * This works without expanding any template, so that exploding templates can be rejected in advance.
 */
export function minimumSizes(templates: Templates): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  const sizeOf = (name: string, depth: number): number => {
    const known = sizes.get(name);
    if (known !== undefined || depth > maxTemplateDepth) return known ?? 0;
    // Templates that use themselves or nest too deep are reported where they are used.
    sizes.set(name, 0);
    const size = (templates.get(name)?.blocks ?? []).reduce<number>((sum, block) => {
      if (!isRecord(block)) return sum + 1;
      const times = typeof block.repeat === 'number' ? block.repeat : 1;
      return sum + times * (typeof block.use === 'string' ? sizeOf(block.use, depth + 1) : 1);
    }, 0);
    sizes.set(name, size);
    return size;
  };
  for (const name of templates.keys()) sizeOf(name, 0);
  return sizes;
}

/** Returns the names of the templates used in a list of entries. */
export function templatesUsedIn(blocks: readonly unknown[]): string[] {
  return blocks.flatMap((block) => (isRecord(block) && typeof block.use === 'string' ? [block.use] : []));
}

export function listed(parameters: Iterable<string>): string {
  return listWords([...parameters].map((name) => `$${name}`));
}

const reference = /\$([A-Za-z][A-Za-z0-9_]*)/g;

function collectParameters(value: unknown, into: Set<string>): void {
  if (typeof value === 'string') for (const [, name = ''] of value.matchAll(reference)) into.add(name);
  else if (typeof value === 'object' && value !== null)
    for (const inner of Object.values(value)) collectParameters(inner, into);
}

const factor = String.raw`\s*(?:\d+(?:\.\d+)?|\$[A-Za-z]\w*)\s*`;
const product = new RegExp(`^${factor}(?:[*×/]${factor})+$`);

/** The value of a parameter, and the path where it was written. */
export interface Argument {
  readonly value: unknown;
  readonly path: Path;
}

export interface Substituted {
  readonly value: unknown;
  /** The parts of the value that were filled in, and the paths where they were written. */
  readonly sources: readonly { readonly inner: Path; readonly path: Path }[];
  /** Problems at `inner`, or at `path` if the cause is elsewhere. */
  readonly problems: readonly { readonly inner: Path; readonly path?: Path; readonly message: string }[];
}

/**
 * Fills in the parameters in a part of a template. `$name` alone can be any value; a product such as `4 * $filters` or
 * `$filters / 16` is evaluated.
 */
export function substitute(raw: unknown, values: ReadonlyMap<string, Argument>): Substituted {
  const sources: { inner: Path; path: Path }[] = [];
  const problems: { inner: Path; path?: Path; message: string }[] = [];
  return { value: fill(raw, []), sources, problems };

  function fill(value: unknown, inner: Path): unknown {
    if (typeof value === 'string') return /\$[A-Za-z]/.test(value) ? fillText(value, inner) : value;
    if (Array.isArray(value)) return value.map((item, i) => fill(item, [...inner, i]));
    if (!isRecord(value)) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fill(item, [...inner, key])]));
  }

  function fillText(text: string, inner: Path): unknown {
    const alone = /^\s*\$([A-Za-z][A-Za-z0-9_]*)\s*$/.exec(text)?.[1];
    if (alone !== undefined) {
      const argument = values.get(alone);
      if (argument) sources.push({ inner, path: argument.path });
      return argument?.value;
    }
    const problem = (message: string, argument?: Argument) => {
      problems.push({ inner, message, ...(argument ? { path: argument.path } : {}) });
      return undefined;
    };
    if (!product.test(text))
      return problem(`expected $name, or a product such as 4 * $filters, received "${text}"`);
    let result = 1;
    for (const [, operator = '*', operand = ''] of text.matchAll(/([*×/])?\s*(\$?[A-Za-z0-9_.]+)/g)) {
      const name = operand.startsWith('$') ? operand.slice(1) : undefined;
      const argument = name === undefined ? { value: Number(operand), path: inner } : values.get(name);
      const number = argument?.value;
      if (typeof number !== 'number')
        return problem(
          `${operand} is used in a product: expected a number, received ${describe(number)}`,
          argument,
        );
      // An invalid product is the fault of the parameter, but a quotient can be invalid for a valid parameter.
      if (name !== undefined && argument && !text.includes('/')) sources.push({ inner, path: argument.path });
      result = operator === '/' ? result / number : result * number;
    }
    return result;
  }
}
