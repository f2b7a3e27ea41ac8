import { readFileSync } from 'node:fs';
import type { Backend } from '../../src/backend/backend';
import { chooseForSpec } from '../../src/backend/choose-for-spec';
import { checkSpec } from '../../src/check-spec';
import type { Diagnostic } from '../../src/diagnostics/diagnostic';
import { SpecError } from '../../src/diagnostics/spec-error';
import type { PlannedLayer } from '../../src/plan/model-plan';
import { decodeSource } from '../../src/source/read-source';
import { vocabularyWith } from '../../src/vocabulary';
import { checkFile } from './check-file';

const unused = () => Promise.reject(new Error('only chosen, never used'));

/** A backend without the error function, and of little memory. */
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

/** What is found in a fixture of `test/fixtures/invalid`: by the check, or where its code is about backends by the choice. */
export async function findingsIn(fixture: string): Promise<readonly Diagnostic[]> {
  if (!fixture.includes('/backend/')) return checkFile(fixture).diagnostics;
  const backends = { phone };
  const source = decodeSource(fixture, readFileSync(fixture));
  const { spec, graph, plan, diagnostics } = checkSpec(source, vocabularyWith([{ backends }]));
  if (!spec || !graph || !plan) return diagnostics;
  try {
    await chooseForSpec({ spec, graph, plan }, backends);
    return diagnostics;
  } catch (error) {
    if (error instanceof SpecError) return error.diagnostics;
    throw error;
  }
}
