import { callbacksPage } from './callbacks-page';
import { diagnosticsPage } from './diagnostics-page';
import { languagePage } from './language-page';
import { blockOptionTypes, sectionOptionTypes } from './option-types';

/** The generated pages of the documentation and the generated types, by their path. */
export const generatedFiles: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/callbacks.md': callbacksPage,
  'docs/diagnostics.md': diagnosticsPage,
  'docs/language.md': languagePage,
  'src/language/block-options.ts': blockOptionTypes,
  'src/language/section-options.ts': sectionOptionTypes,
};
