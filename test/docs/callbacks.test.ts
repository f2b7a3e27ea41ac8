import { expect, it } from 'vitest';
import { callbacksPage } from '../../scripts/docs/callbacks-page';

/** `npx vitest run test/docs -u` writes the page anew. */
it('docs/callbacks.md is what the schema says', async () => {
  await expect(callbacksPage()).toMatchFileSnapshot('../../docs/callbacks.md');
});
