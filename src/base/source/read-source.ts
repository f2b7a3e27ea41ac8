import { stringify } from 'yaml';
import { UserError } from '../diagnostics/user-error';
import { SourceFile } from './source-file';
import { maxSourceBytes } from './yaml';

/** A spec as YAML text. */
export interface YamlText {
  /** The text. */
  readonly yaml: string;
  /** What diagnostics call it; default: `<yaml>`. */
  readonly name?: string;
}

/** Where a spec is: a path or `file:`/`http(s):` URL, its YAML text, or an object made with `defineSpec`. */
export type SpecSource = string | URL | YamlText | object;

/** A source that could not be read at all. */
export class SourceError extends UserError {
  override readonly name = 'SourceError';
}

export interface ReadSource {
  readonly file: SourceFile;
  /** The folder that relative paths in the spec start from; `null` where there is none (text, objects, the web). */
  readonly directory: string | null;
}

/** Reads a spec at a place: every platform has places of its own. @throws SourceError */
export type LocationReader = (location: string | URL) => Promise<ReadSource>;

/**
 * Reads a spec's text; what has been read already is taken as it is. An object is written out as YAML first, so that its mistakes are shown at a place like any other.
 *
 * @throws SourceError when there is nothing to read
 */
export async function readSource(source: SpecSource, readLocation: LocationReader): Promise<ReadSource> {
  if (typeof source === 'string' || source instanceof URL) return readLocation(source);
  if (isReadSource(source)) return source;
  if ('yaml' in source && typeof source.yaml === 'string') {
    const name = 'name' in source && typeof source.name === 'string' ? source.name : '<yaml>';
    return { file: new SourceFile(name, withoutMark(source.yaml)), directory: null };
  }
  return { file: new SourceFile('<defineSpec>', stringify(source)), directory: null };
}

function isReadSource(source: object): source is ReadSource {
  return 'file' in source && source.file instanceof SourceFile && 'directory' in source;
}

/** The text of a spec file's bytes. What is wrong with them, parsing says at its place. */
export function decodeSource(name: string, bytes: Uint8Array): SourceFile {
  // A byte more than the limit is enough to be refused for its size.
  const text = new TextDecoder().decode(bytes.subarray(0, maxSourceBytes + 1));
  return new SourceFile(name, text, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf);
}

/** A byte order mark is no part of the text. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/**
 * A spec from the web. No more is read than the most that a spec may have, and one byte, for which parsing refuses it.
 *
 * @throws SourceError when the server cannot be asked, or answers with anything but the file
 */
export async function fetchSource(url: string): Promise<ReadSource> {
  const response = await fetch(url).catch((cause: unknown): never => {
    const said = cause instanceof Error ? cause.message : String(cause);
    throw new SourceError(
      `${url}: it could not be fetched: ${said}`,
      'check the address; from a page of another origin the server has to allow it (CORS)',
      { cause },
    );
  });
  if (!response.ok)
    throw new SourceError(`${url}: the server answered ${response.status}`, 'check the address');
  const file = decodeSource(url, await firstBytes(response, maxSourceBytes + 1));
  return { file, directory: null };
}

async function firstBytes(response: Response, most: number): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let length = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const { value } = (await reader?.read()) ?? {};
    if (value === undefined || length >= most) break;
    pieces.push(value);
    length += value.length;
  }
  await reader?.cancel();
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
