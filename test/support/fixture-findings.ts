import { readFileSync } from 'node:fs';
import type { Diagnostic } from '../../src/base/diagnostics/diagnostic';
import { SpecError } from '../../src/base/diagnostics/spec-error';
import { decodeSource } from '../../src/base/source/read-source';
import { checkSpec } from '../../src/check/check-spec';
import { checkSource } from '../../src/check/sound-spec';
import { vocabularyWith } from '../../src/language/vocabulary';
import type { PlannedLayer } from '../../src/layers/layer';
import type { Backend } from '../../src/run/backends/backend';
import { chooseForSpec } from '../../src/run/backends/choose-for-spec';
import { matchInitialWeights } from '../../src/run/training/initial-weights';
import { checkFile } from './check-file';

/** The folders that the fixtures find. */
const listFolders = (path: string) => (path === 'photos' ? ['cat', 'dog', 'bird'] : null);

const unused = () => Promise.reject(new Error('only chosen, never used'));

/** A backend without the error function and with little memory. */
const phone: Backend = {
  name: 'phone',
  accelerator: 'gpu',
  probe: async () => ({ available: true, device: 'GPU of a phone', memoryBytes: 20e6 }),
  async supports({ layers }) {
    const missing = layers
      .filter(
        (layer) =>
          layer.kind === 'activation' && (layer as PlannedLayer<'activation'>).config.function === 'gelu',
      )
      .map(({ name, kind }) => ({ part: kind, layer: name, kernels: ['Erf'] }));
    return missing.length === 0
      ? { supported: true }
      : { supported: false, reason: 'it lacks the kernel Erf', missing };
  },
  compile: unused,
  createEngine: unused,
};

/** Weights of a network for ten classes. */
const ofTenClasses = {
  config: null,
  compileConfig: null,
  attributes: {},
  weightInfos: [
    { path: 'conv_conv/0', layer: 'conv_conv', name: '0', shape: [3, 3, 3, 4] },
    { path: 'conv_conv/1', layer: 'conv_conv', name: '1', shape: [4] },
    { path: 'out_dense/0', layer: 'out_dense', name: '0', shape: [144, 10] },
    { path: 'out_dense/1', layer: 'out_dense', name: '1', shape: [10] },
  ],
};

/**
 * The diagnostics of a fixture in `test/fixtures/invalid`: from the check, with `--set classes=5` for overridden claims, or for codes about backends from the choice of
 * one, and for codes about initial weights from matching them.
 */
export async function findingsIn(fixture: string): Promise<readonly Diagnostic[]> {
  const source = decodeSource(fixture, readFileSync(fixture));
  if (fixture.endsWith('/claim/overridden.yaml')) {
    const { diagnostics } = checkSource({ file: source, directory: null }, { set: { classes: 5 } });
    return diagnostics.filter(({ code }) => code === 'claim/overridden');
  }
  if (!/\/(backend|weights)\//.test(fixture)) return checkFile(fixture, { listFolders }).diagnostics;
  const backends = { phone };
  const { spec, graph, plan, diagnostics } = checkSpec(source, vocabularyWith([{ backends }]));
  if (!spec || !graph || !plan) return diagnostics;
  try {
    if (fixture.includes('/weights/')) {
      const { initialWeights } = plan;
      if (initialWeights)
        matchInitialWeights({ plan, initialWeights, document: spec.document }, ofTenClasses);
    } else await chooseForSpec({ spec, graph, plan }, backends);
    return diagnostics;
  } catch (error) {
    if (error instanceof SpecError) return error.diagnostics;
    throw error;
  }
}
