import type { Diagnostic } from './diagnostic';
import { renderText } from './render/text';

/** Thrown when a spec has errors. Its message is the output of `validate-spec`. */
export class SpecError extends Error {
  /** Always `SpecError`. */
  override readonly name = 'SpecError';

  /** @param diagnostics everything the checker reported; at least one is an error */
  constructor(
    /** Everything the checker reported; at least one is an error. */
    readonly diagnostics: readonly Diagnostic[],
  ) {
    super(renderText(diagnostics));
  }
}
