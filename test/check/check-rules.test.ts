import fc from 'fast-check';
import { expect, it } from 'vitest';
import { stringify } from 'yaml';
import { arbitrarySpec } from '../support/arbitrary-spec';
import { checkText } from '../support/check-file';
import { specText } from '../support/spec-text';

it('a problem in defaults that affects several blocks is reported once', () => {
  const defaults = 'defaults: { conv: { kernel: 3, activation: relu, pool: 1 } }';
  const blocks = [
    'blocks:',
    ...[1, 2, 3].map(() => '  - { type: conv, filters: 4 }'),
    '  - { type: flatten }',
    '  - { type: dense, units: classes, activation: softmax }',
  ].join('\n');
  expect(checkText(specText({ blocks, defaults })).diagnostics).toMatchObject([
    {
      code: 'regularity/idle-pool',
      message: 'pool "conv1_pool" has no effect: its window is a single value (and 2 more like it)',
      path: ['defaults', 'conv', 'pool'],
    },
  ]);
});

it('notes are only reported without errors, warnings always', () => {
  const training = 'training: { loss: meanSquaredError, metrics: [accuracy, accuracy] }';
  const codes = (text: string) => checkText(text).diagnostics.map(({ code }) => code);
  expect(codes(specText({ training }))).toEqual(['policy/slow-loss', 'policy/duplicate-metric']);
  expect(codes(specText({ training, expect: 'expect: { params: 1 }' }))).toEqual([
    'policy/duplicate-metric',
    'claim/params',
  ]);
});

it('no rule fails on, or reports an error in, a valid spec', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(arbitrarySpec, (spec) => {
      const { diagnostics, plan } = checkText(stringify(spec));
      expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(plan).not.toBeNull();
      for (const { code } of diagnostics) seen.add(code);
    }),
    { seed: 1, numRuns: 100 },
  );
  // Without any diagnostics, the specs would prove nothing.
  expect(seen.size).toBeGreaterThan(5);
});
