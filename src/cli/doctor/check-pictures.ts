import { type Finding, ok, problem } from './finding';

const formats = ['png', 'jpeg', 'webp'] as const;
const side = 16;
/** A picture of one colour may come back this much off: JPEG rounds. */
const tolerance = 4;

/** Encodes and decodes a picture in each usual format with sharp. */
export async function checkPictures(): Promise<Finding> {
  try {
    const { default: sharp } = await import('sharp');
    const wrong: string[] = [];
    for (const format of formats) {
      const background = { r: 200, g: 90, b: 30 };
      const file = await sharp({ create: { width: side, height: side, channels: 3, background } })
        .toFormat(format)
        .toBuffer();
      const pixels = await sharp(file).raw().toBuffer();
      const [r = 0, g = 0, b = 0] = pixels;
      const off = Math.max(Math.abs(r - 200), Math.abs(g - 90), Math.abs(b - 30));
      if (pixels.length !== side * side * 3 || off > tolerance) wrong.push(format);
    }
    if (wrong.length === 0)
      return ok('pictures', `sharp ${sharp.versions.sharp ?? ''} encodes and decodes ${formats.join(', ')}`);
    return problem('pictures', `sharp decodes ${wrong.join(', ')} wrongly`, reinstall);
  } catch (error) {
    const said = error instanceof Error ? error.message.trim().split('\n')[0] : String(error);
    return problem('pictures', `sharp does not work: ${said}`, reinstall);
  }
}

const reinstall = 'install it anew for this platform: npm install --include=optional sharp';
