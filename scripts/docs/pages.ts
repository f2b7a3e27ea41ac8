import { callbacksPage } from './callbacks-page';
import { diagnosticsPage } from './diagnostics-page';
import { languagePage } from './language-page';

/** The generated pages of the documentation, by their file name in docs/. */
export const generatedPages: Readonly<Record<string, () => string | Promise<string>>> = {
  'callbacks.md': callbacksPage,
  'diagnostics.md': diagnosticsPage,
  'language.md': languagePage,
};
