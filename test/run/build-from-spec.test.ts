import '@tensorflow/tfjs-backend-cpu';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { getBackend, memory, setBackend, tensor } from '@tensorflow/tfjs-core';
import { LayersModel } from '@tensorflow/tfjs-layers';
import { beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { SpecError } from '../../src/base/diagnostics/spec-error';
import { buildFromSpec } from '../../src/hosts/node/library';
import { defineBlock } from '../../src/language/blocks/block-kind';
import { defineSpec } from '../../src/language/define-spec';
import type { Backend } from '../../src/run/backends/backend';
import { cpu } from '../../src/run/backends/cpu';
import { defineCallback } from '../../src/run/training/callbacks/callback';
import { tinyProject, tinySpec } from '../support/tiny-project';

const diagnosticsOf = (error: unknown) => (error instanceof SpecError ? error.diagnostics : []);

beforeAll(async () => {
  await setBackend('cpu');
});

describe('sources', () => {
  const object = defineSpec({
    version: 1,
    name: 'tiny',
    input: { shape: [8, 8, 3], rescale: '1/255' },
    classes: 2,
    blocks: [
      { name: 'conv1', type: 'conv', filters: 4, kernel: 3, batchNorm: true, activation: 'relu', pool: 3 },
      { name: 'flatten', type: 'flatten' },
      { name: 'output', type: 'dense', units: 'classes', activation: 'softmax' },
    ],
  });

  it.each<[string, () => Promise<Parameters<typeof buildFromSpec>[0]>]>([
    ['a path', async () => `${await tinyProject()}/spec.yaml`],
    ['a file: URL', async () => pathToFileURL(`${await tinyProject()}/spec.yaml`)],
    ['a file: URL as text', async () => pathToFileURL(`${await tinyProject()}/spec.yaml`).href],
    ['YAML text', async () => ({ yaml: tinySpec })],
    ['an object', async () => object],
  ])('builds from %s', async (_, source) => {
    const { model, plan, warnings } = await buildFromSpec(await source(), { backend: 'cpu' });
    expect(model).toBeInstanceOf(LayersModel);
    expect(warnings).toEqual([]);
    expect(plan.totals.params).toBe(162);
    expect(model.countParams()).toBe(162);
    expect(model.inputs[0]?.shape).toEqual([null, 8, 8, 3]);
    expect(model.outputs[0]?.shape).toEqual([null, 2]);
  });

  it('refuses a path where nothing is', async () => {
    await expect(buildFromSpec('nix.yaml')).rejects.toMatchObject({
      name: 'SourceError',
      message: 'nix.yaml: no such file or folder',
    });
  });
});

describe('the model', () => {
  it('has the layers of the plan, and their weights in order', async () => {
    const { model } = await buildFromSpec({ yaml: tinySpec }, { backend: 'cpu' });
    expect(model.name).toBe('tiny');
    expect(model.layers.map((layer) => layer.name)).toEqual([
      'input',
      'conv1_conv',
      'conv1_batchNorm',
      'conv1_activation',
      'conv1_pool',
      'flatten',
      'output_dense',
      'output_activation',
    ]);
    const weights = model.layers.flatMap((layer) =>
      layer.weights.map(({ originalName, shape }) => [layer.name, originalName.split('/').at(-1), shape]),
    );
    expect(weights).toEqual([
      ['conv1_conv', 'kernel', [3, 3, 3, 4]],
      ['conv1_conv', 'bias', [4]],
      ['conv1_batchNorm', 'gamma', [4]],
      ['conv1_batchNorm', 'beta', [4]],
      ['conv1_batchNorm', 'moving_mean', [4]],
      ['conv1_batchNorm', 'moving_variance', [4]],
      ['output_dense', 'kernel', [16, 2]],
      ['output_dense', 'bias', [2]],
    ]);
  });

  it('trains with fit as well', async () => {
    const { model } = await buildFromSpec({ yaml: tinySpec }, { backend: 'cpu' });
    const x = tensor(
      Array.from({ length: 4 * 192 }, (_, i) => (i % 7) / 7),
      [4, 8, 8, 3],
    );
    const y = tensor([1, 0, 0, 1, 1, 0, 0, 1], [4, 2]);
    const { history } = await model.fit(x, y, { epochs: 2, verbose: 0 });
    expect(history.loss).toHaveLength(2);
    expect(history.loss?.every((loss) => Number.isFinite(loss))).toBe(true);
  });

  it('counts the parameters of the 12-class network as Keras does', async () => {
    const { model, plan } = await buildFromSpec('specs/convnet-12class.yaml', {
      backend: 'cpu',
      // Drawing 38 million random numbers takes seconds.
      set: { 'blocks.fc.kernelInitializer': 'zeros' },
    });
    expect(plan.totals).toMatchObject({ params: 45063874, trainableParams: 45059334 });
    expect(model.countParams()).toBe(45063874);
    const sizes = model.trainableWeights.map(({ shape }) =>
      shape.reduce<number>((size, length) => size * (length ?? 0), 1),
    );
    expect(sizes.reduce((sum, size) => sum + size)).toBe(45059334);
    model.dispose();
  });
});

describe('set', () => {
  it('goes over what the spec says', async () => {
    const { model, plan } = await buildFromSpec(
      { yaml: tinySpec },
      { backend: 'cpu', set: { 'training.epochs': 9, 'blocks.conv1.filters': 8, classes: 5 } },
    );
    expect(plan.training.epochs).toBe(9);
    expect(model.outputs[0]?.shape).toEqual([null, 5]);
    expect(model.getLayer('conv1_conv').outputShape).toEqual([null, 6, 6, 8]);
  });
});

describe('a spec with mistakes', () => {
  it('throws every one of them', async () => {
    const yaml = tinySpec.replace('filters: 4', 'filters: 0').replace('epochs: 2', 'epochs: 0');
    const error = await buildFromSpec({ yaml, name: 'net.yaml' }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(SpecError);
    expect(diagnosticsOf(error).map(({ code, file, path }) => `${file} ${path.join('.')} ${code}`)).toEqual([
      'net.yaml blocks.0.filters spec/out-of-range',
      'net.yaml training.epochs spec/out-of-range',
    ]);
    expect(String(error)).toContain(
      'net.yaml:6:41: error: expected a whole number of at least 1, received 0',
    );
  });
});

describe('plugins', () => {
  it('add a kind of block and a kind of callback', async () => {
    const calls: string[] = [];
    const head = defineBlock({
      type: 'head',
      about: 'Class scores.',
      schema: z.strictObject({ temperature: z.number().default(1) }),
      shapeNeutral: ['temperature'],
      expand: (_options, { classCount }) =>
        classCount === null
          ? null
          : [
              {
                kind: 'dense',
                config: {
                  units: classCount,
                  bias: true,
                  kernelInitializer: { type: 'glorotUniform' },
                  kernelRegularizer: null,
                  kernelConstraint: null,
                  biasInitializer: { type: 'zeros' },
                  biasRegularizer: null,
                  biasConstraint: null,
                },
              },
            ],
    });
    const recorder = defineCallback({
      type: 'recorder',
      schema: z.strictObject({ prefix: z.string() }),
      create: ({ prefix }) => ({
        onEpochEnd: (epoch) => void calls.push(`${prefix} ${epoch}`),
        state: () => ({}),
        restore: () => {},
      }),
    });
    const folder = await tinyProject({
      'spec.yaml': tinySpec
        .replace('type: dense, units: classes, activation: softmax', 'type: head')
        .replace(/callbacks:\n(.*\n){3}/, 'callbacks: [{ type: recorder, prefix: epoch }]\n')
        .replace('categoricalCrossentropy', 'meanSquaredError'),
    });
    const { model, train } = await buildFromSpec(`${folder}/spec.yaml`, {
      backend: 'cpu',
      plugins: [{ blocks: { head } }, { callbacks: { recorder } }],
    });
    expect(model.layers.at(-1)?.name).toBe('output');
    const run = await train({ out: `${folder}/run` });
    await run.result;
    expect(calls).toEqual(['epoch 0', 'epoch 1']);
    expect(readFileSync(`${folder}/run/spec.yaml`, 'utf8')).toContain('prefix: epoch');
  });

  it('are needed for their kinds', async () => {
    const yaml = tinySpec.replace('type: flatten', 'type: flat');
    expect(diagnosticsOf(await buildFromSpec({ yaml }).catch((error: unknown) => error))).toMatchObject([
      { code: 'spec/unknown-value' },
    ]);
  });
});

describe('the backend', () => {
  const named = (name: string, available = true): Backend => ({
    ...cpu,
    name,
    probe: async () =>
      available
        ? { available, device: `device of ${name}` }
        : { available: false, reason: 'it is not here', remedy: 'install it' },
  });
  const plugins = [{ backends: { first: named('first', false), second: named('second') } }];
  const asking = tinySpec.replace('training:\n', 'training:\n  backend: second\n');

  it('is the one that the spec asks for', async () => {
    const { backend } = await buildFromSpec({ yaml: asking }, { plugins });
    expect(backend).toEqual({
      name: 'second',
      device: 'device of second',
      reason: 'requested',
      passedOver: [],
    });
  });

  it('is the one of the options before that of the spec', async () => {
    const { backend } = await buildFromSpec({ yaml: asking }, { plugins, backend: 'cpu' });
    expect(backend.name).toBe('cpu');
  });

  it('is the first of several that is there', async () => {
    const { backend } = await buildFromSpec({ yaml: tinySpec }, { plugins, backend: ['first', 'second'] });
    expect(backend).toMatchObject({
      name: 'second',
      passedOver: [{ name: 'first', reason: 'it is not here' }],
    });
  });

  it.each([
    ['sec0nd', 'BackendNameError', 'unknown backend "sec0nd"', /^did you mean "second"\?/],
    ['first', 'BackendError', 'backend "first": it is not here', /^install it$/],
  ])('%s is refused with a remedy', async (backend, name, message, hint) => {
    const building = buildFromSpec({ yaml: tinySpec }, { plugins, backend });
    await expect(building).rejects.toMatchObject({
      name,
      message,
      hint: expect.stringMatching(hint),
    });
  });

  it("leaves the host program's own as it was, and frees what it used", async () => {
    await setBackend('cpu');
    const folder = await tinyProject();
    const { model, train } = await buildFromSpec(`${folder}/spec.yaml`, { backend: 'wasm' });
    expect(getBackend()).toBe('cpu');
    const tensors = memory().numTensors;
    const run = await train({ out: `${folder}/run` });
    for await (const _event of run) expect(getBackend()).toBe('cpu');
    run.engine.dispose();
    expect(memory().numTensors).toBe(tensors);
    model.dispose();
  });

  it('frees what a run that could not start had used', async () => {
    const folder = await tinyProject();
    const { train } = await buildFromSpec(`${folder}/spec.yaml`, {
      backend: 'cpu',
      set: { 'data.train.directory': resolve(folder, 'nix') },
    });
    const tensors = memory().numTensors;
    await expect(train({ out: `${folder}/run` })).rejects.toThrow('does not exist');
    expect(memory().numTensors).toBe(tensors);
  });
});
