import { expect, it } from 'vitest';

// Replaces the whole folder if Chromium is missing, see vitest.config.ts.

const title = 'the tests in test/browser: there is no Chromium (CONVSPEC_CHROMIUM names one)';

if (process.env.CONVSPEC_REQUIRE_BACKENDS === '1') it(title, () => expect.fail('it is required here'));
else it.skip(title);
