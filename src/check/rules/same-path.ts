import type { Path } from '../../base/source/located-document';
import { unknown } from '../../language/model-spec';
import { defineRule } from './rule';
import { pathsOf, stepsOf, type WrittenPath, writtenPaths } from './written-paths';

/** Files that every run writes to its folder. */
export const runFiles = [
  'model.h5',
  'spec.yaml',
  'history.json',
  'history.csv',
  'environment.json',
  'report.html',
];

export const samePath = defineRule({
  code: 'policy/same-path',
  severity: 'error',
  law: 'A callback does not write to a file that another callback, or the run itself, writes, and does not use such a file as a folder.',
  why: 'The later one would overwrite the file of the other, or fail. Upper and lower case are treated as equal, as in some file systems.',
  howToFix: 'Give each callback its own path.',

  check: ({ spec }) => {
    const epochs = spec.training === unknown ? 1 : spec.training.epochs;
    const taken = new TakenPaths();
    return writtenPaths(spec).flatMap((written) => {
      const { type, text, path, subfolders } = written;
      const conflict = taken.add(written, epochs);
      if (conflict === null) return [];
      const writes = `${type} writes to "${text}"`;
      if (conflict === 'run') {
        return [
          {
            path,
            message: `${writes}, which every run writes itself`,
            hint: `choose another ${subfolders === null ? 'name' : 'folder'}; every run writes ${runFiles.join(', ')}`,
          },
        ];
      }
      return [
        {
          path,
          message: `${writes}, but another callback already ${conflict.how}`,
          related: [{ message: 'the other path is here', path: conflict.path }],
          hint: 'give each callback its own path',
        },
      ];
    });
  },
});

type Conflict = 'run' | { readonly path: Path; readonly how: string };

/** The files and folders of all writers so far. */
class TakenPaths {
  private readonly files = new Map<string, Path | 'run'>(runFiles.map((file) => [file, 'run']));
  private readonly folders = new Map<string, Path>();
  /** The folders in which a callback chooses the names. */
  private readonly roots = new Map<string, Path>();

  /** Adds the paths of a writer. Returns a conflict with earlier ones. */
  add(written: WrittenPath, epochs: number): Conflict | null {
    const { path, subfolders } = written;
    const files = subfolders === null ? pathsOf(written, epochs).map(stepsOf) : [];
    const root = subfolders === null ? null : stepsOf(written.filled);
    const folders = [...files.flatMap(parentsOf)];
    if (root) folders.push(...parentsOf(root), root, ...(subfolders ?? []).map((name) => [...root, name]));
    const conflict = this.conflictOf(files, folders, root);
    for (const file of files) setIfNew(this.files, keyOf(file), path);
    for (const folder of folders) setIfNew(this.folders, keyOf(folder), path);
    if (root) setIfNew(this.roots, keyOf(root), path);
    return conflict;
  }

  private conflictOf(
    files: readonly Steps[],
    folders: readonly Steps[],
    root: Steps | null,
  ): Conflict | null {
    for (const file of files) {
      const writer = this.files.get(keyOf(file));
      if (writer !== undefined) return writer === 'run' ? 'run' : { path: writer, how: 'does' };
      const user = this.folders.get(keyOf(file));
      if (user !== undefined) return { path: user, how: 'uses it as a folder' };
    }
    for (const folder of folders) {
      const writer = this.files.get(keyOf(folder));
      if (writer !== undefined)
        return writer === 'run' ? 'run' : { path: writer, how: `writes the file "${keyOf(folder)}"` };
    }
    const other = root && this.roots.get(keyOf(root));
    return other ? { path: other, how: 'does' } : null;
  }
}

type Steps = readonly string[];

function parentsOf(steps: Steps): Steps[] {
  return steps.slice(1).map((_, i) => steps.slice(0, i + 1));
}

function keyOf(steps: Steps): string {
  return steps.join('/');
}

function setIfNew<V>(map: Map<string, V>, key: string, value: V): void {
  if (!map.has(key)) map.set(key, value);
}
