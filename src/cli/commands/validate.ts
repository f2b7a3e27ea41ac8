import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import type { IgnorableCode } from '../../base/diagnostics/codes';
import { fix } from '../../base/diagnostics/fix';
import { ignoreProblem, isIgnorable } from '../../base/diagnostics/ignore';
import {
  type CheckedFile,
  diagnosticsOf,
  type Report,
  type UnreadFile,
} from '../../base/diagnostics/render/report';
import { countText, type Paint, renderText } from '../../base/diagnostics/render/text';
import type { SourceFile } from '../../base/source/source-file';
import { counted } from '../../base/text/words';
import { checkFile, type Outcome, outcomeOf } from '../check-files';
import { readSpecArgument } from '../choose-spec';
import { findSpecs } from '../find-specs';
import { formatOption, specOption, wholeNumber } from '../flags';
import { type CliIo, errorText, exitCodes, paintFor } from '../io';

/** With fewer specs, starting threads takes longer than they save. */
const worthThreads = 150;

/** The formats, each with the function that writes a report in it, loaded when chosen. */
const formats = {
  text: async (paint: Paint) => (report: Report) => renderReport(report, paint),
  json: async () => (await import('../../base/diagnostics/render/json')).renderJson,
  sarif: async () => (await import('../render/sarif')).renderSarif,
  github: async () => (await import('../../base/diagnostics/render/github')).renderGithub,
  junit: async () => (await import('../../base/diagnostics/render/junit')).renderJunit,
};
const formatNames = ['text', 'json', 'sarif', 'github', 'junit'] as const satisfies (keyof typeof formats)[];

/** `convspec validate`, which is also the program `validate-spec`. */
export function validateCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('validate')
    .description('check specs: schema, shapes, claims and policy, without loading TensorFlow.js')
    .argument(
      '[specs...]',
      'files, folders, globs, or - for standard input; convspec.yaml and specs/**/*.{yaml,yml} unless given',
    )
    .addOption(specOption())
    .addOption(formatOption(formatNames))
    .option('--fix', 'mend in place what can be mended for certain, such as a misspelt key')
    .option('--notes', 'print notes too')
    .option('--max-warnings <count>', 'fail when there are more warnings', wholeNumber(0))
    .option('--ignore <code>', 'pass over a warning or a note; may be repeated', collectCode)
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec validate specs/*.yaml\n  $ cat net.yaml | convspec validate -\n  $ validate-spec --fix specs\n  $ validate-spec --format sarif > specs.sarif\n\nExit code: 0 without a problem, 1 with problems, 2 when something could not be read.',
    )
    .action(async (specs, options) => {
      const { paths, unread } = await findSpecs(
        options.spec === undefined ? specs : [...specs, options.spec],
      );
      const { plugins = [] } = io;
      const choice = { ignore: options.ignore ?? [], notes: options.notes === true, plugins };
      const failures: UnreadFile[] = [...unread];
      const files: CheckedFile[] = [];
      let fixed = 0;
      for (const outcome of await outcomes()) {
        if ('checked' in outcome) files.push(outcome.checked);
        else failures.push(outcome.unread);
      }

      const warnings = files
        .flatMap((file) => file.diagnostics)
        .filter(({ severity }) => severity === 'warning');
      const warningsFail = warnings.length > (options.maxWarnings ?? Number.POSITIVE_INFINITY);
      const report: Report = { files, unread: failures, fixed, warningsFail, root: process.cwd() };
      // The fixed text of standard input is the result then, and the report a remark about it.
      const sink = options.fix === true && paths.includes('-') ? io.stderr : io.stdout;
      const render = await formats[options.format](paintFor(sink, io.env));
      const text = render(report);
      if (text !== '') sink.write(`${text}\n`);
      for (const { message, hint } of failures) {
        io.stderr.write(errorText({ message, hint }, paintFor(io.stderr, io.env)));
      }
      const failed = warningsFail || diagnosticsOf(report).some(({ severity }) => severity === 'error');
      exit(failures.length > 0 ? exitCodes.usage : failed ? exitCodes.problems : exitCodes.clean);

      async function outcomes(): Promise<Outcome[]> {
        // Plugins cannot be sent to threads.
        const alone = options.fix === true || plugins.length > 0 || paths.includes('-');
        if (!alone && io.checkThread && paths.length >= worthThreads) {
          const { checkInThreads } = await import('../check-in-threads');
          return checkInThreads(paths, choice, io.checkThread);
        }
        const found: Outcome[] = [];
        for (const path of paths) {
          found.push(
            await outcomeOf(path, () => (options.fix === true ? fixSpec(path) : read(path)), choice),
          );
        }
        return found;
      }

      async function read(path: string): Promise<SourceFile> {
        return (await readSpecArgument(path, io)).file;
      }

      async function fixSpec(path: string): Promise<SourceFile> {
        const file = await read(path);
        const result = fix(file, (version) => checkFile(version, choice));
        if (path === '-') io.stdout.write((file.byteOrderMark ? '\uFEFF' : '') + result.file.text);
        else if (result.fixed > 0) {
          const { writeFixed } = await import('../output-files');
          await writeFixed(path, file, result.file);
        }
        fixed += result.fixed;
        return result.file;
      }
    });
}

function collectCode(code: string, previous: readonly IgnorableCode[] = []): IgnorableCode[] {
  if (isIgnorable(code)) return [...previous, code];
  throw new InvalidArgumentError(ignoreProblem(code)?.message ?? '');
}

/** Every diagnostic, and a last line that counts; nothing when nothing could be read. */
function renderReport(report: Report, paint: Paint): string {
  const diagnostics = diagnosticsOf(report);
  const { files, fixed } = report;
  if (files.length === 0) return '';
  const specs = counted(files.length, 'spec');
  const counts = countText(diagnostics);
  const mended = fixed === 0 ? '' : `fixed ${counted(fixed, 'mistake')}; `;
  const last = `${mended}${counts === '' ? `${specs} without a problem` : `${counts} in ${specs}`}`;
  return diagnostics.length === 0 ? last : `${renderText(diagnostics, paint)}\n\n${last}`;
}
