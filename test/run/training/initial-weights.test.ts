import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SpecError } from '../../../src/base/diagnostics/spec-error';
import type { ModelPlan } from '../../../src/check/model-plan';
import { importNetwork } from '../../../src/compile/keras/import/import-network';
import { renderSpec } from '../../../src/describe/render-spec';
import { buildFromSpec } from '../../../src/hosts/node/library';
import { nodeTraining } from '../../../src/hosts/node/training';
import type { Overrides } from '../../../src/language/overrides';
import type { KerasConfig } from '../../../src/layers/keras/keras-object';
import { cpu } from '../../../src/run/backends/cpu';
import type { Engine } from '../../../src/run/backends/engine';
import { matchInitialWeights, takeInitialWeights } from '../../../src/run/training/initial-weights';
import { checkText, found } from '../../support/check-file';
import { writeModel } from '../../support/node-formats';
import { specText } from '../../support/spec-text';
import { temporaryFolder } from '../../support/temporary-folder';
import { tinyProject } from '../../support/tiny-project';
import { tinyRun } from '../../support/tiny-run';

const blocks = (classes: string) => `blocks:
  - { name: conv, type: conv, filters: 4, kernel: 3, batchNorm: true, activation: relu }
  - { name: extra, type: conv, filters: 2, kernel: 1 }
  - { type: flatten }
  - { name: out, type: dense, units: ${classes} }
  - { name: softmax, type: activation, function: softmax }`;
const base = specText({
  input: 'input: { shape: [6, 6, 3] }',
  classes: 'classes: 5',
  blocks: blocks('classes'),
});
const other = (initialWeights: string, extra = 'extra') =>
  specText({
    input: 'input: { shape: [6, 6, 3] }',
    classes: 'classes: 2',
    blocks: blocks('classes').replace('name: extra', `name: ${extra}`),
    initialWeights,
  });

function checked(text: string) {
  const { spec, plan, diagnostics } = checkText(text);
  if (!spec || !plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return { plan, document: spec.document };
}

async function engineOf(plan: ModelPlan): Promise<Engine> {
  await cpu.probe();
  return cpu.createEngine(await cpu.compile(plan));
}

const layerValues = async (engine: Engine, layer: string) =>
  Promise.all(engine.weights.flatMap((weight, i) => (weight.layer === layer ? [engine.readWeight(i)] : [])));

/** A folder with the base network, its weights all different, in every format. */
async function saved(): Promise<{ folder: string; engine: Engine }> {
  const folder = temporaryFolder();
  const { plan } = checked(base);
  const engine = await engineOf(plan);
  for (const [i, { shape }] of engine.weights.entries()) {
    const size = shape.reduce((product, n) => product * n, 1);
    await engine.writeWeight(
      i,
      Float32Array.from({ length: size }, (_, k) => i + k / 1000),
    );
  }
  for (const name of ['a.h5', 'a.keras', 'a.weights.h5', 'a-model.json']) {
    const weights = async function* () {
      for (const [i, info] of engine.weights.entries()) yield { ...info, values: await engine.readWeight(i) };
    };
    await writeModel(join(folder, name), { plan, weights: weights() });
  }
  return { folder, engine };
}

/** The engine of a spec with its initial weights, one of the same spec without, and the message. */
async function begun(text: string, folder: string) {
  const { plan, document } = checked(text);
  const engine = await engineOf(plan);
  if (!plan.initialWeights) throw new Error('no initial weights');
  const request = { plan, initialWeights: plan.initialWeights, document };
  const message = await takeInitialWeights(request, engine, folder, nodeTraining);
  return { engine, fresh: await engineOf(plan), message };
}

describe('initial weights', () => {
  it.each(['a.h5', 'a.keras', 'a.weights.h5', 'a-model.json'])(
    'are loaded from %s by layer',
    async (name) => {
      const file = await saved();
      const { engine, fresh, message } = await begun(
        other(`initialWeights: { path: ${name}, except: [out] }`, 'added'),
        file.folder,
      );
      for (const layer of ['conv_conv', 'conv_batchNorm'])
        expect(await layerValues(engine, layer)).toEqual(await layerValues(file.engine, layer));
      for (const layer of ['added_conv', 'out_dense'])
        expect(await layerValues(engine, layer)).toEqual(await layerValues(fresh, layer));
      expect(message).toBe(
        `initial weights: loaded 2 of 4 layers from "${name}"; newly initialized: added_conv, out_dense (kernel [32, 5] in the file, [32, 2] in this network; bias [5] in the file, [2] in this network); unused in the file: extra_conv, out_dense`,
      );
    },
  );

  it('are loaded only for the listed blocks', async () => {
    const file = await saved();
    const { engine, fresh, message } = await begun(
      other('initialWeights: { path: a.h5, blocks: [extra] }'),
      file.folder,
    );
    expect(await layerValues(engine, 'extra_conv')).toEqual(await layerValues(file.engine, 'extra_conv'));
    expect(await layerValues(engine, 'conv_conv')).toEqual(await layerValues(fresh, 'conv_conv'));
    expect(message).toMatch(
      /^initial weights: loaded 1 of 4 layers from "a.h5"; newly initialized: conv_conv, conv_batchNorm, out_dense/,
    );
  });

  it.each([
    [
      'another shape',
      other('initialWeights: a.h5'),
      'the block "out" has different weights in "a.h5": kernel [32, 5] in the file, [32, 2] in this network; bias [5] in the file, [2] in this network',
      'add except: [out] to initialize it randomly, or give it the shapes of the file',
    ],
    [
      'nothing in common',
      specText({ initialWeights: 'initialWeights: a.h5' }),
      'no layer of "a.h5" has the name of a layer of this network',
      'layers are matched by name: the file has conv_conv, conv_batchNorm, extra_conv, out_dense; this network has conv1_conv, output_dense',
    ],
  ])('are rejected with %s', async (_name, text, message, hint) => {
    const { folder } = await saved();
    const refused = await begun(text, folder).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(SpecError);
    expect(refused).toMatchObject({ diagnostics: [{ code: 'weights/initial', message, hint }] });
  });

  it.each([
    ['no.h5', 'no model found'],
    ['empty', 'no model.h5'],
    ['notes.h5', 'cannot read'],
  ])('that cannot be read are rejected at the position of %s', async (name, message) => {
    const folder = await tinyProject({ 'empty/a.txt': '', 'notes.h5': 'notes' });
    const refused = await begun(other(`initialWeights: ${name}`), folder).catch((error: unknown) => error);
    expect(refused).toMatchObject({
      diagnostics: [
        {
          code: 'weights/initial',
          message: expect.stringContaining(message),
          range: { start: { line: 11, column: 17 } },
        },
      ],
    });
  });
});

it('of a model from Keras are loaded under the names that it gets on import', () => {
  const layer = (class_name: string, config: KerasConfig) => ({ class_name, config });
  const config = {
    class_name: 'Sequential',
    config: {
      name: 'keras',
      layers: [
        layer('InputLayer', { name: 'in', batch_shape: [null, 6, 6, 3] }),
        layer('Conv2D', { name: 'conv', filters: 4, kernel_size: 3, activation: 'relu' }),
        layer('Flatten', { name: 'flat' }),
        layer('Dense', { name: 'out', units: 5 }),
      ],
    },
  };
  const imported = importNetwork(config);
  if ('problems' in imported) throw new Error(JSON.stringify(imported.problems));
  const { plan, document } = checked(`${imported.text}initialWeights: keras.h5\n`);
  if (!plan.initialWeights) throw new Error('no initial weights');
  const shapes = { conv: [[3, 3, 3, 4], [4]], out: [[64, 5], [5]] };
  const weightInfos = Object.entries(shapes).flatMap(([name, list]) =>
    list.map((shape, i) => ({ path: `${name}/${i}`, layer: name, name: String(i), shape })),
  );
  const request = { plan, initialWeights: plan.initialWeights, document };
  const { taken } = matchInitialWeights(request, {
    config,
    compileConfig: null,
    attributes: {},
    weightInfos,
  });
  expect([...taken.values()]).toEqual([
    'conv_conv/kernel',
    'conv_conv/bias',
    'out_dense/kernel',
    'out_dense/bias',
  ]);
});

describe('the section', () => {
  it.each<[string, string[]]>([
    ['initialWeights: runs/a', []],
    ['initialWeights: { path: a.h5, except: [out] }', []],
    [
      'initialWeights: { path: a.h5, except: [uot] }',
      ['11:40 spec/unknown-value unknown block "uot"; did you mean "out"?'],
    ],
    [
      'initialWeights: { path: a.h5, except: [out], blocks: [conv] }',
      ['11:39 spec/invalid-value expected blocks or except, not both, received ["out"]'],
    ],
    [
      'initialWeights: { except: [out] }',
      [
        '11:17 spec/wrong-type expected the path of a model, or { path, blocks } or { path, except }, received a mapping with "except"',
      ],
    ],
    [
      'initialWeight: a.h5',
      ['11:1 spec/unknown-key unknown section "initialWeight"; did you mean "initialWeights"?'],
    ],
  ])('%s', (section, expected) => {
    expect(found(other(section))).toEqual(expected);
  });

  it('expands the name of a template use to all its blocks', () => {
    const text = specText({
      variables: 'templates: { t: { blocks: [{ name: a, type: conv, filters: 2, kernel: 3 }] } }',
      blocks: `blocks:
  - { name: u, use: t, repeat: 2 }
  - { type: flatten }
  - { name: out, type: dense, units: classes, activation: softmax }`,
      initialWeights: 'initialWeights: { path: a.h5, blocks: [u] }',
    });
    const { spec, plan } = checkText(text);
    expect(plan?.initialWeights).toEqual({ path: 'a.h5', blocks: ['u_1_a', 'u_2_a'], except: [] });
    const again = checkText(renderSpec(spec as NonNullable<typeof spec>));
    expect(again.plan?.initialWeights).toEqual(plan?.initialWeights);
  });
});

describe('a run', () => {
  const first = tinyRun();
  const started = async (project: string, set: Overrides, resume = false) => {
    const built = await buildFromSpec(join(project, 'spec.yaml'), {
      backend: 'cpu',
      set: { initialWeights: { path: first.run, except: ['output'] }, ...set },
    });
    const run = await built.train({ out: join(project, 'second'), resume });
    const told: string[] = [];
    for await (const event of run) if (event.type === 'message') told.push(event.text);
    return { run, told };
  };

  it('starts with them, keeps frozen weights, moves their path, and resumes without them', async () => {
    const project = await tinyProject();
    const frozen = { 'blocks.conv1.trainable': false };
    const { run, told } = await started(project, frozen);
    expect(told).toContainEqual(
      expect.stringMatching(
        /^initial weights: loaded 2 of 3 layers from ".*"; newly initialized: output_dense; unused in the file: output_dense$/,
      ),
    );
    const { loadClassifier } = await import('../../../src/hosts/node/library');
    const before = await loadClassifier(first.run, { backend: 'cpu' });
    for (const layer of ['conv1_conv', 'conv1_batchNorm'])
      expect(await layerValues(run.engine, layer)).toEqual(await layerValues(before.engine, layer));
    before.dispose();
    const text = readFileSync(join(project, 'second', 'spec.yaml'), 'utf8');
    expect(text).toMatch(/initialWeights:\n {2}path: \.\.\/\.\..*\/run\n {2}except: \[output\]/);
    const resumed = await started(project, { ...frozen, 'training.epochs': 3 }, true);
    expect(resumed.told.filter((line) => line.startsWith('initial'))).toEqual([]);
    const history = await resumed.run.result;
    expect(history.history).toHaveLength(3);
  }, 30_000);

  it('has nothing to train if everything is frozen', async () => {
    const project = await tinyProject();
    const all = { 'blocks.conv1.trainable': false, 'blocks.output.trainable': false };
    await expect(started(project, all)).rejects.toThrow(
      'the network has nothing to train: every block with weights is frozen',
    );
  });
});
