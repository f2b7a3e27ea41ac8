import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkFile, withoutNotes } from '../support/check-file';
import { expectCompiled } from '../support/expect-compiled';

const specs = readdirSync('specs').filter((name) => name.endsWith('.yaml'));

/** Parameters as published, trainable and all: with or without the statistics of batch norm, as the source counts. */
const published: Readonly<Record<string, { readonly trainable?: number; readonly total?: number }>> = {
  'alexnet.yaml': { total: 62_378_344 },
  'convnet-12class.yaml': { total: 45_063_874 },
  'inception-small.yaml': { trainable: 1_649_402 },
  'lenet-5.yaml': { total: 61_706 },
  'mobilenet-v1.yaml': { total: 4_253_864, trainable: 4_231_976 },
  'mobilenet-v2.yaml': { total: 3_538_984, trainable: 3_504_872 },
  'resnet-18.yaml': { trainable: 11_689_512 },
  'resnet-50.yaml': { total: 25_636_712, trainable: 25_583_592 },
  'squeezenet.yaml': { total: 1_235_496 },
  'vgg16.yaml': { total: 138_357_544 },
};

describe.each(specs)('specs/%s', (name) => {
  const { plan, diagnostics, spec } = checkFile(`specs/${name}`);

  it('has neither errors nor warnings, and claims its parameters', () => {
    expect(withoutNotes(diagnostics)).toEqual([]);
    expect(`${plan?.name}.yaml`).toBe(name);
    const claims = Object.keys(spec?.claims[0]?.claims ?? {});
    if (name !== 'icons-12.yaml') expect(claims.filter((key) => /params/i.test(key))).not.toEqual([]);
  });

  it('has as many parameters as published', () => {
    const { total = plan?.totals.params, trainable = plan?.totals.trainableParams } = published[name] ?? {};
    expect(plan?.totals).toMatchObject({ params: total, trainableParams: trainable });
  });

  it('compiles to a model of the same layers, shapes and parameters', async () => {
    if (!plan) throw new Error('no plan');
    await expectCompiled(plan);
  });
});
