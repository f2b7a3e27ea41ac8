import { extname } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { chooseSpec, sayOn } from '../choose-spec';
import type { CliIo } from '../io';
import { loadSoundSpec } from '../load-spec';
import { outOption, setOption, specArgument, specOption } from '../shared-flags';

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
      const { templateGroups } = await import('../../describe/diagram/template-groups');
      const svg = await drawDiagram(plan, { ...options, groups: templateGroups(spec) });
      if (out === '-') {
        io.stdout.write(svg);
        return;
      }
      const { renderPng } = await import('../render-png');
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
