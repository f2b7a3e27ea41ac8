import { isRecord } from '../../../base/values';
import { digestOf } from './digest';

const imageSets = ['train', 'validation', 'test'] as const;

/** The set that an image is used in. */
export type ImageSet = (typeof imageSets)[number];

/** An image of a run. It is identified by its digest; its name may change. */
export interface RecordedImage {
  readonly set: ImageSet;
  /** Name of its class. */
  readonly class: string;
  /** The path of its file or its position in an array: absolute, but relative to the run folder where it is stored. */
  readonly name: string;
  /** The state of its file when the digest was computed; `null` for images in memory. */
  readonly stamp: string | null;
  readonly digest: string;
}

/** The images that a run was trained on, those it set aside, and those it was tested on. */
export type ImageRecord = readonly RecordedImage[];

/** Applies `change` to the paths in a record. */
export function mapRecordPaths(record: ImageRecord, change: (path: string) => string): ImageRecord {
  return record.map((image) => (image.stamp === null ? image : { ...image, name: change(image.name) }));
}

/** The digest of the sets, classes and contents of all images, whatever their names and their order. */
export async function fingerprintOf(record: ImageRecord): Promise<string> {
  const lines = record.map(({ set, class: name, digest }) => JSON.stringify([set, name, digest]));
  return digestOf(new TextEncoder().encode(lines.sort().join('\n')));
}

/** The text of a record, with one line per image. */
export async function encodeRecord(record: ImageRecord): Promise<string> {
  const rows = record.map(({ set, class: name, ...image }) =>
    JSON.stringify([set, name, image.name, image.stamp, image.digest]),
  );
  return `{"fingerprint":"${await fingerprintOf(record)}","images":[\n${rows.join(',\n')}\n]}\n`;
}

/** The inverse of {@link encodeRecord}; `null` if the text is damaged. */
export async function decodeRecord(text: string): Promise<ImageRecord | null> {
  const content = parsed(text);
  if (!isRecord(content) || !Array.isArray(content.images)) return null;
  const record: RecordedImage[] = [];
  for (const row of content.images) {
    if (!isRow(row)) return null;
    const [set, name, image, stamp, digest] = row;
    record.push({ set, class: name, name: image, stamp, digest });
  }
  return content.fingerprint === (await fingerprintOf(record)) ? record : null;
}

type Row = readonly [set: ImageSet, className: string, name: string, stamp: string | null, digest: string];

function isRow(row: unknown): row is Row {
  if (!Array.isArray(row) || row.length !== 5) return false;
  const [set, name, image, stamp, digest] = row;
  return (
    imageSets.includes(set) &&
    [name, image, digest].every((text) => typeof text === 'string') &&
    (stamp === null || typeof stamp === 'string')
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
