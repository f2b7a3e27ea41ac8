import { z } from 'zod';
import type { IgnorableCode } from '../base/diagnostics/codes';
import { diagnose } from '../base/diagnostics/diagnostic';
import { ignoreProblem, isIgnorable } from '../base/diagnostics/ignore';
import { unknown } from './model-spec';
import type { SectionReader } from './section-reader';

/** The codes of the section `ignore`, each judged by itself. */
export function validateIgnore(reader: SectionReader): readonly IgnorableCode[] {
  const written = reader.optional('ignore', z.array(z.unknown()), []);
  if (written === unknown) return [];
  return written.flatMap((raw, i) => {
    const path = ['ignore', i];
    const code = reader.read(path, raw, z.string(), 'this code');
    if (code === unknown) return [];
    if (isIgnorable(code)) return [code];
    const problem = ignoreProblem(code);
    if (problem) reader.diagnostics.push(diagnose(reader.document, problem.code, { path, ...problem }));
    return [];
  });
}
