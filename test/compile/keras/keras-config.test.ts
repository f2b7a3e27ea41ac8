import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { kerasConfig } from '../../../src/compile/keras/keras-config';
import { planOfAllKinds } from './plan';

const reference = JSON.parse(
  readFileSync(new URL('../../reference/h5/all-layers.json', import.meta.url), 'utf8'),
).model_config as { config: { layers: { name: string }[] } };

const ours = JSON.parse(JSON.stringify(kerasConfig(planOfAllKinds))) as typeof reference;
const expected = new Map(reference.config.layers.map((layer) => [layer.name, layer]));

test.each(ours.config.layers)('layer $name is as Keras writes it', (layer) => {
  expect(layer).toEqual(expected.get(layer.name));
});

test('the model around the layers is as Keras writes it', () => {
  const byName = (layers: { name: string }[]) => layers.map(({ name }) => name).sort();
  expect(byName(ours.config.layers)).toEqual(byName(reference.config.layers));
  expect({ ...ours, config: { ...ours.config, layers: [] } }).toEqual({
    ...reference,
    config: { ...reference.config, layers: [] },
  });
});
