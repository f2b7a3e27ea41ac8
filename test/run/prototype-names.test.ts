import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { diffValues } from '../../src/describe/diff-values';
import { sharpPictures } from '../../src/hosts/node/images';
import {
  buildFromSpec,
  exportOnnx,
  loadClassifier,
  rehearse,
  validateSpec,
} from '../../src/hosts/node/library';
import { withClassWeights } from '../../src/run/data/class-weights';
import { openGivenData } from '../../src/run/data/given-data';
import { readLogs } from '../../src/run/rehearse/read-logs';
import { historyAsCsv } from '../../src/run/training/logs';
import { temporaryFolder } from '../support/temporary-folder';
import { allBatches, inputSpec } from './data/pictures';

/** Keys that every object inherits, which a lookup without a check finds. */
const names = ['constructor', 'hasOwnProperty', 'toString', 'valueOf', '__proto__', 'isPrototypeOf'];

const spec = {
  version: 1,
  name: 'constructor',
  input: { shape: [4, 4, 1], rescale: '1/255' },
  classes: names,
  templates: {
    toString: {
      with: { valueOf: 2 },
      blocks: [{ name: 'constructor', type: 'conv', filters: '$valueOf', kernel: 2 }],
    },
  },
  blocks: [
    { name: 'constructor', type: 'conv', filters: 2, kernel: 2, activation: 'relu' },
    { name: 'hasOwnProperty', use: 'toString', with: { valueOf: 3 } },
    { name: 'valueOf', type: 'flatten' },
    { name: 'toString', type: 'dense', units: 'classes', activation: 'softmax' },
  ],
  training: { backend: 'cpu', epochs: 2, batchSize: 3, seed: 1 },
  callbacks: [
    { type: 'csvLogger', path: 'toString.csv' },
    { type: 'modelCheckpoint', path: 'constructor.keras', monitor: 'val_loss' },
  ],
};

describe('names that every object inherits are ordinary names', () => {
  it('of classes, blocks, templates, parameters and files, from the spec to prediction', async () => {
    const out = join(temporaryFolder(), 'constructor');
    const x = Uint8Array.from({ length: 6 * 16 }, (_, i) => (i * 7919) % 256);
    const { train } = await buildFromSpec(spec as never);
    const run = await train({
      out,
      overwrite: true,
      data: { train: { x, y: names }, validation: { x, y: names }, classWeights: { toString: 2 } },
    });
    const { history } = await run.result;
    expect(history.flatMap(({ logs }) => Object.values(logs)).every(Number.isFinite)).toBe(true);
    const classifier = await loadClassifier(join(out, 'constructor.keras'), { backend: 'cpu' });
    expect(classifier.classes).toEqual(names);
    classifier.dispose();
    const { classes } = await exportOnnx(spec as never, { weights: out });
    expect(classes).toEqual(names);
    expect((await rehearse(spec as never, join(out, 'toString.csv'))).epochs).toHaveLength(2);
  });

  it('as keys of class weights', async () => {
    const pixels = Uint8Array.from({ length: 6 }, (_, i) => i);
    const input = inputSpec({ shape: [1, 1, 1] });
    const facts = { input, classNames: names, classCount: 6, pictures: sharpPictures };
    const data = await openGivenData({ x: pixels, y: names }, facts);
    const weighted = withClassWeights(data, { valueOf: 3 });
    const [batch] = await allBatches(weighted, { batchSize: 6, epoch: 0 });
    expect(Array.from(batch?.weights ?? [])).toEqual([1, 1, 1, 3, 1, 1]);
    expect(() => withClassWeights(data, { propertyIsEnumerable: 3 })).toThrow(/unknown class/);
  });

  it('as keys that only one of two specs has', () => {
    expect(diffValues({ toString: 1 }, {})).toEqual([{ path: 'toString', from: 1, to: null }]);
    expect(diffValues({}, { constructor: 2 })).toEqual([{ path: 'constructor', from: null, to: 2 }]);
  });

  it('as names of logs', () => {
    const text = 'epoch,loss,constructor,__proto__\n0,1,2,3\n1,1,NA,NA\n';
    const { epochs } = readLogs('logs.csv', text);
    expect(epochs.map((logs) => Object.entries(logs))).toEqual([
      [
        ['__proto__', 3],
        ['constructor', 2],
        ['loss', 1],
      ],
      [['loss', 1]],
    ]);
    const history = epochs.map((logs, epoch) => ({
      epoch,
      logs,
      learningRate: 0.1,
      durationSeconds: 1,
      messages: [],
    }));
    expect(historyAsCsv(history)).toBe(
      'epoch,__proto__,constructor,loss,seconds\n0,3.0,2.0,1.0,1.000\n1,,,1.0,1.000\n',
    );
  });

  it('as unknown keys, types and names, which are reported', async () => {
    const { templates: _, ...rest } = spec;
    const plain = { ...rest, blocks: spec.blocks.filter((block) => !('use' in block)) };
    for (const name of names) {
      const blocks = [
        { type: name },
        { type: 'conv', filters: 1, kernel: 1, activation: name },
        { use: name },
        { type: 'dense', units: 'classes', [`x${name}`]: 1 },
      ];
      for (const block of blocks) {
        const { plan, diagnostics } = await validateSpec({
          ...plain,
          blocks: [block, ...plain.blocks],
        } as never);
        expect(plan, JSON.stringify(block)).toBeNull();
        expect(diagnostics.some(({ severity }) => severity === 'error')).toBe(true);
      }
      const training = [{ optimizer: name }, { loss: name }, { metrics: [name] }, { backend: name }];
      expect((await validateSpec(plain as never)).plan).not.toBeNull();
      for (const section of training) {
        const { plan } = await validateSpec({
          ...plain,
          training: { ...plain.training, ...section },
        } as never);
        expect(plan, JSON.stringify(section)).toBeNull();
      }
      expect((await validateSpec({ ...plain, callbacks: [{ type: name }] } as never)).plan).toBeNull();
    }
  });
});
