import { describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/run/backends/backend';
import { withBackend } from '../../../src/run/backends/with-backend';
import { differentiate, type LayerCase } from '../../support/layer-cases';
import { testNumerics } from './conformance/numerics';
import { testTraining } from './conformance/training';

const requiredHere = globalThis.process?.env.CONVSPEC_REQUIRE_BACKENDS === '1';

export interface Conformance {
  /** Skips the slowest and least informative tests. Default: no. */
  readonly slow?: boolean;
  /** Fails if the backend is not available. Default: only with `CONVSPEC_REQUIRE_BACKENDS=1`. */
  readonly required?: boolean;
  /** How it computes a single layer. Default: with tfjs, on the tfjs backend of the same name. */
  readonly differentiate?: Differentiate;
  /** The tfjs backend of the compiled model. Default: that of the same name. */
  readonly modelOn?: string;
}

/** Output and gradients of a case, in the order of the case. */
export type Differentiate = (layer: LayerCase) => ReturnType<typeof differentiate>;

/**
 * The requirements on every backend; a test file per backend calls and awaits it. If the backend is not available, its
 * tests are skipped, with the reason.
 */
export async function testBackend(
  backend: Backend,
  {
    slow = false,
    required = requiredHere,
    differentiate: ofLayer = (layer) => withBackend(backend.name, () => differentiate(layer)),
    modelOn = backend.name,
  }: Conformance = {},
): Promise<void> {
  const probe = await backend.probe();
  if (!probe.available) {
    const title = `backend ${backend.name}: ${probe.reason} (${probe.remedy})`;
    if (required) it(title, () => expect.fail('it is required here'));
    else it.skip(title);
    return;
  }
  describe(`backend ${backend.name}`, () => {
    testNumerics(backend, { slow, differentiate: ofLayer });
    testTraining(backend, { modelOn });
  });
}
