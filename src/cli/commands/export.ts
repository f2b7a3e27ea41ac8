import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { formatBytes } from '../../base/text/format-numbers';
import { chooseSpec, readSpecArgument, sayOn } from '../choose-spec';
import { outOption, overwriteOption, setOption, specArgument, specOption } from '../flags';
import { type CliIo, writeLine } from '../io';
import { refuseExisting } from '../output-files';

/** `convspec export`: writes a trained network as an ONNX file. */
export function exportCommand(io: CliIo) {
  return new Command('export')
    .description('export a trained network as an ONNX file')
    .addArgument(specArgument())
    .addOption(specOption())
    .requiredOption(
      '--weights <path>',
      'run folder, or model file: .h5, .weights.h5, .keras, or a tfjs model.json (required)',
    )
    .addOption(outOption('file', '.onnx file to write (required)').argParser(onnxFile).makeOptionMandatory())
    .addOption(overwriteOption('replace an existing file'))
    .addOption(setOption())
    .option('--no-preprocessing', 'export only the network, whose images the program must prepare')
    .addHelpText(
      'after',
      '\nThe exported graph takes uint8 images of any size, [batch, height, width, channels], prepares them as\n"convspec predict" does, and returns scores of shape [batch, classes]. Its metadata lists the class names\n(convspec_classes) and describes the input (convspec_input, convspec_preprocessing). With --no-preprocessing,\nit takes float32 images of the shape in the spec.\n\nExample:\n  $ convspec export specs/icons-12.yaml --weights runs/icons-12 --out icons-12.onnx',
    )
    .action(async (argument, { weights, out, overwrite, set = {}, spec, preprocessing }) => {
      await refuseExisting(out, { overwrite });
      const path = chooseSpec({ argument, spec }, sayOn(io));
      const { exportOnnx } = await import('../../hosts/node/library');
      const { file, directory } = await readSpecArgument(path, io);
      const { bytes, plan, classes } = await exportOnnx(
        directory === null ? { yaml: file.text, name: file.name } : path,
        { weights, set, preprocessing, ...(io.plugins === undefined ? {} : { plugins: io.plugins }) },
      );
      const { writeFileAtomically } = await import('../../hosts/node/atomic-write');
      await writeFileAtomically(out, bytes);
      if (classes === null)
        io.stderr.write('note: neither the weights nor the spec have class names, so the file has none\n');
      const params = plan.totals.params.toLocaleString('en-US');
      writeLine(io.stderr, `${out}: ${plan.name}, ${params} parameters, ${formatBytes(bytes.byteLength)}`);
    });
}

function onnxFile(file: string): string {
  if (file.endsWith('.onnx')) return file;
  throw new InvalidArgumentError('Expected a file name ending in .onnx.');
}
