import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import { formatBytes } from '../../base/text/format-numbers';
import { chooseModel, modelSpecOption, optionalModelArgument } from '../choose-model';
import { outOption, overwriteOption, setOption } from '../flags';
import { type CliIo, writeLine } from '../io';
import { refuseExisting } from '../output-files';

/** `convspec export`: writes a trained model as an ONNX file. */
export function exportCommand(io: CliIo) {
  return new Command('export')
    .description('export a trained model as an ONNX file')
    .addArgument(optionalModelArgument())
    .addOption(modelSpecOption())
    .addOption(outOption('file', '.onnx file to write (required)').argParser(onnxFile).makeOptionMandatory())
    .addOption(overwriteOption('replace an existing file'))
    .addOption(setOption())
    .option('--no-preprocessing', 'export only the network, whose images the program must prepare')
    .addHelpText(
      'after',
      '\nThe exported graph takes uint8 images of any size, [batch, height, width, channels], prepares them as\n"convspec predict" does, and returns scores of shape [batch, classes]. Its metadata lists the class names\n(convspec_classes) and describes the input (convspec_input, convspec_preprocessing). With --no-preprocessing,\nit takes float32 images of the shape in the spec.\n\nExamples:\n  $ convspec export runs/icons-12 -o icons-12.onnx\n  $ convspec export resnet50.keras --spec specs/resnet50.yaml -o resnet50.onnx',
    )
    .action(async (argument, { out, overwrite, set = {}, spec, preprocessing }) => {
      await refuseExisting(out, { overwrite });
      const chosen = await chooseModel({ argument, spec }, io);
      const { exportOnnx } = await import('../../hosts/node/library');
      const { openModelSpec } = await import('../../hosts/node/model-file');
      const { file, source, isOwn } = await openModelSpec(chosen.model, chosen.spec);
      if (!isOwn && chosen.spec === undefined) writeLine(io.stderr, `spec ${source.file.name}`);
      const { bytes, plan, classes } = await exportOnnx(source, {
        weights: file,
        set,
        preprocessing,
        ...(io.plugins === undefined ? {} : { plugins: io.plugins }),
      });
      const { writeFileAtomically } = await import('../../hosts/node/atomic-write');
      await writeFileAtomically(out, bytes);
      if (classes === null)
        io.stderr.write('note: neither the model nor its spec has class names, so the file has none\n');
      const params = plan.totals.params.toLocaleString('en-US');
      writeLine(io.stderr, `${out}: ${plan.name}, ${params} parameters, ${formatBytes(bytes.byteLength)}`);
    });
}

function onnxFile(file: string): string {
  if (file.endsWith('.onnx')) return file;
  throw new InvalidArgumentError('Expected a file name ending in .onnx.');
}
