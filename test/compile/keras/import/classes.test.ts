import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { importNetwork } from '../../../../src/compile/keras/import/import-network';
import type { Schedule } from '../../../../src/language/learning-rate-schedules';
import { scheduledRate } from '../../../../src/language/learning-rate-schedules';
import type { KerasConfig } from '../../../../src/layers/keras/keras-object';
import { sizeOf } from '../../../../src/layers/shapes';
import { cpu } from '../../../../src/run/backends/cpu';
import { normalized } from '../../../../src/run/data/pixels';
import { distance } from '../../../support/reference-numerics';

interface Case {
  readonly config?: KerasConfig;
  readonly compile?: KerasConfig;
  /** What Keras predicts with the weights of `fill` for the pixels of `pixels`. */
  readonly output?: readonly number[];
  /** The learning rate at the start of each epoch of 100 steps. */
  readonly rates?: readonly number[];
}

/** Small models that use every public class of Keras, written by make-classes.py. */
const { cases } = JSON.parse(readFileSync('test/reference/import/classes.json', 'utf8')) as {
  cases: Record<string, Case>;
};
const all = Object.entries(cases);

const layer = (class_name: string, config: object) => ({ class_name, config });
const plain = (activation: string) =>
  ({
    class_name: 'Sequential',
    config: {
      name: 'm',
      layers: [
        layer('InputLayer', { name: 'in', batch_shape: [null, 8, 8, 3] }),
        layer('Rescaling', { name: 'r', scale: 1 / 255 }),
        layer('Flatten', { name: 'f' }),
        layer('Dense', { name: 'out', units: 3, activation }),
      ],
    },
  }) as unknown as KerasConfig;

function imported({ config, compile }: Case, stepsPerEpoch?: number) {
  const activation = JSON.stringify(compile ?? {}).includes('"from_logits":true') ? 'linear' : 'softmax';
  return importNetwork(config ?? plain(activation), { compiled: compile ?? null, stepsPerEpoch });
}

/** What became of a case, in lines: the parts of the spec that are not the same for all, notes and problems. */
function outcome(name: string, given: Case): string {
  const result = imported(given);
  if ('problems' in result)
    return `${name}\n${result.problems.map(({ layer, className, reason }) => `  refused: ${layer} (${className}): ${reason}\n`).join('')}`;
  const { input, blocks, training, callbacks, data } = parse(result.text) as Record<string, unknown>;
  const parts = given.config
    ? { input, blocks: (blocks as { name: string }[]).filter(({ name }) => name === 'x'), data }
    : { training, callbacks, last: (blocks as unknown[]).at(-1) };
  return `${name}\n  ${JSON.stringify(parts)}\n${result.notes.map((note) => `  note: ${note}\n`).join('')}`;
}

it('reads every class of Keras, or reports it by name', async () => {
  const text = all.map(([name, given]) => outcome(name, given)).join('');
  await expect(text).toMatchFileSnapshot('../../../fixtures/keras-classes.txt');
});

describe('nothing is lost silently', () => {
  it.each(all.filter(([, { config }]) => config))('%s', (name, given) => {
    const result = imported(given);
    const className = name.split('/')[1];
    if ('problems' in result) {
      expect(result.problems).toHaveLength(1);
      const [problem] = result.problems;
      expect(problem?.reason).not.toBe('');
      if (name.startsWith('layer/')) expect(problem).toMatchObject({ className });
      return;
    }
    const { blocks, input } = parse(result.text) as { blocks: { name: string }[]; input: object };
    const isBlock = blocks.some((block) => block.name === 'x');
    const isInput = Object.keys(input).some((key) => ['rescale', 'mean', 'std'].includes(key));
    const isNoted = result.notes.some((note) => note.includes('"x"') && note.includes(String(className)));
    expect(isBlock || isInput || isNoted || className === 'Flatten').toBe(true);
  });

  it.each(all.filter(([name]) => /^(optimizer|loss|metric)\//.test(name)))('%s', (name, given) => {
    const result = imported(given);
    if ('problems' in result) throw new Error(JSON.stringify(result.problems));
    const [kind, className = ''] = name.split('/');
    const { training } = parse(result.text) as { training: Record<string, unknown> };
    const isKept = training[String(kind === 'metric' ? 'metrics' : kind)] !== undefined;
    const isNoted = result.notes.some((note) => note.includes(`the ${kind} "${className.split(' ')[0]}"`));
    expect(isKept || isNoted).toBe(true);
    expect(result.text).not.toMatch(/policy/);
  });
});

const pixels = Uint8Array.from({ length: 192 }, (_, i) => {
  const value = 127.5 + 127.5 * Math.sin(0.1 * i);
  return Math.round(value);
});

/** Weights that make-classes.py gives its models too. */
function fill(path: string, size: number): Float32Array {
  const value = (i: number) => 0.3 * Math.sin(0.37 * i + 1);
  return Float32Array.from({ length: size }, (_, i) =>
    path.endsWith('variance') ? Math.abs(value(i)) + 0.1 : value(i),
  );
}

describe('predicts what Keras predicts', () => {
  const imports = all.flatMap(([name, given]) => {
    const result = given.output ? imported(given) : undefined;
    // Specs resize images when they are read.
    return result && 'plan' in result && !name.endsWith('Resizing')
      ? [[name, result.plan, given.output ?? []] as const]
      : [];
  });
  it.each(imports)('%s', async (_, plan, output) => {
    const engine = await cpu.createEngine(await cpu.compile(plan));
    for (const [i, { path, shape }] of engine.weights.entries())
      await engine.writeWeight(i, fill(path, sizeOf(shape)));
    const scores = await engine.predictBatch(normalized(pixels, plan.input), 1);
    expect(distance(scores, Float32Array.from(output))).toBeLessThan(1e-4);
  });
});

describe('a schedule, with the number of steps per epoch', () => {
  it.each(all.filter(([, { rates }]) => rates))('%s', (_, given) => {
    const result = imported(given, 100);
    if ('problems' in result) throw new Error(JSON.stringify(result.problems));
    const { learningRate: initial } = result.plan.training.optimizer;
    const [callback] = result.plan.callbacks;
    if (callback?.type !== 'learningRateScheduler') throw new Error('no schedule');
    const schedule = callback.schedule as Schedule;
    const rates = (given.rates ?? []).map((_, epoch) =>
      scheduledRate(schedule, epoch, { initial, epochs: 12 }),
    );
    for (const [epoch, rate] of rates.entries())
      expect(Math.abs(rate - (given.rates?.[epoch] ?? 0)), `epoch ${epoch}`).toBeLessThan(1e-7);
  });
});
