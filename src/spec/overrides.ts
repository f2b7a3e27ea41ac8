import type { LocatedDocument, Path } from '../source/located-document';
import { SourceError } from '../source/read-source';

/** Values to put over what a spec says, by dotted path: `{ 'training.epochs': 5, 'input.shape': [96, 96, 3] }`. */
export type Overrides = Readonly<Record<string, unknown>>;

/** Puts each override into the document; a block is addressed by its name or index: `blocks.conv1.filters`. */
export function applyOverrides(document: LocatedDocument, overrides: Overrides): void {
  for (const [key, value] of Object.entries(overrides)) {
    const label = `--set ${key}=`;
    document.override(pathOf(key, document.value), value, {
      text: label + JSON.stringify(value),
      valueStart: label.length,
    });
  }
}

function pathOf(key: string, root: unknown): Path {
  let value: unknown = root;
  return key.split('.').map((part) => {
    if (part === '')
      throw new SourceError(
        `--set ${key}: expected a path such as training.epochs`,
        'name a key of the spec',
      );
    if (!Array.isArray(value)) {
      value = (value as Record<string, unknown> | null | undefined)?.[part];
      return part;
    }
    const index = /^\d+$/.test(part)
      ? Number(part)
      : value.findIndex((item) => (item as { name?: unknown } | null)?.name === part);
    if (index < 0 || index >= value.length) {
      throw new SourceError(
        `--set ${key}: nothing in the list is named "${part}"`,
        'use the name of a block, or an index from 0',
      );
    }
    value = value[index];
    return index;
  });
}
