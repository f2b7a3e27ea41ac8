import { counted } from '../../base/text/words';
import { unknown } from '../../language/model-spec';
import { defineRule } from './rule';
import { pathsOf, stepsOf, type WrittenPath, writtenPaths } from './written-paths';

/** Longest name of a file or folder in the common file systems, and longest path on macOS (4096 on Linux). */
const longestName = 255;
const longestPath = 1024;

/** The beginning of the names of a run's internal files. */
const ownPrefix = '.convspec-';

export const unusablePath = defineRule({
  code: 'policy/unusable-path',
  severity: 'error',
  law: 'The path of a callback is one that a file can have.',
  why: 'Training would fail at the first save, after a whole epoch, or overwrite an internal file of the run.',
  howToFix: `End the path with a file name. Keep each name to ${longestName} bytes and the path to ${longestPath}, and don't begin a name with \`${ownPrefix}\`, which is reserved for the internal files of a run.`,

  check: ({ spec }) =>
    writtenPaths(spec).flatMap((written) => {
      const epochs = spec.training === unknown ? 1 : spec.training.epochs;
      const problem = pathsOf(written, epochs)
        .map((path) => problemOf(path, written))
        .find((found) => found !== null);
      if (!problem) return [];
      const text = written.text.replaceAll('\0', '\\0');
      return [{ path: written.path, message: `"${text}" ${problem.message}`, hint: problem.hint }];
    }),
});

function problemOf(
  path: string,
  { subfolders }: WrittenPath,
): { readonly message: string; readonly hint: string } | null {
  const steps = stepsOf(path);
  if (path.includes('\0'))
    return { message: 'contains a NUL character', hint: 'remove it: no file system allows it' };
  if (subfolders === null && (steps.length === 0 || /(^|[/\\])\.{0,2}$/.test(path)))
    return { message: 'is the path of a folder', hint: 'add a file name' };
  if (steps.some((step) => step.startsWith(ownPrefix))) {
    return {
      message: `contains a name that begins with "${ownPrefix}", which is reserved for internal files of a run`,
      hint: 'choose another name',
    };
  }
  const bytes = (text: string) => new TextEncoder().encode(text).length;
  const longest = Math.max(...path.split(/[/\\]/).map(bytes));
  if (longest > longestName) {
    return {
      message: `contains a name of ${counted(longest, 'byte')}, but file systems allow at most ${longestName}`,
      hint: 'shorten it',
    };
  }
  if (bytes(path) <= longestPath) return null;
  return {
    message: `has ${counted(bytes(path), 'byte')}, but a path can have at most ${longestPath}`,
    hint: 'shorten it',
  };
}
