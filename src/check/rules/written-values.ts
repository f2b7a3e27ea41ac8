import type { LocatedDocument, Path } from '../../base/source/located-document';

/** What the author wrote at a path. */
export function valueAt({ value }: LocatedDocument, path: Path): unknown {
  return path.reduce<unknown>(
    (outer, key) => (outer as Record<string | number, unknown> | null | undefined)?.[key],
    value,
  );
}

/** Where an option was written, or the scalar that stands for all of them: the `2` of `pool: 2` for its stride. */
export function writtenOrShort(document: LocatedDocument, path: Path): Path {
  const owner = path.slice(0, -1);
  return document.has(owner) && typeof valueAt(document, owner) !== 'object' ? owner : path;
}
