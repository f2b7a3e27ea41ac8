import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { ModelPlan } from '../../../../src/check/model-plan';
import { importNetwork } from '../../../../src/compile/keras/import/import-network';
import { kerasConfig } from '../../../../src/compile/keras/keras-config';
import { kerasArchiveConfig } from '../../../../src/compile/keras/training-config';
import type { KerasConfig } from '../../../../src/layers/keras/keras-object';
import { arbitrarySpec } from '../../../support/arbitrary-spec';
import { checkFile, checkText } from '../../../support/check-file';
import { networkOf } from './same-network';

/** The plan imported from a configuration in the form of a file. */
function imported(config: KerasConfig): ModelPlan {
  const { compile_config: compiled, ...network } = JSON.parse(JSON.stringify(config)) as KerasConfig;
  const result = importNetwork(network, { compiled: (compiled ?? null) as KerasConfig | null });
  if ('problems' in result) throw new Error(JSON.stringify(result.problems));
  return result.plan;
}

describe.each(readdirSync('specs').filter((name) => name.endsWith('.yaml')))('specs/%s', (name) => {
  const { plan } = checkFile(`specs/${name}`);
  if (!plan) throw new Error('no plan');

  it('survives a .keras configuration: layers, totals and training', () => {
    const again = imported(kerasArchiveConfig(plan));
    expect(networkOf(again)).toEqual(networkOf(plan));
    expect(again.totals).toEqual(plan.totals);
    const { optimizer, loss, metrics } = plan.training;
    expect(again.training).toMatchObject({ optimizer, loss, metrics });
    expect([again.name, again.classCount]).toEqual([plan.name, plan.classCount]);
  });

  it('survives a .h5 configuration', () => {
    expect(networkOf(imported(kerasConfig(plan)))).toEqual(networkOf(plan));
  });
});

it('every network that a spec can describe is preserved by Keras', () => {
  fc.assert(
    fc.property(arbitrarySpec, (spec) => {
      const { plan } = checkText(stringify(spec));
      if (!plan) throw new Error('the spec does not hold');
      expect(networkOf(imported(kerasArchiveConfig(plan)))).toEqual(networkOf(plan));
    }),
    { numRuns: 40 },
  );
});
