import { expect, it } from 'vitest';
import { validateSpec } from '../../src/hosts/node/library';
import { defineSpec, type SpecInput } from '../../src/language/define-spec';

const base = {
  version: 1,
  name: 'net',
  input: { shape: [8, 8, 1] },
  classes: 2,
  blocks: [{ type: 'flatten' }, { type: 'dense', units: 'classes', activation: 'softmax' }],
} as const satisfies SpecInput;

it('types the language: this spec compiles and has no problems', async () => {
  const spec = defineSpec({
    ...base,
    training: { optimizer: 'adam', loss: { type: 'categoricalCrossentropy', labelSmoothing: 0.1 } },
    callbacks: [{ type: 'earlyStopping', monitor: 'loss', patience: 3 }],
  });
  expect((await validateSpec(spec)).diagnostics).toEqual([]);
});

it('rejects invalid specs at compile time and at run time', async () => {
  const wrong = [
    // @ts-expect-error a misspelt type
    defineSpec({ ...base, callbacks: [{ type: 'earlyStoping' }] }),
    // @ts-expect-error a misspelt option
    defineSpec({ ...base, callbacks: [{ type: 'earlyStopping', monitor: 'loss', patiense: 3 }] }),
    // @ts-expect-error a misspelt option
    defineSpec({ ...base, training: { optimizer: { type: 'sgd', learningRat: 3 } } }),
    // @ts-expect-error a misspelt name
    defineSpec({ ...base, training: { loss: 'categoricalCrossentropi' } }),
    // @ts-expect-error a misspelt option of a block
    defineSpec({ ...base, blocks: [{ type: 'conv', filters: 8, kernal: 3 }] }),
  ];
  for (const spec of wrong) expect((await validateSpec(spec)).diagnostics).toHaveLength(1);
});

it('accepts callbacks and blocks of plugins', () => {
  type Beep = { readonly type: 'beep'; readonly times: number };
  expect(defineSpec<Beep>({ ...base, callbacks: [{ type: 'beep', times: 2 }] }).callbacks).toHaveLength(1);
  type Norm = { readonly type: 'filterResponseNorm'; readonly epsilon?: number };
  expect(defineSpec<Norm>({ ...base, blocks: [{ type: 'filterResponseNorm' }] }).blocks).toHaveLength(1);
});
