import { expect, it } from 'vitest';

// Stands for the whole folder where there is no Chromium: vitest.config.ts.

const title = 'the tests in test/browser: there is no Chromium (CONVSPEC_CHROMIUM names one)';

if (process.env.CONVSPEC_REQUIRE_BACKENDS === '1') it(title, () => expect.fail('it is required here'));
else it.skip(title);
