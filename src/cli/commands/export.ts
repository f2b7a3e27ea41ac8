import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { formatBytes } from '../../base/text/format-numbers';
import { chooseSpec, readSpecArgument, sayOn } from '../choose-spec';
import { outOption, overwriteOption, setOption, specArgument, specOption } from '../flags';
import type { CliIo } from '../io';
import { refuseExisting } from '../output-files';

/** `convspec export`: a trained network for those who run it elsewhere. */
export function exportCommand(io: CliIo) {
  return new Command('export')
    .description('write a trained network as an ONNX file, for other programs to run')
    .addArgument(specArgument())
    .addOption(specOption())
    .requiredOption(
      '--weights <path>',
      'a run folder, or a model file: .h5, .weights.h5, .keras, model.json of tfjs',
    )
    .addOption(outOption('file', 'where to write it, as .onnx').argParser(onnxFile).makeOptionMandatory())
    .addOption(overwriteOption('replace the file if there is one'))
    .addOption(setOption())
    .addHelpText(
      'after',
      '\nThe file takes images, [batch, height, width, channels], prepared as its metadata convspec_preprocessing says, and\nyields scores, [batch, classes]. convspec_classes has the names of the classes.\n\nExample:\n  $ convspec export specs/icons-12.yaml --weights runs/icons-12 --out icons-12.onnx',
    )
    .action(async (argument, { weights, out, overwrite, set = {}, spec }) => {
      await refuseExisting(out, { overwrite });
      const path = chooseSpec({ argument, spec }, sayOn(io));
      const { exportOnnx } = await import('../../hosts/node/library');
      const { file, directory } = await readSpecArgument(path, io);
      const { bytes, plan, classes } = await exportOnnx(
        directory === null ? { yaml: file.text, name: file.name } : path,
        { weights, set, ...(io.plugins === undefined ? {} : { plugins: io.plugins }) },
      );
      const { writeFileAtomically } = await import('../../hosts/node/atomic-write');
      await writeFileAtomically(out, bytes);
      if (classes === null)
        io.stderr.write(
          'note: neither the weights nor the spec name the classes: the file does not either\n',
        );
      const params = plan.totals.params.toLocaleString('en-US');
      io.stderr.write(`${out}: ${plan.name}, ${params} parameters, ${formatBytes(bytes.byteLength)}\n`);
    });
}

function onnxFile(file: string): string {
  if (file.endsWith('.onnx')) return file;
  throw new InvalidArgumentError('Expected a file that ends in .onnx.');
}
