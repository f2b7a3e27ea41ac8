import { expect, it } from 'vitest';
import { languagePage } from '../../scripts/docs/language-page';

/** `npx vitest run test/docs -u` writes the page anew. */
it('docs/language.md is what the schema says', async () => {
  await expect(languagePage()).toMatchFileSnapshot('../../docs/language.md');
});
