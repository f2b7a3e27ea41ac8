import type { Diagnostic } from './diagnostic';
import { renderText } from './render/text';

/** Thrown when a spec has errors. Its message is the output of `validate-spec`. */
export class SpecError extends Error {
  override readonly name = 'SpecError';

  constructor(readonly diagnostics: readonly Diagnostic[]) {
    super(renderText(diagnostics));
  }
}
