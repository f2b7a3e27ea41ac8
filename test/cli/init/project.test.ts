import { describe, expect, it } from 'vitest';
import { trainingMemory } from '../../../src/check/training-memory';
import { checkNetworkName, networkNames, projectOf, specName } from '../../../src/cli/init/project';
import type { Proposal } from '../../../src/cli/init/proposal';
import { zooStepMemory } from '../../../src/cli/init/rule';

const proposal: Proposal = {
  name: 'photos',
  size: [96, 96],
  channels: 3,
  resize: 'cover',
  classes: ['cat', 'dog'],
  network: 'small',
  images: 200,
  split: 0.2,
  flip: true,
  balanced: true,
};
const sets = {
  train: {
    directory: 'photos',
    classes: ['cat', 'dog'].map((name) => ({ name, images: [`photos/${name}/1.jpg`] })),
  },
  validation: null,
  test: null,
  notes: [],
};

const project = (changes: Partial<Proposal> = {}, out = 'convspec.yaml') =>
  projectOf({ ...proposal, ...changes }, sets, out);

const networks = await networkNames();

describe('every network gives a spec without warnings', () => {
  it.each(networks)('%s', async (network) => {
    const { plan } = await project({ network, size: [224, 224] });
    const { classCount, classNames, input } = plan;
    expect({ classCount, classNames, shape: input.shape }).toEqual({
      classCount: 2,
      classNames: ['cat', 'dog'],
      shape: [224, 224, 3],
    });
    const momenta = plan.layers.flatMap(({ kind, config }) =>
      kind === 'batchNorm' ? [(config as { momentum: number }).momentum] : [],
    );
    if (plan.training.batchSize === 'auto') throw new Error('the batch size is a number');
    expect(plan.training.batchSize).toBeGreaterThanOrEqual(8);
    if (plan.training.batchSize > 8)
      expect(trainingMemory(plan, plan.training.batchSize).total).toBeLessThanOrEqual(zooStepMemory);
    expect(new Set(momenta)).toEqual(new Set(momenta.length > 0 ? [0.9] : []));
  });
});

it('writes the choices with comments, and paths relative to the spec', async () => {
  const { text } = await project({}, 'specs/photos.yaml');
  expect(text).toContain('classes: [cat, dog]\n');
  expect(text).toContain('    directory: ../photos\n');
  expect(text).toContain('      flip: horizontal # remove this if mirrored images change their class');
  expect(text).toContain('  classWeights: balanced # some classes have far fewer images');
  expect(text).toContain('validation: { split: 0.2 } # the share of each class');
});

it('omits what does not suit the images', async () => {
  const { text, plan } = await project({ flip: false, balanced: false });
  expect(text).toContain('      # flip: horizontal # add this if mirrored images keep their class');
  expect(plan.data).not.toHaveProperty('classWeights', 'balanced');
  expect(plan.data?.train.augment?.flip).toBe('none');
});

it.each([[['no', '1', 'a: b', '#x', "it's"]], [Array.from({ length: 40 }, (_, i) => `class number ${i}`)]])(
  'writes class names that YAML reads back unchanged: %j',
  async (classes) => {
    const { plan } = await project({ classes });
    expect(plan.classNames).toEqual(classes);
  },
);

it.each(['photos, new', '2024', '#1', 'a b\\c', 'true'])(
  'writes the folder %j so that YAML reads it back unchanged',
  async (name) => {
    const { plan } = await projectOf(
      proposal,
      { ...sets, train: { ...sets.train, directory: name } },
      'convspec.yaml',
    );
    expect(plan.data?.train).toMatchObject({ directory: name });
  },
);

it('rejects a network that cannot take images of that size', async () => {
  await expect(project({ network: 'alexnet', size: [32, 32] })).rejects.toMatchObject({
    name: 'InitError',
    message: expect.stringMatching(/^the network alexnet cannot take images of 32×32: /),
    hint: 'choose a larger --size, or --network small',
  });
});

it('suggests networks by name', async () => {
  await expect(checkNetworkName('resnet18')).rejects.toMatchObject({ hint: 'did you mean "resnet-18"?' });
  await expect(checkNetworkName('unheard')).rejects.toMatchObject({
    hint: expect.stringContaining('choose one of small, medium, alexnet'),
  });
});

it.each([
  ['photos', 'photos'],
  ['my photos (new)', 'my-photos-new'],
  ['_x', 'x'],
  ['data/fashion/train', 'fashion'],
  ['fashion/Training/', 'fashion'],
  ['fashion/test', 'fashion'],
  ['trains', 'trains'],
  ['图', 'model'],
])('names the spec of the folder %s %s', (folder, name) => {
  expect(specName(folder)).toBe(name);
});
