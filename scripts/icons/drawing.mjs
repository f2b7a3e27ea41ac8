import sharp from 'sharp';

/** Side of a finished picture in pixels. */
const side = 64;
/** Side of the normalised picture that drawings are compared by. */
const compared = 32;
/** Grey below which a pixel counts as ink. */
const inkBelow = 200;

/**
 * The SVG text of an icon, black on white, in a square of {@link side} pixels.
 * @param {{ body: string, left: number, top: number, width: number, height: number }} icon
 */
function svgOf({ body, left, top, width, height }) {
  const box = Math.max(width, height);
  const viewBox = [left - (box - width) / 2, top - (box - height) / 2, box, box].join(' ');
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${side}" height="${side}" ` +
    `viewBox="${viewBox}" color="#000"><rect x="${left - box}" y="${top - box}" width="${3 * box}" height="${3 * box}" fill="#fff"/>` +
    `${body.replaceAll('currentColor', '#000')}</svg>`
  );
}

/**
 * Renders an icon.
 * @returns {Promise<{ png: Buffer, fingerprint: Uint8Array, ink: number } | undefined>} a grey PNG, its fingerprint and
 * the share of inked pixels; `undefined` of an empty picture
 */
export async function draw(icon) {
  const grey = await sharp(Buffer.from(svgOf(icon)))
    .flatten({ background: '#fff' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  let [top, left, bottom, right, count] = [side, side, -1, -1, 0];
  for (let i = 0; i < side * side; i++) {
    if ((grey[i] ?? 255) >= inkBelow) continue;
    const [y, x] = [Math.floor(i / side), i % side];
    [top, left, bottom, right] = [
      Math.min(top, y),
      Math.min(left, x),
      Math.max(bottom, y),
      Math.max(right, x),
    ];
    count++;
  }
  if (count === 0) return undefined;
  const image = () => sharp(grey, { raw: { width: side, height: side, channels: 1 } });
  const fingerprint = await image()
    .extract({ left, top, width: right - left + 1, height: bottom - top + 1 })
    .resize(compared, compared, { fit: 'contain', background: '#fff' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  const png = await image().toColourspace('b-w').png({ compressionLevel: 9 }).toBuffer();
  return { png, fingerprint: new Uint8Array(fingerprint), ink: count / (side * side) };
}

/** Mean absolute difference of two fingerprints, from 0 (the same) to 1 (opposite). */
export function difference(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i] - b[i]);
  return sum / (a.length * 255);
}
