import { Command, Option } from '@commander-js/extra-typings';
import { checkSpec } from '../../check-spec';
import type { Diagnostic } from '../../diagnostics/diagnostic';
import { renderJson } from '../../diagnostics/render/json';
import { countText, renderText } from '../../diagnostics/render/text';
import { SourceError } from '../../source/read-source';
import { vocabularyWith } from '../../vocabulary';
import { type CliIo, exitCodes } from '../io';
import { readSpecArgument } from '../load-spec';
import { paintFor } from '../paint';
import { wholeNumber } from '../whole-number';

const specPattern = '**/*.{yaml,yml}';

/** `convspec validate`, which is also the program `validate-spec`. */
export function validateCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('validate')
    .description('check specs: schema, shapes, claims and policy, without loading TensorFlow.js')
    .argument(
      '[specs...]',
      'files, folders, globs, or - for standard input; specs/**/*.{yaml,yml} unless given',
    )
    .addOption(
      new Option('--format <format>', 'how to print what was found')
        .choices(['text', 'json'])
        .default('text'),
    )
    .option('--notes', 'print notes too')
    .option('--max-warnings <count>', 'fail when there are more warnings', wholeNumber(0))
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec validate specs/*.yaml\n  $ cat net.yaml | convspec validate -\n  $ validate-spec --format json specs',
    )
    .action(async (specs, options) => {
      const paths = await findSpecs(specs);
      const diagnostics: Diagnostic[] = [];
      for (const path of paths) {
        const { file } = await readSpecArgument(path, io);
        diagnostics.push(...checkSpec(file, vocabularyWith()).diagnostics);
      }
      const shown = diagnostics.filter(
        (diagnostic) => options.notes === true || diagnostic.severity !== 'note',
      );
      const paint = paintFor(io.stdout, io.env);
      if (options.format === 'json') io.stdout.write(`${renderJson(shown)}\n`);
      else {
        const files = `${paths.length} spec${paths.length === 1 ? '' : 's'}`;
        const found = countText(shown);
        if (shown.length > 0) io.stdout.write(`${renderText(shown, paint)}\n\n`);
        io.stdout.write(`${found === '' ? `${files} without a problem` : `${found} in ${files}`}\n`);
      }
      const warnings = diagnostics.filter((diagnostic) => diagnostic.severity === 'warning').length;
      const failed =
        diagnostics.some((diagnostic) => diagnostic.severity === 'error') ||
        warnings > (options.maxWarnings ?? Number.POSITIVE_INFINITY);
      exit(failed ? exitCodes.problems : exitCodes.clean);
    });
}

/** The files that the arguments stand for. @throws SourceError when one stands for nothing. */
async function findSpecs(specs: readonly string[]): Promise<string[]> {
  if (
    specs.length > 0 &&
    specs.every((path) => path === '-' || (/\.ya?ml$/.test(path) && !/[*?{}[\]!]/.test(path)))
  )
    return [...specs];
  const { glob } = await import('tinyglobby');
  const { stat } = await import('node:fs/promises');
  const found: string[] = [];
  for (const given of specs.length > 0 ? specs : ['specs']) {
    const kind = given === '-' ? null : await stat(given).catch(() => null);
    if (given === '-' || kind?.isFile()) {
      found.push(given);
      continue;
    }
    const pattern = kind?.isDirectory() ? `${given.replace(/\/+$/, '')}/${specPattern}` : given;
    const matches = await glob(pattern, { onlyFiles: true, expandDirectories: false });
    if (matches.length === 0) {
      throw new SourceError(
        specs.length > 0 ? `${given}: no spec is there` : 'there is no folder specs with *.yaml in it',
        'give the path of a spec, a folder with specs, or a glob',
      );
    }
    found.push(...matches.sort());
  }
  return [...new Set(found)];
}
