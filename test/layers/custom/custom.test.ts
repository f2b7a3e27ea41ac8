import { readFileSync } from 'node:fs';
import { mul, pow, type Scalar, setBackend, sum, tensor, variableGrads } from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-cpu';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { compilePlan } from '../../../src/compile/tfjs/compile';
import { diffPlans } from '../../../src/describe/diff-plans';
import { receptiveFields } from '../../../src/describe/summary';
import { buildFromSpec, loadClassifier, validateSpec } from '../../../src/hosts/node/library';
import { defineBlock } from '../../../src/language/blocks/block-kind';
import { jsonSchema } from '../../../src/language/json-schema';
import { vocabularyWith } from '../../../src/language/vocabulary';
import { customLayer } from '../../../src/layers/custom/custom-layer';
import { defineLayer } from '../../../src/layers/custom/definition';
import { describeLayer } from '../../../src/layers/kinds';
import { specText } from '../../support/spec-text';
import { tinyProject, tinySpec } from '../../support/tiny-project';

/** `factor · x^power` with a learned factor per channel. */
const powerLaw = defineLayer({
  type: 'powerLaw',
  about: 'A power of each value.',
  schema: z.strictObject({ power: z.int().min(1), startValue: z.number().default(1) }),
  shapeNeutral: ['power', 'startValue'],
  output: (_options, [input = []]) =>
    input.length === 3
      ? input
      : {
          code: 'shape/wrong-rank',
          option: 'power',
          message: 'needs a feature map',
          hint: 'place it before',
        },
  weights: ({ startValue }, [[, , channels = 0] = []]) => [
    {
      name: 'factor',
      shape: [channels],
      trainable: true,
      initializer: { type: 'constant', value: startValue },
    },
  ],
  macs: (_options, _inputs, [height = 0, width = 0, channels = 0]) => height * width * channels,
  window: () => ({ size: [3, 1], stride: [2, 1] }),
  forward: ({ power }, [x], { weights: { factor } }) =>
    x && factor ? mul(pow(x, power), factor) : expect.fail('no input or no weight'),
  kernels: ['Pow', 'Multiply', 'Sum', 'Cast', 'Reshape'],
});

/** A kind of block that ends with a plugin's layer. */
const bent = defineBlock({
  type: 'bent',
  about: 'ReLU and a square.',
  schema: z.strictObject({}),
  shapeNeutral: [],
  expand: () => [
    { kind: 'activation', part: 'relu', config: { function: 'relu' } },
    customLayer(powerLaw, { power: 2, startValue: 1 }, 'square'),
  ],
});

const plugins = [{ layers: { powerLaw }, blocks: { bent } }];

const withBlock = (block: string) =>
  specText({
    input: 'input: { shape: [4, 4, 1] }',
    blocks: `blocks:\n  - ${block}\n  - { type: flatten }\n  - { name: output, type: dense, units: classes, activation: softmax }`,
  });
const check = (block: string) => validateSpec({ yaml: withBlock(block), name: 'net.yaml' }, { plugins });

async function planOf(block: string) {
  const { plan, diagnostics } = await check(block);
  return plan ?? expect.fail(diagnostics.map(({ message }) => message).join('\n'));
}

describe('the checker', () => {
  it('computes shapes, weights and costs, with defaults', async () => {
    const plan = await planOf('{ name: bend, type: powerLaw, power: 3, expect: { params: 1, macs: 16 } }');
    expect(plan.layers[1]).toMatchObject({
      name: 'bend',
      kind: 'custom',
      config: { options: { power: 3, startValue: 1 } },
      outputShape: [4, 4, 1],
      weights: [{ name: 'factor', shape: [1] }],
      macs: 16,
    });
  });

  it.each([
    ['{ type: powerLaw, powr: 2 }', 'unknown key "powr"; did you mean "power"?'],
    ['{ type: powerLaw, power: 0 }', 'expected a whole number of at least 1, received 0'],
    [
      '{ type: powerLaw, power: 2, expect: { macs: 15 } }',
      'claim failed: "powerLaw1" has 16 multiply-adds, not 15',
    ],
  ])('%s', async (block, message) => {
    const { diagnostics } = await check(block);
    expect(diagnostics.map((found) => found.message)).toEqual([message]);
  });

  it('names the kind in shape problems, at the option that causes them', async () => {
    const yaml = withBlock('{ type: flatten }\n  - { type: powerLaw, power: 2 }');
    const { diagnostics } = await validateSpec({ yaml }, { plugins });
    expect(diagnostics).toMatchObject([
      {
        code: 'shape/wrong-rank',
        message: '"powerLaw1" needs a feature map',
        range: { start: { line: 7 } },
      },
    ]);
  });

  it('computes the receptive field', async () => {
    const { layers } = await planOf('{ name: bend, type: powerLaw, power: 2 }');
    expect(receptiveFields(layers).get('bend')).toEqual({ size: [3, 1], stride: [2, 1] });
  });
});

it('is in the JSON schema', () => {
  const accepts = new Ajv({ strict: false }).compile(jsonSchema(vocabularyWith(plugins)));
  const spec = (block: unknown) => ({
    version: 1,
    name: 'net',
    input: { shape: [4, 4, 1] },
    classes: 2,
    blocks: [block],
  });
  expect(accepts(spec({ type: 'powerLaw', power: 2 }))).toBe(true);
  expect(accepts(spec({ type: 'powerLaw', power: 'two' }))).toBe(false);
});

it('keeps a plan plain data: JSON, diff and descriptions work', async () => {
  const plan = await planOf('{ name: bend, type: powerLaw, power: 2 }');
  const [, layer] = plan.layers;
  expect(JSON.parse(JSON.stringify(layer?.config))).toEqual({ options: { power: 2, startValue: 1 } });
  expect(layer && describeLayer(layer)).toBe('powerLaw');
  const { blocks } = diffPlans(plan, await planOf('{ name: bend, type: powerLaw, power: 3 }'));
  expect(blocks).toMatchObject([{ name: 'bend', options: [{ path: 'power', from: 2, to: 3 }] }]);
});

it('computes and learns', async () => {
  await setBackend('cpu');
  const plan = await planOf('{ name: bend, type: powerLaw, power: 2, startValue: 0.5 }');
  const { model } = compilePlan(plan);
  const layer = model.getLayer('bend');
  const x = tensor([3, -2], [1, 1, 2, 1]);
  expect([...(layer.apply(x) as Scalar).dataSync()]).toEqual([4.5, 2]);
  const { grads } = variableGrads(() => sum(layer.apply(x) as Scalar));
  const [gradient] = Object.values(grads);
  expect([...(gradient?.dataSync() ?? [])]).toEqual([13]);
});

it('can be in a block with built-in layers', async () => {
  const { layers } = await planOf('{ name: first, type: bent }');
  expect(layers.slice(1, 3).map(({ name, kind }) => [name, kind])).toEqual([
    ['first_relu', 'activation'],
    ['first_square', 'custom'],
  ]);
});

it('is trained, saved and loaded with its plugin', async () => {
  const block = '  - { name: bend, type: powerLaw, power: 2 }\n';
  const folder = await tinyProject({
    'spec.yaml': tinySpec.replace('  - { name: flatten', `${block}  - { name: flatten`),
  });
  const { model, train } = await buildFromSpec(`${folder}/spec.yaml`, { backend: 'cpu', plugins });
  const run = await train({ out: `${folder}/run` });
  const { history } = await run.result;
  const index = run.engine.weights.findIndex(({ path }) => path === 'bend/factor');
  const factor = await run.engine.readWeight(index);
  expect([...factor]).not.toEqual([1, 1, 1, 1]);
  expect(history).toHaveLength(2);

  const classifier = await loadClassifier(`${folder}/run`, { backend: 'cpu', plugins });
  expect(await classifier.engine.readWeight(index)).toEqual(factor);
  const [best] = await classifier.classify(readFileSync(`${folder}/data/train/dark/0.png`));
  expect(best?.probability).toBeGreaterThan(0.5);
  classifier.dispose();
  run.engine.dispose();
  model.dispose();

  await expect(loadClassifier(`${folder}/run`, { backend: 'cpu' })).rejects.toMatchObject({
    name: 'FileFormatError',
    message: expect.stringContaining('powerLaw'),
  });
});

it('is not supported by a backend that lacks its kernels', async () => {
  const lacking = { layers: { powerLaw: { ...powerLaw, kernels: ['Pow', 'Telepathy'] } } };
  const yaml = withBlock('{ name: bend, type: powerLaw, power: 2 }');
  const building = buildFromSpec({ yaml }, { backend: 'cpu', plugins: [lacking] });
  await expect(building).rejects.toMatchObject({
    diagnostics: [expect.objectContaining({ message: expect.stringContaining('powerLaw "bend"') })],
  });
});

describe('onnxruntime, which does not support it', () => {
  const yaml = withBlock('{ name: bend, type: powerLaw, power: 2 }');

  it('is skipped by auto, with the layer named', async () => {
    const { backend, model } = await buildFromSpec({ yaml }, { plugins });
    const { passedOver } = backend;
    expect(passedOver.find(({ name }) => name === 'onnxruntime')?.reason).toBe(
      'it cannot train this plan: the layer "bend" of kind powerLaw cannot be written in ONNX',
    );
    expect(backend.name).not.toBe('onnxruntime');
    model.dispose();
  });

  it('is a diagnostic at the block if it was requested', async () => {
    const error = await buildFromSpec({ yaml, name: 'net.yaml' }, { plugins, backend: 'onnxruntime' }).catch(
      (e) => e,
    );
    expect(error.diagnostics).toMatchObject([
      {
        code: 'backend/missing-kernel',
        message: 'backend "onnxruntime" lacks the kernel powerLaw, which powerLaw "bend" needs',
      },
    ]);
  });
});
