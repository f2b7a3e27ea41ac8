import type { LocatedDocument, Path, ShortForm } from '../base/source/located-document';
import { SourceError } from '../base/source/read-source';

/** Values that override those of a spec, by dotted path: `{ 'training.epochs': 5, 'input.shape': [96, 96, 3] }`. */
export type Overrides = Readonly<Record<string, unknown>>;

/**
 * Applies each override to the document. List entries are addressed by index or name, as in `blocks.conv1.filters`.
 * Entries without a name are addressed by their type if it is unique, as in `callbacks.earlyStopping.patience`. A value
 * in short form is expanded: overriding `training.optimizer.learningRate` of `optimizer: adam` keeps Adam.
 */
export function applyOverrides(document: LocatedDocument, overrides: Overrides): void {
  for (const [key, value] of Object.entries(overrides)) {
    const label = `--set ${key}=`;
    document.override(
      pathOf(key, document.value),
      value,
      { text: label + JSON.stringify(value), valueStart: label.length },
      longForm,
    );
  }
}

/** Keys whose value may be the bare name of its type. */
const namedKeys = /^(optimizer|loss|activation|function|schedule)$|(Initializer|Regularizer)$/;

/** Expands `pool: 2` to `pool: { size: 2 }`, and `optimizer: adam` to `optimizer: { type: adam }`. */
const longForm: ShortForm = (key, value) => {
  if (key === 'pool' && (typeof value === 'number' || Array.isArray(value))) return { size: value };
  return typeof value === 'string' && namedKeys.test(String(key)) ? { type: value } : {};
};

function pathOf(key: string, root: unknown): Path {
  let value: unknown = root;
  return key.split('.').map((part) => {
    if (part === '')
      throw new SourceError(
        `--set ${key}: expected a path such as training.epochs`,
        'use the keys of the spec, separated by dots',
      );
    if (!Array.isArray(value)) {
      value = (value as Record<string, unknown> | null | undefined)?.[part];
      return part;
    }
    const index = indexIn(value, part, key);
    value = value[index];
    return index;
  });
}

/** Finds the index of a list entry by its index from 0, its name, or its type if that is unique. */
function indexIn(list: readonly unknown[], part: string, key: string): number {
  const having = (option: 'name' | 'type') =>
    list.flatMap((item, i) =>
      (item as { [o in typeof option]?: unknown } | null)?.[option] === part ? [i] : [],
    );
  const [named] = having('name');
  const [typed, another] = having('type');
  if (named === undefined && another !== undefined) {
    throw new SourceError(
      `--set ${key}: several entries have the type "${part}"`,
      `use the index of one of them, counted from 0: ${having('type').join(', ')}`,
    );
  }
  const index = /^\d+$/.test(part) ? Number(part) : (named ?? typed ?? -1);
  if (index >= 0 && index < list.length) return index;
  throw new SourceError(
    `--set ${key}: no entry is named "${part}"`,
    'use the name of a block, the type of a callback, or an index counted from 0',
  );
}
