import { describe, expect, it } from 'vitest';
import { type IgnorableCode, severityByCode } from '../../../src/base/diagnostics/codes';
import { ignorableCodes, ignoreProblem } from '../../../src/base/diagnostics/ignore';
import { SourceFile } from '../../../src/base/source/source-file';
import { checkSpec } from '../../../src/check/check-spec';
import { validateSpec } from '../../../src/hosts/node/library';
import { vocabularyWith } from '../../../src/language/vocabulary';
import { found } from '../../support/check-file';
import { specText, withConv } from '../../support/spec-text';

const idle = 'filters: 8, kernel: 3, activation: relu, pool: 1, bias: true, batchNorm: true';

/** Returns the codes of all diagnostics, including notes. */
function codes(ignored: string, option: readonly IgnorableCode[] = []): string[] {
  const text = withConv(idle, { ignore: ignored });
  return checkSpec(new SourceFile('spec.yaml', text), vocabularyWith(), undefined, {
    ignore: option,
  }).diagnostics.map(({ code }) => code);
}

describe('ignored codes are not reported', () => {
  const [note, warning] = ['regularity/cancelled-bias', 'regularity/idle-pool'] as const;
  it.each<[string, readonly IgnorableCode[], string[]]>([
    ['ignore: []', [], [note, warning]],
    [`ignore: [${warning}]`, [], [note]],
    [`ignore: [${warning}]`, [note], []],
    ['ignore: []', [warning, note], []],
    ['ignore: [policy/slow-loss]', [], [note, warning]],
  ])('%s and option %j', (ignored, option, expected) => {
    expect(codes(ignored, option).sort()).toEqual([...expected].sort());
  });

  it.each([
    ['ignore: regularity/idle-pool', '9:9 spec/wrong-type expected a list, received "regularity/idle-pool"'],
    ['ignore: [3]', '9:10 spec/wrong-type expected a string, received 3'],
    [
      'ignore: [shape/too-large]',
      '9:10 ignore/error-code "shape/too-large" is an error and cannot be ignored',
    ],
    [
      'ignore: [idle-pool]',
      '9:10 ignore/unknown-code unknown diagnostic code "idle-pool"; did you mean "regularity/idle-pool"?',
    ],
    ['ignore: [constructor]', '9:10 ignore/unknown-code unknown diagnostic code "constructor"'],
    [
      'ingore: [regularity/idle-pool]',
      '9:1 spec/unknown-key unknown section "ingore"; did you mean "ignore"?',
    ],
  ])('%s', (ignore, message) => {
    expect(found(specText({ ignore }))).toEqual([message]);
  });
});

it('the API accepts codes too', async () => {
  const yaml = withConv(idle);
  const ignore = ['regularity/idle-pool', 'regularity/cancelled-bias'] as const;
  expect((await validateSpec({ yaml })).diagnostics).toHaveLength(2);
  expect((await validateSpec({ yaml }, { ignore })).diagnostics).toEqual([]);
});

it('every code except those of errors can be ignored', () => {
  for (const [code, severity] of Object.entries(severityByCode)) {
    expect([code, ignoreProblem(code) === null]).toEqual([code, severity !== 'error']);
  }
  expect(ignorableCodes.length).toBeGreaterThan(10);
});
