import { DiagramError } from '../describe/diagram/diagram-error';

/** Pixels for each unit of the diagram, which the renderer takes for one dot at 72 to the inch. */
const scale = 2;
const dotsPerInch = 72;

/**
 * A diagram as a PNG at twice its size. What is `auto` in it is light.
 *
 * @throws DiagramError when the machine has no font: the picture would have boxes in place of words
 */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const render = (document: string) => sharp(Buffer.from(document), { density: scale * dotsPerInch });
  const [wide, narrow] = await Promise.all(['M', 'i'].map((text) => render(probe(text)).raw().toBuffer()));
  // Without a font every character is the same box.
  if (wide && narrow && wide.equals(narrow))
    throw new DiagramError(
      'this machine has no fonts: a PNG would have boxes in place of words',
      'install one, such as the package fonts-liberation or fonts-dejavu-core, or write an SVG',
    );
  return render(svg).png({ compressionLevel: 9 }).toBuffer();
}

function probe(text: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text x="2" y="16" font-size="16" font-family="Helvetica,Arial,sans-serif">${text}</text></svg>`;
}
