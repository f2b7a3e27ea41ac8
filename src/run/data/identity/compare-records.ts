import { counted } from '../../../base/text/words';
import type { ImageRecord, RecordedImage } from './image-record';

/** Number of changes listed; further ones are only counted. */
const mostListed = 20;

/** How the images of a run differ from those recorded. */
export interface ImageChanges {
  /** Images in another class or set than before. */
  readonly moved: readonly string[];
  /** Files with other contents. */
  readonly changed: readonly string[];
  readonly missing: readonly string[];
  /** Images that the record does not contain. */
  readonly added: readonly string[];
}

/** Compares two records by content. Names only serve to describe the difference. */
export function compareRecords(saved: ImageRecord, now: ImageRecord): ImageChanges {
  const contentOf = ({ set, class: name, digest }: RecordedImage) => JSON.stringify([set, name, digest]);
  const left = grouped(saved, contentOf);
  const added = now.filter((image) => take(left, contentOf(image)) === undefined);
  const moved: string[] = [];
  const changed: string[] = [];
  const missing: string[] = [];
  const byDigest = grouped(added, ({ digest }) => digest);
  const rest: RecordedImage[] = [];
  for (const image of [...left.values()].flat()) {
    const found = take(byDigest, image.digest);
    if (found === undefined) rest.push(image);
    else moved.push(describeMove(image, found));
  }
  const byName = grouped([...byDigest.values()].flat(), ({ name }) => name);
  for (const { name } of rest) (take(byName, name) ? changed : missing).push(name);
  return { moved, changed, missing, added: [...byName.values()].flat().map(({ name }) => name) };
}

/** Describes changes: their counts in a line, and a line for each, up to a limit; `null` if there are none. */
export function describeChanges(
  changes: ImageChanges,
): { readonly counts: string; readonly details: readonly string[] } | null {
  const kinds = ['changed', 'missing', 'moved', 'added'] as const;
  const lines = kinds.flatMap((kind) => changes[kind].map((text) => `  ${kind}: ${text}`));
  if (lines.length === 0) return null;
  const counts = kinds.flatMap((kind) =>
    changes[kind].length > 0 ? [`${changes[kind].length} ${kind}`] : [],
  );
  const listed = lines.slice(0, mostListed);
  if (lines.length > mostListed) listed.push(`  and ${counted(lines.length - mostListed, 'more', 'more')}`);
  return { counts: counts.join(', '), details: listed };
}

function describeMove(before: RecordedImage, after: RecordedImage): string {
  const path = before.name === after.name ? before.name : `${before.name} is now ${after.name}`;
  // The set of an image in another class was not chosen by anyone.
  const place = before.class === after.class ? 'set' : 'class';
  return `${path} (${place} "${before[place]}" → "${after[place]}")`;
}

function grouped(record: ImageRecord, keyOf: (image: RecordedImage) => string): Map<string, RecordedImage[]> {
  const groups = new Map<string, RecordedImage[]>();
  for (const image of record) {
    const group = groups.get(keyOf(image));
    if (group) group.push(image);
    else groups.set(keyOf(image), [image]);
  }
  return groups;
}

/** Removes the first image of a group. */
function take(groups: Map<string, RecordedImage[]>, key: string): RecordedImage | undefined {
  return groups.get(key)?.shift();
}
