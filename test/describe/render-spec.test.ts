import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { renderSpec } from '../../src/describe/render-spec';
import { builtInBlocks } from '../../src/language/blocks';
import { arbitrarySpec } from '../support/arbitrary-spec';
import { checkText } from '../support/check-file';

function rendered(text: string) {
  const { spec, plan, diagnostics } = checkText(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  if (!spec || !plan) throw new Error('no plan');
  return { plan, text: renderSpec(spec) };
}

describe('a rendered spec is valid and gives the same plan', () => {
  it.each(readdirSync('specs'))('specs/%s', (name) => {
    const first = rendered(readFileSync(`specs/${name}`, 'utf8'));
    const second = rendered(first.text);
    expect(second.plan).toEqual(first.plan);
    expect(second.text).toBe(first.text);
  });

  it('for any spec', () => {
    const drawn = new Set<string>();
    fc.assert(
      fc.property(arbitrarySpec, (spec) => {
        for (const { type } of spec.blocks as readonly { type: string }[]) drawn.add(type);
        const first = rendered(stringify(spec));
        const second = rendered(first.text);
        expect(second.plan).toEqual(first.plan);
        expect(second.text).toBe(first.text);
      }),
      { seed: 1, numRuns: 80 },
    );
    expect([...drawn].sort()).toEqual(Object.keys(builtInBlocks).sort());
  });
});

it('writes every default', () => {
  const { text } = rendered(
    'version: 1\nname: net\ninput: { shape: [8, 8, 1] }\nclasses: [no, yes]\nblocks:\n  - { type: conv, filters: 4, kernel: 3, pool: 2 }\n  - { type: flatten }\n  - { type: dense, units: classes }\n',
  );
  expect(text).toMatchInlineSnapshot(`
    "version: 1
    name: net
    input:
      shape: [8, 8, 1]
      color: grayscale
      resize: fill
      rescale: 1
      mean: [0]
      std: [1]
    classes: [no, yes]
    blocks:
      - name: conv1
        type: conv
        filters: 4
        kernel: [3, 3]
        stride: [1, 1]
        padding: valid
        dilation: [1, 1]
        kernelInitializer: glorotUniform
        kernelRegularizer: false
        kernelConstraint: false
        bias: true
        biasInitializer: zeros
        biasRegularizer: false
        biasConstraint: false
        activation: linear
        batchNorm: false
        dropout: 0
        pool:
          type: max
          size: [2, 2]
          stride: [2, 2]
          padding: valid
        order: [conv, batchNorm, activation, pool, dropout]
      - name: flatten1
        type: flatten
      - name: dense1
        type: dense
        units: classes
        kernelInitializer: glorotUniform
        kernelRegularizer: false
        kernelConstraint: false
        bias: true
        biasInitializer: zeros
        biasRegularizer: false
        biasConstraint: false
        activation: linear
        batchNorm: false
        dropout: 0
        order: [dense, batchNorm, activation, dropout]
    training:
      backend: auto
      optimizer:
        type: sgd
        learningRate: 0.01
        momentum: 0
        nesterov: false
      loss:
        type: categoricalCrossentropy
        labelSmoothing: 0
      metrics: [accuracy]
      epochs: 10
      batchSize: 32
      accumulate: 1
      seed: 1
      deterministic: true
    callbacks: []
    "
  `);
});

it('rejects a spec with an unknown part', () => {
  const { spec } = checkText('version: 1\nname: net');
  expect(() => spec && renderSpec(spec)).toThrow('only a spec without errors can be rendered');
});
