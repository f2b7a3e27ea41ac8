import { extname } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { DiagramError } from '../../describe/diagram/draw-diagram';
import { chooseSpec, loadSoundSpec, sayOn } from '../choose-spec';
import { outOption, setOption, specArgument, specOption } from '../flags';
import type { CliIo } from '../io';

/** `convspec diagram`: the network as a picture. */
export function diagramCommand(io: CliIo) {
  return new Command('diagram')
    .description('draw the network: feature maps with their sizes, branches and skips')
    .addArgument(specArgument())
    .addOption(specOption())
    .addOption(
      outOption(
        'file',
        'where to write it, as .svg, or as .png at twice the size; - for SVG on standard output, the default',
      ).argParser(pictureFile),
    )
    .addOption(
      new Option(
        '--theme <theme>',
        'colours; auto follows the system of who reads the SVG, a PNG is light then',
      )
        .choices(['light', 'dark', 'auto'])
        .default('auto' as const),
    )
    .addOption(
      new Option('--direction <direction>', 'which way the network runs')
        .choices(['right', 'down'])
        .default('right' as const),
    )
    .addOption(
      new Option('--level <level>', 'a figure for each block, or for each layer')
        .choices(['blocks', 'layers'])
        .default('blocks' as const),
    )
    .addOption(setOption())
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec diagram specs/resnet-18.yaml --out resnet-18.svg\n  $ convspec diagram net.yaml --out net.png --theme dark --direction down\n  $ convspec diagram net.yaml --level layers > net.svg',
    )
    .action(async (argument, { out = '-', set, spec: named, ...options }) => {
      const path = chooseSpec({ argument, spec: named }, sayOn(io));
      const { spec, plan } = await loadSoundSpec(path, io, set);
      const { drawDiagram } = await import('../../describe/diagram/draw-diagram');
      const { templateGroups } = await import('../../describe/diagram/diagram-graph');
      const svg = await drawDiagram(plan, { ...options, groups: templateGroups(spec) });
      if (out === '-') {
        io.stdout.write(svg);
        return;
      }
      const picture = isPng(out) ? await renderPng(svg) : svg;
      const { writeFileAtomically } = await import('../../hosts/node/atomic-write');
      await writeFileAtomically(out, picture);
      io.stderr.write(`${out}: ${plan.name}\n`);
    });
}

function pictureFile(file: string): string {
  if (file === '-' || isPng(file) || extname(file).toLowerCase() === '.svg') return file;
  throw new InvalidArgumentError('Expected a file that ends in .svg or .png, or - for standard output.');
}

function isPng(file: string): boolean {
  return extname(file).toLowerCase() === '.png';
}

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
