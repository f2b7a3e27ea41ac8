import { describe, expect, it } from 'vitest';
import { checkNetworkName, networkNames, projectOf, specName } from '../../../src/cli/init/project';
import type { Proposal } from '../../../src/cli/init/proposal';

const proposal: Proposal = {
  name: 'photos',
  size: [96, 96],
  channels: 3,
  resize: 'cover',
  classes: ['cat', 'dog'],
  network: 'small',
  batchSize: 16,
  epochs: 40,
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
  notes: [],
};

const project = (changes: Partial<Proposal> = {}, out = 'convspec.yaml') =>
  projectOf({ ...proposal, ...changes }, sets, out);

const networks = await networkNames();

describe('every network makes a spec without a warning', () => {
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
    expect(new Set(momenta)).toEqual(new Set(momenta.length > 0 ? [0.9] : []));
  });
});

describe('made networks end in a small map', () => {
  it.each([
    ['small', [8, 8], ['conv1']],
    ['small', [28, 28], ['conv1', 'conv2']],
    ['small', [96, 128], ['conv1', 'conv2', 'conv3', 'conv4']],
    ['small', [512, 512], ['conv1', 'conv2', 'conv3', 'conv4', 'conv5']],
    ['medium', [32, 32], ['conv1a', 'conv1b', 'conv2a', 'conv2b', 'conv3a', 'conv3b']],
  ] as const)('%s for %j', async (network, size, convs) => {
    const { plan } = await project({ network, size, channels: 1 });
    const found = plan.layers.flatMap(({ kind, name }) =>
      kind === 'conv2d' ? [name.replace('_conv', '')] : [],
    );
    expect(found).toEqual(convs);
  });
});

it('writes what was decided, relative to the spec, and says why', async () => {
  const { text } = await project({}, 'specs/photos.yaml');
  expect(text).toContain('classes: [cat, dog]\n');
  expect(text).toContain('    directory: ../photos\n');
  expect(text).toContain('      flip: horizontal # take this out where left and right differ');
  expect(text).toContain('  classWeights: balanced # some classes have far fewer images');
  expect(text).toContain('validation: { split: 0.2 } # this share of each class');
});

it('leaves out what does not suit', async () => {
  const { text, plan } = await project({ flip: false, balanced: false });
  expect(text).toContain('      # flip: horizontal # where an image means the same when mirrored');
  expect(plan.data).not.toHaveProperty('classWeights', 'balanced');
  expect(plan.data?.train.augment?.flip).toBe('none');
});

it.each([[['no', '1', 'a: b', '#x', "it's"]], [Array.from({ length: 40 }, (_, i) => `class number ${i}`)]])(
  'writes class names so that they are read again: %j',
  async (classes) => {
    const { plan } = await project({ classes });
    expect(plan.classNames).toEqual(classes);
  },
);

it.each(['photos, new', '2024', '#1', 'a b\\c', 'true'])('reads the folder %j again', async (name) => {
  const { plan } = await projectOf(
    proposal,
    { ...sets, train: { ...sets.train, directory: name } },
    'convspec.yaml',
  );
  expect(plan.data?.train).toMatchObject({ directory: name });
});

it('refuses a network that images of that size cannot pass', async () => {
  await expect(project({ network: 'alexnet', size: [32, 32] })).rejects.toMatchObject({
    name: 'InitError',
    message: expect.stringMatching(/^the network alexnet cannot take images of 32×32: /),
    hint: 'choose a larger --size, or --network small',
  });
});

it('knows its networks by name', async () => {
  await expect(checkNetworkName('resnet18')).rejects.toMatchObject({ hint: 'did you mean "resnet-18"?' });
  await expect(checkNetworkName('unheard')).rejects.toMatchObject({
    hint: expect.stringContaining('choose one of small, medium, alexnet'),
  });
});

it.each([
  ['photos', 'photos'],
  ['my photos (new)', 'my-photos-new'],
  ['_x', 'x'],
  ['图', 'model'],
])('names the spec of the folder %s %s', (folder, name) => {
  expect(specName(folder)).toBe(name);
});
