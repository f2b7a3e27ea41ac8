import { defineRule } from './rule';
import { writtenPaths } from './written-paths';

export const pathEscapes = defineRule({
  code: 'policy/path-escapes',
  severity: 'error',
  law: 'Callbacks write only inside the run folder.',
  why: 'A run keeps all its output in one folder, so running a spec that you did not write cannot overwrite your files.',
  howToFix: 'Use a relative path without `..`, and choose the run folder with `--out`.',

  check: ({ spec }) =>
    writtenPaths(spec)
      .filter(({ filled }) => escapes(filled))
      .map(({ text, filled, path }) => ({
        path,
        message: `"${text}"${filled === text ? '' : `, which is "${filled}",`} is outside the run folder`,
        hint: 'use a relative path without ".."; choose the run folder with --out',
      })),
});

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
