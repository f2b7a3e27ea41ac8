import { expect, test } from 'vitest';
import type { Backend } from '../../src/run/backends/backend';

/**
 * Collects `tests` if this machine has the backend. Otherwise they are skipped with the reason, or fail with it if
 * `CONVSPEC_REQUIRE_BACKENDS` is 1.
 */
export async function whereAvailable(backend: Backend, tests: () => void): Promise<void> {
  const probe = await backend.probe();
  if (probe.available) return tests();
  const reason = `backend ${backend.name}: ${probe.reason}; ${probe.remedy}`;
  if (process.env.CONVSPEC_REQUIRE_BACKENDS === '1')
    test(`backend ${backend.name}`, () => expect.fail(reason));
  else test.skip(`${reason} (skipped)`, () => {});
}
