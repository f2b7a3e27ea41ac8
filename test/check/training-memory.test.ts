import { findBackend } from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { ModelPlan } from '../../src/check/model-plan';
import { largestBatch, trainingMemory } from '../../src/check/training-memory';
import { cpu } from '../../src/run/backends/cpu';
import type { Batch } from '../../src/run/backends/engine';
import { checkFile, checkText } from '../support/check-file';
import { specText } from '../support/spec-text';

function planOf(blocks: readonly string[], training = ''): ModelPlan {
  const { plan, diagnostics } = checkText(
    specText({
      input: 'input: { shape: [12, 12, 3] }',
      blocks: ['blocks:', ...blocks.map((block) => `  - ${block}`)].join('\n'),
      training: `training: { ${training} }`,
    }),
  );
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

/** Returns the peak memory of the cpu backend in bytes, in the second step on `images` images. */
async function measured(plan: ModelPlan, images: number): Promise<number> {
  const size = plan.input.shape.reduce((a, b) => a * b);
  const batch: Batch = {
    size: images,
    x: Float32Array.from({ length: images * size }, (_, i) => Math.sin(i)),
    y: Float32Array.from({ length: images * plan.classCount }, (_, i) => (i % plan.classCount === 0 ? 1 : 0)),
  };
  await cpu.probe();
  const { data } = findBackend('cpu') as unknown as { data: Storage };
  const lengths = new Map<object, number>();
  let now = 0;
  let peak = 0;
  const { set, delete: remove } = data;
  data.set = function (id, value) {
    now += (value.values?.length ?? 0) * 4 - (lengths.get(id) ?? 0);
    lengths.set(id, (value.values?.length ?? 0) * 4);
    peak = Math.max(peak, now);
    return set.call(this, id, value);
  };
  data.delete = function (id) {
    now -= lengths.get(id) ?? 0;
    lengths.delete(id);
    return remove.call(this, id);
  };
  try {
    const engine = await cpu.createEngine(await cpu.compile(plan));
    const partSize = Math.ceil(images / plan.training.accumulate);
    await engine.trainBatch(batch, { step: 0, partSize });
    peak = now;
    await engine.trainBatch(batch, { step: 1, partSize });
    engine.dispose();
    return peak;
  } finally {
    Object.assign(data, { set, delete: remove });
  }
}

interface Storage {
  set(id: object, value: { readonly values?: ArrayLike<number> }): void;
  delete(id: object): boolean;
}

const head = [
  '{ name: pool, type: globalAveragePool }',
  '{ name: output, type: dense, units: classes, activation: softmax }',
];
const conv = '{ name: conv, type: conv, filters: 8, kernel: 3 }';

describe('trainingMemory', () => {
  it.each<readonly [string, readonly string[]]>([
    ['conv2d', [conv]],
    ['conv2d of stride 2', ['{ name: conv, type: conv, filters: 8, kernel: 3, stride: 2, padding: same }']],
    ['conv2d, dilated', ['{ name: conv, type: conv, filters: 8, kernel: 3, dilation: 2 }']],
    ['batchNorm', ['{ name: conv, type: conv, filters: 8, kernel: 3, batchNorm: true, bias: false }']],
    ['depthwiseConv2d', [conv, '{ name: b, type: depthwiseConv, kernel: 3 }']],
    ['separableConv2d', [conv, '{ name: b, type: separableConv, filters: 8, kernel: 3 }']],
    ['conv2dTranspose', [conv, '{ name: b, type: convTranspose, filters: 8, kernel: 2, stride: 2 }']],
    ['maxPool2d', ['{ name: conv, type: conv, filters: 8, kernel: 3, pool: 2 }']],
    ['averagePool2d', [conv, '{ name: b, type: averagePool, size: 2, padding: same }']],
    ['globalMaxPool2d', [conv, '{ name: b, type: globalMaxPool, keepDimensions: true }']],
    ['layerNorm', [conv, '{ name: b, type: layerNorm }']],
    ['prelu', [conv, '{ name: b, type: prelu }']],
    ['dropout', [conv, '{ name: b, type: dropout, rate: 0.5 }']],
    ['spatialDropout2d', [conv, '{ name: b, type: spatialDropout, rate: 0.5 }']],
    ['zeroPadding2d', [conv, '{ name: b, type: zeroPadding, padding: 2 }']],
    ['cropping2d', [conv, '{ name: b, type: cropping, cropping: 1 }']],
    ['upsampling2d, nearest', [conv, '{ name: b, type: upsampling, size: 2 }']],
    ['upsampling2d, bilinear', [conv, '{ name: b, type: upsampling, size: 2, interpolation: bilinear }']],
    ['reshape', [conv, '{ name: b, type: reshape, shape: [5, 20, 8] }']],
    [
      'add',
      [conv, '{ name: b, type: conv, filters: 8, kernel: 1 }', '{ name: c, type: add, from: [conv, b] }'],
    ],
    [
      'multiply',
      [
        conv,
        '{ name: b, type: conv, filters: 8, kernel: 1 }',
        '{ name: c, type: multiply, from: [conv, b] }',
      ],
    ],
    [
      'concat',
      [conv, '{ name: b, type: conv, filters: 8, kernel: 1 }', '{ name: c, type: concat, from: [conv, b] }'],
    ],
    ...[
      'relu',
      'relu6',
      'leakyReLU',
      'elu',
      'selu',
      'sigmoid',
      'hardSigmoid',
      'tanh',
      'softplus',
      'softsign',
      'swish',
      'gelu',
      'mish',
      'softmax',
    ].map(
      (name) => [name, [`{ name: conv, type: conv, filters: 8, kernel: 3, activation: ${name} }`]] as const,
    ),
  ])('matches the memory of a step with %s', async (_, blocks) => {
    const plan = planOf([...blocks, ...head]);
    const ratio = trainingMemory(plan, 8).total / (await measured(plan, 8));
    expect(ratio).toBeGreaterThanOrEqual(1);
    expect(ratio).toBeLessThan(1.4);
  });

  it.each([
    ['sgd', '{ type: sgd }'],
    ['sgd with momentum', '{ type: sgd, momentum: 0.9 }'],
    ['adam', 'adam'],
    ['rmsprop', '{ type: rmsprop, momentum: 0.9 }'],
  ])('counts the memory of an update by %s if weights need more than images', async (_, optimizer) => {
    const dense = '{ name: dense, type: dense, units: 60 }';
    const output = '{ name: output, type: dense, units: classes, activation: softmax }';
    const plan = planOf(['{ type: flatten }', dense, output], `optimizer: ${optimizer}`);
    const ratio = trainingMemory(plan, 1).total / (await measured(plan, 1));
    expect(ratio).toBeGreaterThan(0.999);
    expect(ratio).toBeLessThan(1.4);
  });

  it('counts one gradient sum with accumulate, and the images of one batch', async () => {
    const plan = planOf([conv, ...head], 'accumulate: 4');
    const [whole, parts] = [trainingMemory(planOf([conv, ...head]), 8), trainingMemory(plan, 2)];
    expect([parts.gradients, parts.activations]).toEqual([2 * whole.gradients, whole.activations / 4]);
    const ratio = parts.total / (await measured(plan, 8));
    expect(ratio).toBeGreaterThanOrEqual(1);
    expect(ratio).toBeLessThan(1.4);
  });
});

describe('largestBatch', () => {
  it.each(['specs/icons-12.yaml', 'specs/convnet-12class.yaml', 'specs/resnet-18.yaml', 'specs/vgg16.yaml'])(
    'fits, and one image more does not: %s',
    (path) => {
      const { plan } = checkFile(path);
      if (!plan) throw new Error(path);
      for (const images of [1, 7, 64]) {
        const { total } = trainingMemory(plan, images);
        const largest = largestBatch(plan, total);
        expect(trainingMemory(plan, largest).total).toBe(total);
        expect(trainingMemory(plan, largest + 1).total).toBeGreaterThan(total);
        expect(largest).toBeGreaterThanOrEqual(images);
      }
      expect(largestBatch(plan, trainingMemory(plan, 0).total - 1)).toBe(0);
    },
  );
});
