import { extname } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { throwErrors } from '../../check/sound-spec';
import { DiagramError } from '../../describe/diagram/draw-diagram';
import { chooseSpec, loadPlannedSpec, noteOverridden, sayOn } from '../choose-spec';
import { outOption, setOption, specArgument, specOption } from '../flags';
import { type CliIo, writeLine } from '../io';

/** `convspec diagram`: draws the network as SVG or PNG. */
export function diagramCommand(io: CliIo) {
  return new Command('diagram')
    .description(
      'draw the network as SVG or PNG: feature maps with their shapes, branches and skip connections',
    )
    .addArgument(specArgument())
    .addOption(specOption())
    .addOption(
      outOption(
        'file',
        'file to write: .svg, or .png at twice the size; - for SVG on standard output (default: -)',
      ).argParser(imageFile),
    )
    .addOption(
      new Option('--theme <theme>', "colors; auto follows the viewer's system in SVG and is light in PNG")
        .choices(['light', 'dark', 'auto'])
        .default('auto' as const),
    )
    .addOption(
      new Option('--direction <direction>', 'direction in which the network is drawn')
        .choices(['right', 'down'])
        .default('right' as const),
    )
    .addOption(
      new Option('--level <level>', 'draw one figure per block or per layer')
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
      const { spec, plan, diagnostics } = await loadPlannedSpec(path, io, set);
      const { drawDiagram } = await import('../../describe/diagram/draw-diagram');
      const { templateGroups } = await import('../../describe/diagram/diagram-graph');
      const svg = await drawDiagram(plan, { ...options, groups: templateGroups(spec) });
      if (out === '-') io.stdout.write(svg);
      else {
        const image = isPng(out) ? await renderPng(svg) : svg;
        const { writeFileAtomically } = await import('../../hosts/node/atomic-write');
        await writeFileAtomically(out, image);
        writeLine(io.stderr, `${out}: ${plan.name}`);
      }
      noteOverridden(diagnostics, io);
      throwErrors(diagnostics);
    });
}

function imageFile(file: string): string {
  if (file === '-' || isPng(file) || extname(file).toLowerCase() === '.svg') return file;
  throw new InvalidArgumentError('Expected a file name ending in .svg or .png, or - for standard output.');
}

function isPng(file: string): boolean {
  return extname(file).toLowerCase() === '.png';
}

/** Pixels per unit of the diagram. The renderer treats a unit as one dot at 72 dpi. */
const scale = 2;
const dotsPerInch = 72;

/**
 * Renders a diagram as a PNG at twice its size. The theme `auto` renders as light.
 *
 * @throws DiagramError if the machine has no fonts, because the PNG would show boxes instead of text
 */
export async function renderPng(svg: string): Promise<Uint8Array> {
  const { default: sharp } = await import('sharp');
  const render = (document: string) => sharp(Buffer.from(document), { density: scale * dotsPerInch });
  const [wide, narrow] = await Promise.all(['M', 'i'].map((text) => render(probe(text)).raw().toBuffer()));
  // Without a font every character is the same box.
  if (wide && narrow && wide.equals(narrow))
    throw new DiagramError(
      'this machine has no fonts: a PNG would show boxes instead of text',
      'install a font, such as the package fonts-liberation or fonts-dejavu-core, or write an SVG',
    );
  return render(svg).png({ compressionLevel: 9 }).toBuffer();
}

function probe(text: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text x="2" y="16" font-size="16" font-family="Helvetica,Arial,sans-serif">${text}</text></svg>`;
}
