import { decodeSource, type ReadSource, SourceError } from './read-source';
import { maxSourceBytes } from './yaml';

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
