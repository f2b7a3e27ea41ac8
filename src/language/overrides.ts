import type { LocatedDocument, Path, ShortForm } from '../base/source/located-document';
import { SourceError } from '../base/source/read-source';

/** Values to put over what a spec says, by dotted path: `{ 'training.epochs': 5, 'input.shape': [96, 96, 3] }`. */
export type Overrides = Readonly<Record<string, unknown>>;

/**
 * Puts each override into the document. A block is addressed by its name or index, `blocks.conv1.filters`; what has no
 * name by its type, where it is the only one: `callbacks.earlyStopping.patience`. What is written in a short form keeps what
 * it says: `training.optimizer.learningRate` over `optimizer: adam` leaves Adam.
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

/** Keys whose value may be a bare name, which stands for its type. */
const namedKeys = /^(optimizer|loss|activation|function|schedule)$|(Initializer|Regularizer)$/;

/** `pool: 2` stands for `pool: { size: 2 }`, and `optimizer: adam` for `optimizer: { type: adam }`. */
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
        'name a key of the spec',
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

/** Where in a list something stands: by its index from 0, its name, or its type if no other has that. */
function indexIn(list: readonly unknown[], part: string, key: string): number {
  const having = (option: 'name' | 'type') =>
    list.flatMap((item, i) =>
      (item as { [o in typeof option]?: unknown } | null)?.[option] === part ? [i] : [],
    );
  const [named] = having('name');
  const [typed, another] = having('type');
  if (named === undefined && another !== undefined) {
    throw new SourceError(
      `--set ${key}: several in the list are of type "${part}"`,
      `use the index of one, from 0: ${having('type').join(', ')}`,
    );
  }
  const index = /^\d+$/.test(part) ? Number(part) : (named ?? typed ?? -1);
  if (index >= 0 && index < list.length) return index;
  throw new SourceError(
    `--set ${key}: nothing in the list is named "${part}"`,
    'use the name of a block, the type of a callback, or an index from 0',
  );
}
