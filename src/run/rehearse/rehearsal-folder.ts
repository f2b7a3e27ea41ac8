import type { RunFolder } from '../training/run-store';

/** A run folder that holds nothing but the texts of its files, and remembers what was saved and removed. */
export interface RehearsalFolder extends RunFolder {
  /** What was written by a writer (models), and what was removed, since this was last asked. */
  takeChanges(): { readonly saved: readonly string[]; readonly removed: readonly string[] };
}

export function createRehearsalFolder(): RehearsalFolder {
  const texts = new Map<string, string>();
  let saved: string[] = [];
  let removed: string[] = [];
  const put = (path: string, text: string) => {
    const isNew = !texts.has(path);
    texts.set(path, text);
    return isNew;
  };
  return {
    path: 'the rehearsal',
    get files() {
      return [...texts.keys()];
    },
    writeText: async (path, text) => put(path, text),
    async writeWith(path) {
      saved.push(path);
      return put(path, '');
    },
    append: async (path, data) => put(path, (texts.get(path) ?? '') + (typeof data === 'string' ? data : '')),
    readText: async (path) => texts.get(path),
    async remove(path) {
      texts.delete(path);
      removed.push(path);
    },
    settle: async () => [...texts.keys()].map((path) => ({ path, length: null })),
    takeChanges() {
      const changes = { saved, removed };
      saved = [];
      removed = [];
      return changes;
    },
  };
}
