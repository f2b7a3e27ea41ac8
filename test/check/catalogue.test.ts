import { existsSync } from 'node:fs';
import { expect, expectTypeOf, it } from 'vitest';
import { diagnosticCodeList, severityByCode } from '../../src/base/diagnostics/codes';
import { catalogue, diagnosticCodes } from '../../src/check/catalogue';
import { networkRules, trainingRules } from '../../src/check/rules/check-rules';
import type { Rule } from '../../src/check/rules/rule';

it('has every code in the order of the table, with its severity', () => {
  expect(Object.keys(catalogue)).toEqual(diagnosticCodeList);
  for (const code of diagnosticCodeList) {
    const { severity, law, why, howToFix, ignoreWhen } = catalogue[code];
    expect([code, severity]).toEqual([code, severityByCode[code]]);
    const texts = [law, why, howToFix, ...(ignoreWhen === undefined ? [] : [ignoreWhen])];
    for (const text of texts) expect(text).toMatch(/^[A-Z`].*[.]$/);
  }
});

it('lists each rule once', () => {
  const codes = [...trainingRules, ...networkRules].map(({ code }) => code);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.every((code) => /^(policy|regularity|limit)\//.test(code))).toBe(true);
});

it('has a file and a test for each rule, named after its code', () => {
  const names = [...trainingRules, ...networkRules].map(({ code }) =>
    code.startsWith('limit/') ? 'limits' : code.replace(/.*\//, ''),
  );
  const missing = names.flatMap((name) =>
    [`src/check/rules/${name}.ts`, `test/check/rules/${name}.test.ts`].filter((path) => !existsSync(path)),
  );
  expect(missing).toEqual([]);
});

it('is exported with severities and laws', () => {
  expect(diagnosticCodes['regularity/idle-pool']).toEqual({
    severity: 'warning',
    about: catalogue['regularity/idle-pool'].law,
  });
  expectTypeOf(diagnosticCodes['regularity/idle-pool'].severity).toEqualTypeOf<'warning'>();
});

it('requires rules to match the severity in the table, and warnings and notes to document when to ignore them', () => {
  expectTypeOf<Rule<'regularity/idle-pool'>['severity']>().toEqualTypeOf<'warning'>();
  expectTypeOf<Rule<'regularity/idle-pool'>['ignoreWhen']>().toEqualTypeOf<string>();
  expectTypeOf<Rule<'limit/params'>['severity']>().toEqualTypeOf<'error'>();
  expectTypeOf<Rule<'limit/params'>['ignoreWhen']>().toEqualTypeOf<undefined>();
});
