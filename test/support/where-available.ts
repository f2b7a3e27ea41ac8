import { expect, test } from 'vitest';
import type { Backend } from '../../src/run/backends/backend';

/**
 * Collects `tests` where this machine has the backend. Elsewhere they are skipped and the reason is told, or, where
 * `CONVSPEC_REQUIRE_BACKENDS` is 1, they fail with it.
 */
export async function whereAvailable(backend: Backend, tests: () => void): Promise<void> {
  const probe = await backend.probe();
  if (probe.available) return tests();
  const reason = `backend ${backend.name}: ${probe.reason}; ${probe.remedy}`;
  if (process.env.CONVSPEC_REQUIRE_BACKENDS === '1')
    test(`backend ${backend.name}`, () => expect.fail(reason));
  else test.skip(`${reason} (skipped)`, () => {});
}
