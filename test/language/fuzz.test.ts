import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Diagnostic } from '../../src/base/diagnostics/diagnostic';
import { renderText } from '../../src/base/diagnostics/render/text';
import { SourceFile } from '../../src/base/source/source-file';
import type { ModelPlan } from '../../src/check/model-plan';
import { checkText } from '../support/check-file';
import { expectCompiled } from '../support/expect-compiled';

/** Raised for a long run: CONVSPEC_FUZZ_CASES=100000 npx vitest run test/language/fuzz.test.ts */
const cases = Number(process.env.CONVSPEC_FUZZ_CASES ?? 2_000);

/** One in this many valid specs is actually compiled, unless it is large. */
const compiledEvery = 20;
const largestCompiled = 5_000_000;

const specs = [
  'specs/convnet-12class.yaml',
  'specs/icons-12.yaml',
  'specs/vgg16.yaml',
  'specs/lenet-5.yaml',
  'specs/resnet-18.yaml',
  'specs/squeezenet.yaml',
  'specs/inception-small.yaml',
  'test/fixtures/claims/prose.yaml',
].map((path) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8'));

const foreign = [
  '',
  ' ',
  '\n',
  '\t',
  ':',
  ': ',
  '- ',
  '? ',
  '{',
  '}',
  '[',
  ']',
  ',',
  '&a ',
  '*a',
  '<<: *a',
  '<<: 3',
  '!!set ',
  '|',
  '>',
  '"',
  "'",
  '#',
  '---\n',
  '%YAML 1.1\n',
  'null',
  '~',
  'true',
  '.nan',
  '-.inf',
  '1e308',
  '1e400',
  '-1',
  '0',
  '1.5',
  '1152921504606846976',
  '0x10',
  '3×3',
  '1/0',
  '__proto__',
  'constructor',
  'classes',
  'input',
  'conv1',
  'type',
  'expect',
  'from',
  '[]',
  '{}',
  '[1, 2, 3]',
  '{ type: conv }',
  '{ type: add, from: [input, input] }',
  'repeat: 3',
  'repeat: 1e9',
  'use: fire',
  '$filters',
  '$filters / 2',
  'with: { filters: 3 }',
  '{epoch:04q}',
  '../..',
  '\u0000',
  '\ufffd',
  '\ud800',
  '日本',
];

/** One change of the text: of a token, of a line, or of a range of characters. */
type Change = (text: string) => string;

function changeOf(parts: RegExp): fc.Arbitrary<Change> {
  return fc
    .tuple(
      fc.nat(),
      fc.nat(),
      fc.constantFrom('delete', 'duplicate', 'replace', 'swap', 'insert'),
      fc.constantFrom(...foreign),
    )
    .map(
      ([at, other, what, word]): Change =>
        (text) => {
          const tokens = text.match(parts) ?? [];
          if (tokens.length === 0) return word;
          const i = at % tokens.length;
          const j = other % tokens.length;
          const [token = '', second = ''] = [tokens[i], tokens[j]];
          if (what === 'delete') tokens[i] = '';
          else if (what === 'duplicate') tokens[i] = token + token;
          else if (what === 'replace') tokens[i] = word;
          else if (what === 'insert') tokens[i] = token + word;
          else [tokens[i], tokens[j]] = [second, token];
          return tokens.join('');
        },
    );
}

const change = fc.oneof(
  { weight: 5, arbitrary: changeOf(/[\w.-]+|\s+|[^\w\s.-]/gu) },
  { weight: 3, arbitrary: changeOf(/[^\n]*\n/g) },
  { weight: 1, arbitrary: changeOf(/[\s\S]/g) },
);

const mutated = fc
  .tuple(fc.constantFrom(...specs), fc.array(change, { minLength: 1, maxLength: 4 }))
  .map(([text, changes]) => changes.reduce((changed, apply) => apply(changed), text));

/** Whether a range is inside the file and not reversed. */
function lies({ range: { start, end } }: Pick<Diagnostic, 'range'>, file: SourceFile): boolean {
  const inside = ({ line, column }: { line: number; column: number }) =>
    line >= 1 && column >= 1 && line <= file.text.split('\n').length && column <= file.line(line).length + 2;
  return (
    inside(start) &&
    inside(end) &&
    (start.line < end.line || (start.line === end.line && start.column <= end.column))
  );
}

it(
  `a changed spec is never an exception, and everything found has a place in it (${cases} cases)`,
  async () => {
    let sound = 0;
    const toCompile: ModelPlan[] = [];
    fc.assert(
      fc.property(mutated, (text) => {
        const { diagnostics, plan } = checkText(text);
        // Decoding leaves a lone surrogate as U+FFFD.
        const file = new SourceFile('spec.yaml', new TextDecoder().decode(new TextEncoder().encode(text)));
        expect(
          diagnostics.flatMap((found) => [found, ...found.related]).filter((found) => !lies(found, file)),
        ).toEqual([]);
        expect(plan === null).toBe(
          diagnostics.some(({ severity, code }) => severity === 'error' && !code.startsWith('claim/')),
        );
        expect(renderText(diagnostics)).not.toMatch(/undefined|\[object|Invalid input|NaN values/);
        if (!plan) return;
        if (sound % compiledEvery === 0 && plan.totals.params < largestCompiled) toCompile.push(plan);
        sound += 1;
      }),
      { seed: 20_261_122, numRuns: cases },
    );
    // If all texts or none were rejected, the changes would be too large or too small.
    expect(sound / cases).toBeGreaterThan(0.02);
    expect(sound / cases).toBeLessThan(0.6);
    expect(toCompile.length).toBeGreaterThan(0);
    for (const plan of toCompile) await expectCompiled(plan);
  },
  cases * 200 + 20_000,
);
