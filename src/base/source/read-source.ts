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

/** Where a spec comes from: a path, a `file:` or `http(s):` URL, YAML text, or an object made with `defineSpec`. */
export type SpecSource = string | URL | YamlText | object;

/** Thrown when a spec cannot be read. */
export class SourceError extends UserError {
  override readonly name = 'SourceError';
}

export interface ReadSource {
  readonly file: SourceFile;
  /** The folder that relative paths in the spec are resolved against; `null` for text, objects and URLs. */
  readonly directory: string | null;
  /** Lists folders relative to `directory`; missing where the host has none. */
  readonly listFolders?: ListFolders;
}

/** Returns the names of the folders in a folder; `null` if that does not exist or cannot be read. */
export type ListFolders = (path: string) => readonly string[] | null;

/** Reads a spec from a path or URL. Each host has its own. @throws SourceError */
export type LocationReader = (location: string | URL) => Promise<ReadSource>;

/**
 * Reads the text of a spec. A source that has already been read is returned as it is. An object is converted to YAML
 * first, so that its diagnostics have positions too.
 *
 * @throws SourceError if the spec cannot be read
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

/** Decodes the bytes of a spec file. Invalid bytes are reported by the parser, with their position. */
export function decodeSource(name: string, bytes: Uint8Array): SourceFile {
  // One byte above the limit is enough for the parser to report the size.
  const text = new TextDecoder().decode(bytes.subarray(0, maxSourceBytes + 1));
  return new SourceFile(name, text, bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf);
}

/** Removes a byte order mark, which is not part of the text. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

/**
 * Fetches a spec from a URL. Reads at most one byte more than the size limit, which makes the parser report the size.
 *
 * @throws SourceError if the request fails or the response is not successful
 */
export async function fetchSource(url: string): Promise<ReadSource> {
  const response = await fetch(url).catch((cause: unknown): never => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SourceError(
      `${url}: could not be fetched: ${reason}`,
      'check the URL; in a browser, the server must also allow requests from other origins (CORS)',
      { cause },
    );
  });
  if (!response.ok)
    throw new SourceError(`${url}: the server responded with status ${response.status}`, 'check the URL');
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
