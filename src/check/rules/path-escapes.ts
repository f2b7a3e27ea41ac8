import { diagnose } from '../../base/diagnostics/diagnostic';
import type { Rule } from './rule';
import { writtenPaths } from './written-paths';

/** Callbacks write inside the run folder. */
export const pathEscapes: Rule = ({ spec }) =>
  writtenPaths(spec)
    .filter(({ filled }) => escapes(filled))
    .map(({ text, filled, path }) =>
      diagnose(spec.document, 'policy/path-escapes', {
        path,
        message: `"${text}"${filled === text ? '' : `, which is "${filled}",`} leaves the run folder`,
        hint: 'write a relative path without ".."; --out chooses the run folder',
      }),
    );

function escapes(path: string): boolean {
  if (/^([/\\~]|[A-Za-z]:)/.test(path)) return true;
  let depth = 0;
  for (const part of path.split(/[/\\]/)) {
    if (part === '..') depth--;
    else if (part !== '' && part !== '.') depth++;
    if (depth < 0) return true;
  }
  return false;
}
