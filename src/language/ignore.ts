import { z } from 'zod';
import { ignorableCodes } from '../base/diagnostics/ignore';

/** The section `ignore`, for editors: the checker says more about a code that cannot be ignored. */
export const ignoreSchema = z
  .array(z.enum(ignorableCodes))
  .describe('Codes of warnings and notes that are not to be reported, such as regularity/dropped-rows.');
