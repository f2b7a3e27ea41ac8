import { z } from 'zod';
import { recordOf } from './scalars';

/** The section `variables`: texts that paths may use, by name. */
export const variablesSchema = recordOf(
  z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, { error: 'expected a name of letters, digits and "_"' }),
  z
    .union([z.string(), z.number(), z.boolean()], { error: 'expected a text, a number or true/false' })
    .transform(String),
).describe('Texts by name that the paths of callbacks may use, as {name}.');
