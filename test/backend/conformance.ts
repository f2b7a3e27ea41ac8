import { describe, expect, it } from 'vitest';
import type { Backend } from '../../src/backend/backend';
import { testNumerics } from './conformance/numerics';
import { testTraining } from './conformance/training';

const requiredHere = globalThis.process?.env.CONVSPEC_REQUIRE_BACKENDS === '1';

export interface Conformance {
  /** Leaves out what takes longest and says least. Default: no. */
  readonly slow?: boolean;
  /** Fails where the backend is not available. Default: only with `CONVSPEC_REQUIRE_BACKENDS=1`. */
  readonly required?: boolean;
}

/**
 * What every backend of tfjs has to do; a test file per backend calls and awaits it. Where the backend is not available
 * its tests are skipped, with the reason.
 */
export async function testBackend(
  backend: Backend,
  { slow = false, required = requiredHere }: Conformance = {},
): Promise<void> {
  const probe = await backend.probe();
  if (!probe.available) {
    const title = `backend ${backend.name}: ${probe.reason} (${probe.remedy})`;
    if (required) it(title, () => expect.fail('it is required here'));
    else it.skip(title);
    return;
  }
  describe(`backend ${backend.name}`, () => {
    testNumerics(backend, { slow });
    testTraining(backend);
  });
}
