import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import type { IgnorableCode } from '../../base/diagnostics/codes';
import { ignoreProblem, isIgnorable } from '../../base/diagnostics/ignore';
import {
  type CheckedFile,
  diagnosticsOf,
  type Report,
  type UnreadFile,
} from '../../base/diagnostics/render/report';
import { countText, type Paint, renderText } from '../../base/diagnostics/render/text';
import { SourceError } from '../../base/source/read-source';
import type { SourceFile } from '../../base/source/source-file';
import { counted } from '../../base/text/words';
import { type ChangedSpec, changeCounts, changeLines, changeSpec, sourceReminder } from '../change-spec';
import { type Outcome, outcomeOf } from '../check-files';
import { readSpecArgument } from '../choose-spec';
import { findSpecs } from '../find-specs';
import { formatOption, specOption, wholeNumber } from '../flags';
import { type CliIo, errorText, exitCodes, paintFor, writeLine } from '../io';

/** With fewer specs, starting threads costs more time than it saves. */
const worthThreads = 150;

/** The output formats, each with its renderer, loaded on demand. */
const formats = {
  text: async (paint: Paint, dryRun: boolean) => (report: Report) => renderReport(report, paint, dryRun),
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
    .option('--update-claims', 'write the actual values into claims (expect) that fail')
    .option('--dry-run', 'with --fix or --update-claims: print the changes without making them')
    .option('--notes', 'also print notes')
    .option('--max-warnings <count>', 'fail if there are more warnings than this', wholeNumber(0))
    .option('--ignore <code>', 'ignore a warning or note (repeatable)', collectCode)
    .addHelpText('after', ({ command }) => {
      const program = command.parent?.name() === 'validate-spec' ? 'validate-spec' : 'convspec validate';
      return `
Examples:
  $ ${program} specs/*.yaml
  $ cat net.yaml | ${program} -
  $ ${program} --fix specs
  $ ${program} --update-claims --dry-run net.yaml
  $ ${program} --format sarif > specs.sarif

Exit code: 0 if there are no errors, 1 if there are errors, too many warnings or changes that --dry-run did not make, 2 if
a file could not be read.`;
    })
    .action(async (specs, options) => {
      const { paths, unread } = await findSpecs(
        options.spec === undefined ? specs : [...specs, options.spec],
      );
      const { plugins = [], unescaped = io.stdout } = io;
      const choice = {
        ignore: options.ignore ?? [],
        notes: options.notes === true,
        fix: options.fix === true,
        updateClaims: options.updateClaims === true,
        plugins,
      };
      const changes = choice.fix || choice.updateClaims;
      const dryRun = options.dryRun === true;
      if (dryRun && !changes)
        throw new SourceError('--dry-run changes nothing by itself', 'use it with --fix or --update-claims');
      const failures: UnreadFile[] = [...unread];
      const files: CheckedFile[] = [];
      const changed: ChangedSpec[] = [];
      for (const outcome of await outcomes()) {
        if ('checked' in outcome) files.push(outcome.checked);
        else failures.push(outcome.unread);
      }

      const warnings = files
        .flatMap((file) => file.diagnostics)
        .filter(({ severity }) => severity === 'warning');
      const warningsFail = warnings.length > (options.maxWarnings ?? Number.POSITIVE_INFINITY);
      const updates = changed.flatMap((spec) => spec.updates);
      const report: Report = {
        files,
        unread: failures,
        fixed: changed.flatMap(({ fixes }) => fixes).length,
        updated: updates.length,
        warningsFail,
        root: process.cwd(),
      };
      // The changed text of standard input goes to stdout, so the report goes to stderr.
      const filters = changes && !dryRun && paths.includes('-');
      const sink = filters ? io.stderr : io.stdout;
      const render = await formats[options.format](paintFor(sink, io.env), dryRun);
      const listed = dryRun && options.format === 'text' ? changed.flatMap(changeLines) : [];
      for (const line of listed) writeLine(sink, line);
      const text = render(report);
      // Workflow commands have their own escapes.
      const isCommands = options.format === 'github' && !filters;
      if (text !== '') (isCommands ? unescaped : sink).write(`${text}\n`);
      for (const { message, hint } of failures) {
        io.stderr.write(errorText({ lines: [message], hint }, paintFor(io.stderr, io.env)));
      }
      const reminder = sourceReminder(updates);
      if (reminder !== null) writeLine(io.stderr, reminder);
      if (warningsFail) {
        const reason = `${counted(warnings.length, 'warning')}, more than --max-warnings ${options.maxWarnings}`;
        io.stderr.write(errorText({ lines: [reason], hint: undefined }, paintFor(io.stderr, io.env)));
      }
      const wouldChange = dryRun && report.fixed + report.updated > 0;
      const failed =
        warningsFail || wouldChange || diagnosticsOf(report).some(({ severity }) => severity === 'error');
      exit(failures.length > 0 ? exitCodes.usage : failed ? exitCodes.problems : exitCodes.clean);

      async function outcomes(): Promise<Outcome[]> {
        // Plugins cannot be passed to threads.
        const alone = changes || plugins.length > 0 || paths.includes('-');
        if (!alone && io.checkThread && paths.length >= worthThreads) {
          const { checkInThreads } = await import('../check-in-threads');
          return checkInThreads(paths, choice, io.checkThread);
        }
        const found: Outcome[] = [];
        for (const path of paths) {
          found.push(await outcomeOf(path, () => (changes ? change(path) : read(path)), choice));
        }
        return found;
      }

      async function read(path: string): Promise<SourceFile> {
        return (await readSpecArgument(path, io)).file;
      }

      async function change(path: string): Promise<SourceFile> {
        const file = await read(path);
        const result = await changeSpec(file, choice);
        if (!dryRun && path === '-') unescaped.write((file.byteOrderMark ? '\uFEFF' : '') + result.file.text);
        else if (!dryRun && result.file.text !== file.text) {
          const { writeSpec } = await import('../output-files');
          await writeSpec(path, file, result.file);
        }
        changed.push(result);
        return result.file;
      }
    });
}

function collectCode(code: string, previous: readonly IgnorableCode[] = []): IgnorableCode[] {
  if (isIgnorable(code)) return [...previous, code];
  throw new InvalidArgumentError(ignoreProblem(code)?.message ?? '');
}

/** Formats every diagnostic and a last line with the counts; empty if no file could be read. */
function renderReport(report: Report, paint: Paint, dryRun: boolean): string {
  const diagnostics = diagnosticsOf(report);
  const { files } = report;
  if (files.length === 0) return '';
  const specs = counted(files.length, 'spec');
  const counts = countText(diagnostics);
  const changes = changeCounts(report, dryRun);
  const last = `${changes === '' ? '' : `${changes}; `}${counts === '' ? `${specs} checked, no problems found` : `${counts} in ${specs}`}`;
  return diagnostics.length === 0 ? last : `${renderText(diagnostics, paint)}\n\n${last}`;
}
