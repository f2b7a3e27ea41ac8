import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trainingMemory } from '../../../src/check/training-memory';
import { projectOf } from '../../../src/cli/init/project';
import { propose } from '../../../src/cli/init/proposal';
import {
  architectureFor,
  augmentationFor,
  learningRateFor,
  scheduleFor,
  stepMemory,
} from '../../../src/cli/init/rule';

const sides = fc.integer({ min: 8, max: 512 });
const tasks = fc
  .record({
    size: fc.oneof(
      sides.map((side) => [side, side] as const),
      fc.tuple(sides, sides),
    ),
    classes: fc.integer({ min: 2, max: 200 }),
    images: fc.integer({ min: 50, max: 50_000 }),
    color: fc.boolean(),
    validation: fc.boolean(),
  })
  // Each class has two images or more.
  .map((task) => ({ ...task, classes: Math.min(task.classes, Math.floor(task.images / 2)) }));

/** The proposal for images of one size, in classes of about the same number, with another size than the proposed one or `null`. */
async function projectFor(
  task: typeof tasks extends fc.Arbitrary<infer T> ? T : never,
  size: readonly [number, number] | null,
) {
  const counts = Array.from({ length: task.classes }, (_, i) => Math.floor((task.images + i) / task.classes));
  const classes = counts.map((count, i) => ({
    name: `class ${i}`,
    images: Array.from({ length: count }, () => 'x.png'),
  }));
  const train = { directory: 'images', classes };
  const sets = { train, validation: task.validation ? train : null, test: null, notes: [] };
  const sample = { opened: 1, sizes: [task.size], color: task.color, formats: [], faults: [] };
  const proposal = propose(sets, sample, 'images');
  const changed = { ...proposal, size: size ?? proposal.size };
  return { proposal: changed, ...(await projectOf(changed, sets, 'convspec.yaml')) };
}

describe('the proposal for 8 to 512 pixels, 50 to 50,000 images and 2 to 200 classes', () => {
  const law = async (
    task: typeof tasks extends fc.Arbitrary<infer T> ? T : never,
    size: readonly [number, number] | null,
  ) => {
    // Throws if the spec has errors or warnings.
    const { proposal, plan } = await projectFor(task, size);
    const { totals, training } = plan;
    if (training.batchSize === 'auto') throw new Error('the batch size is a number');
    expect(totals.params).toBeGreaterThanOrEqual(20_000);
    expect(totals.params).toBeLessThanOrEqual(3_100_000);
    expect(trainingMemory(plan, training.batchSize).total).toBeLessThanOrEqual(1.1 * stepMemory);
    const steps = training.epochs * Math.ceil(proposal.images / training.batchSize);
    expect(steps).toBeGreaterThanOrEqual(500);
    expect(training.epochs).toBeLessThanOrEqual(100);
    const scale = plan.layers.findLast(({ outputShape }) => outputShape.length === 3)?.outputShape ?? [];
    expect(Math.max(...scale.slice(0, 2))).toBeLessThanOrEqual(7);
  };

  it('validates without warnings, fits into memory, and has enough steps and parameters', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, (task) => law(task, null)),
      { numRuns: 60 },
    );
  });

  it('also with a size chosen by the user', async () => {
    await fc.assert(
      fc.asyncProperty(tasks, (task) => law(task, task.size)),
      { numRuns: 60 },
    );
  });
});

describe('the architecture', () => {
  const filtersOf = (
    side: number,
    { classes = 10, images = 1000 } = {},
    network: 'small' | 'medium' = 'small',
  ) => {
    const { stages, head, convolutionsPerStage } = architectureFor(
      { size: [side, side], classes, images },
      network,
    );
    return [stages.map(({ filters }) => filters), head, convolutionsPerStage];
  };

  it.each([
    [8, [32, 64], 'flatten'],
    [16, [32, 64, 128], 'flatten'],
    [28, [32, 64, 128], 'flatten'],
    [32, [32, 64, 128, 128], 'flatten'],
    [63, [32, 64, 128, 128], 'flatten'],
    [64, [16, 32, 64, 128], 'globalAveragePool'],
    [96, [16, 32, 64, 128], 'globalAveragePool'],
    [128, [16, 32, 64, 128, 128], 'globalAveragePool'],
    [224, [16, 32, 64, 128], 'globalAveragePool'],
    [512, [16, 32, 64, 128, 128, 128], 'globalAveragePool'],
  ])('for %i pixels has the filters %j and ends with %s', (side, filters, head) => {
    expect(filtersOf(side)).toEqual([filters, head, 1]);
  });

  it('grows with classes, with images and for medium', () => {
    expect(filtersOf(128, { classes: 100 })).toEqual([[16, 32, 64, 128, 256], 'globalAveragePool', 1]);
    expect(filtersOf(28, { images: 10_000 })).toEqual([[32, 64, 128], 'flatten', 2]);
    expect(filtersOf(28, {}, 'medium')).toEqual([[64, 128, 256], 'flatten', 2]);
  });

  it('halves only long sides', () => {
    const { stages } = architectureFor({ size: [8, 48], classes: 10, images: 1000 }, 'small');
    expect(stages.map(({ pool }) => pool)).toEqual([[2, 2], [1, 2], [1, 2], null]);
  });

  it('starts with a stride of 2 from 192 pixels', () => {
    const strideOf = (side: number) =>
      architectureFor({ size: [side, side], classes: 10, images: 1000 }, 'small').stages[0]?.stride;
    expect([191, 192].map(strideOf)).toEqual([1, 2]);
  });
});

it.each([
  [40, 1000, { batchSize: 8, epochs: 100, stopPatience: 15, ratePatience: 6 }],
  [200, 1000, { batchSize: 16, epochs: 100, stopPatience: 15, ratePatience: 6 }],
  [2400, 1000, { batchSize: 32, epochs: 34, stopPatience: 15, ratePatience: 6 }],
  [40_000, 1000, { batchSize: 32, epochs: 15, stopPatience: 7, ratePatience: 3 }],
  [2400, 10, { batchSize: 8, epochs: 15, stopPatience: 7, ratePatience: 3 }],
  [2400, 0, { batchSize: 1, epochs: 15, stopPatience: 7, ratePatience: 3 }],
])('schedules %i images in batches of at most %i: %j', (images, largest, schedule) => {
  expect(scheduleFor(images, largest)).toEqual(schedule);
});

const strong = { rotation: 10, shift: 0.1, zoom: 0.15 };
const weak = { rotation: 5, shift: 0.05, zoom: 0.1 };
it.each([
  [28, 1000, weak, 0.0005],
  [32, 1000, strong, 0.0005],
  [64, 1000, strong, 0.001],
  [64, 10_000, weak, 0.001],
])(
  'for %i pixels and %i images: augments by %j, with a learning rate of %f',
  (side, images, augment, rate) => {
    expect(augmentationFor({ size: [side, side + 10], images })).toEqual(augment);
    expect(learningRateFor([side + 10, side])).toBe(rate);
  },
);
