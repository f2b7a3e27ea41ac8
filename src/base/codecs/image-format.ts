/** Image formats that are recognized by their first bytes. */
export type ImageFormat = 'PNG' | 'JPEG' | 'WebP' | 'GIF' | 'AVIF' | 'TIFF' | 'BMP' | 'SVG';

/** Bytes that are searched for the first element of an SVG image, as in libvips. */
const svgHead = 1000;

/** Recognizes the format of an image by its first bytes; `null` if it is none of them. The name of the file is irrelevant. */
export function imageFormat(bytes: Uint8Array): ImageFormat | null {
  const head = String.fromCharCode(...bytes.subarray(0, svgHead));
  if (head.startsWith('\x89PNG\r\n\x1a\n')) return 'PNG';
  if (head.startsWith('\xff\xd8\xff')) return 'JPEG';
  if (/^GIF8[79]a/.test(head)) return 'GIF';
  if (/^RIFF[\s\S]{4}WEBP/.test(head)) return 'WebP';
  // The second number of BigTIFF is 43.
  if (/^(II[*+]\0|MM\0[*+])/.test(head)) return 'TIFF';
  if (isAvif(head)) return 'AVIF';
  if (head.startsWith('BM')) return 'BMP';
  return head.includes('<svg') ? 'SVG' : null;
}

/** Whether the first box lists the brand of AVIF images or sequences. HEIC has the same structure. */
function isAvif(head: string): boolean {
  if (head.slice(4, 8) !== 'ftyp') return false;
  const length = head.charCodeAt(2) * 256 + head.charCodeAt(3);
  const brands = head.slice(8, length).match(/[\s\S]{4}/g) ?? [];
  return brands.some((brand) => brand === 'avif' || brand === 'avis');
}
