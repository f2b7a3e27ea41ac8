import { appendFile } from 'node:fs/promises';
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

/** With fewer specs, starting threads costs more time than it saves. */
const worthThreads = 150;

/** The output formats, each with its renderer, loaded on demand. */
const formats = {
  text: async (paint: Paint) => (report: Report) => renderReport(report, paint),
  json: async () => (await import('../../base/diagnostics/render/json')).renderJson,
  sarif: async () => (await import('../render/sarif')).renderSarif,
  github: async () => (await import('../../base/diagnostics/render/github')).renderGithub,
  junit: async () => (await import('../../base/diagnostics/render/junit')).renderJunit,
};
const formatNames = ['text', 'json', 'sarif', 'github', 'junit'] as const satisfies (keyof typeof formats)[];

/** `convspec validate`, also available as the program `validate-spec`. */
export function validateCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('validate')
    .description('check specs without loading TensorFlow.js: schema, shapes, claims and training policy')
    .argument(
      '[specs...]',
      'files, folders, globs, or - for standard input (default: convspec.yaml and specs/**/*.{yaml,yml})',
    )
    .addOption(specOption())
    .addOption(formatOption(formatNames))
    .option('--fix', 'fix unambiguous problems in place, such as a misspelled key')
    .option('--notes', 'also print notes')
    .option('--max-warnings <count>', 'fail if there are more warnings than this', wholeNumber(0))
    .option('--counts <file>', 'append errors=N and warnings=N to a file, such as $GITHUB_OUTPUT')
    .option('--ignore <code>', 'ignore a warning or note (repeatable)', collectCode)
    .addHelpText('after', ({ command }) => {
      const program = command.parent?.name() === 'validate-spec' ? 'validate-spec' : 'convspec validate';
      return `
Examples:
  $ ${program} specs/*.yaml
  $ cat net.yaml | ${program} -
  $ ${program} --fix specs
  $ ${program} --format sarif > specs.sarif

Exit code: 0 if there are no errors, 1 if there are errors or too many warnings, 2 if a file could not be read.`;
    })
    .action(async (specs, options) => {
      const { paths, unread } = await findSpecs(
        options.spec === undefined ? specs : [...specs, options.spec],
      );
      const { plugins = [], unescaped = io.stdout } = io;
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
      // With --fix on standard input, the fixed text goes to stdout, so the report goes to stderr.
      const filters = options.fix === true && paths.includes('-');
      const sink = filters ? io.stderr : io.stdout;
      const render = await formats[options.format](paintFor(sink, io.env));
      const text = render(report);
      // Workflow commands have their own escapes.
      const isCommands = options.format === 'github' && !filters;
      if (text !== '') (isCommands ? unescaped : sink).write(`${text}\n`);
      for (const { message, hint } of failures) {
        io.stderr.write(errorText({ lines: [message], hint }, paintFor(io.stderr, io.env)));
      }
      const errors = diagnosticsOf(report).filter(({ severity }) => severity === 'error').length;
      // No count is right if a spec could not be read.
      if (options.counts !== undefined && failures.length === 0)
        await appendFile(options.counts, `errors=${errors}\nwarnings=${warnings.length}\n`);
      const failed = warningsFail || errors > 0;
      exit(failures.length > 0 ? exitCodes.usage : failed ? exitCodes.problems : exitCodes.clean);

      async function outcomes(): Promise<Outcome[]> {
        // Plugins cannot be passed to threads.
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
        if (path === '-') unescaped.write((file.byteOrderMark ? '\uFEFF' : '') + result.file.text);
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

/** Formats every diagnostic and a last line with the counts; empty if no file could be read. */
function renderReport(report: Report, paint: Paint): string {
  const diagnostics = diagnosticsOf(report);
  const { files, fixed } = report;
  if (files.length === 0) return '';
  const specs = counted(files.length, 'spec');
  const counts = countText(diagnostics);
  const fixes = fixed === 0 ? '' : `fixed ${counted(fixed, 'problem')}; `;
  const last = `${fixes}${counts === '' ? `${specs} checked, no problems found` : `${counts} in ${specs}`}`;
  return diagnostics.length === 0 ? last : `${renderText(diagnostics, paint)}\n\n${last}`;
}
