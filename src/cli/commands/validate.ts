import { appendFile } from 'node:fs/promises';
import { Command, InvalidArgumentError } from '@commander-js/extra-typings';
import type { IgnorableCode } from '../../base/diagnostics/codes';
import { ignoreProblem, isIgnorable } from '../../base/diagnostics/ignore';
import { diagnosticsOf, type Report } from '../../base/diagnostics/render/report';
import { countText, type Paint, renderText } from '../../base/diagnostics/render/text';
import { type ReadSource, SourceError } from '../../base/source/read-source';
import type { SourceFile } from '../../base/source/source-file';
import { counted } from '../../base/text/words';
import {
  type ChangeChoice,
  type ChangedSpec,
  changeCounts,
  changeLines,
  changeSpec,
  sourceReminder,
} from '../change-spec';
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
    .option('--counts <file>', 'append errors=N and warnings=N to a file, such as $GITHUB_OUTPUT')
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
      const choice: ValidateChoice = {
        ignore: options.ignore ?? [],
        notes: options.notes === true,
        plugins: io.plugins ?? [],
        fix: options.fix === true,
        updateClaims: options.updateClaims === true,
        dryRun: options.dryRun === true,
      };
      if (choice.dryRun && !changesSpecs(choice))
        throw new SourceError('--dry-run changes nothing by itself', 'use it with --fix or --update-claims');
      const { outcomes, changed } = await checkAll(paths, choice, io);
      const files = outcomes.flatMap((outcome) => ('checked' in outcome ? [outcome.checked] : []));
      const failures = outcomes.flatMap((outcome) => ('unread' in outcome ? [outcome.unread] : []));
      const warnings = files
        .flatMap((file) => file.diagnostics)
        .filter(({ severity }) => severity === 'warning').length;
      const report: Report = {
        files,
        unread: [...unread, ...failures],
        fixed: changed.flatMap(({ fixes }) => fixes).length,
        updated: changed.flatMap(({ updates }) => updates).length,
        warningsFail: warnings > (options.maxWarnings ?? Number.POSITIVE_INFINITY),
        root: process.cwd(),
      };
      // The changed text of standard input goes to stdout, so the report goes to stderr.
      const sink = changesSpecs(choice) && !choice.dryRun && paths.includes('-') ? io.stderr : io.stdout;
      if (choice.dryRun && options.format === 'text')
        for (const line of changed.flatMap(changeLines)) writeLine(sink, line);
      const text = (await formats[options.format](paintFor(sink, io.env), choice.dryRun))(report);
      // Workflow commands have their own escapes.
      const isCommands = options.format === 'github' && sink === io.stdout;
      if (text !== '') (isCommands ? (io.unescaped ?? sink) : sink).write(`${text}\n`);

      const complain = (line: string, hint?: string) =>
        io.stderr.write(errorText({ lines: [line], hint }, paintFor(io.stderr, io.env)));
      for (const { message, hint } of report.unread) complain(message, hint);
      const reminder = sourceReminder(changed.flatMap(({ updates }) => updates));
      if (reminder !== null) writeLine(io.stderr, reminder);
      // No count is right if a spec could not be read.
      if (options.counts !== undefined && report.unread.length === 0)
        await appendFile(options.counts, `errors=${errorsIn(report)}\nwarnings=${warnings}\n`);
      if (report.warningsFail)
        complain(`${counted(warnings, 'warning')}, more than --max-warnings ${options.maxWarnings}`);
      exit(exitCodeOf(report, choice));
    });
}

interface ValidateChoice extends ChangeChoice {
  readonly dryRun: boolean;
}

function changesSpecs({ fix, updateClaims }: ChangeChoice): boolean {
  return fix || updateClaims;
}

/** Checks all specs, after changing them if that was chosen. */
async function checkAll(
  paths: readonly string[],
  choice: ValidateChoice,
  io: CliIo,
): Promise<{ readonly outcomes: readonly Outcome[]; readonly changed: readonly ChangedSpec[] }> {
  const changes = changesSpecs(choice);
  // Plugins cannot be passed to threads.
  const alone = changes || io.plugins?.length || paths.includes('-');
  if (!alone && io.checkThread && paths.length >= worthThreads) {
    const { checkInThreads } = await import('../check-in-threads');
    return { outcomes: await checkInThreads(paths, choice, io.checkThread), changed: [] };
  }
  const outcomes: Outcome[] = [];
  const changed: ChangedSpec[] = [];
  for (const path of paths) outcomes.push(await outcomeOf(path, () => readOrChange(path), choice));
  return { outcomes, changed };

  async function readOrChange(path: string): Promise<ReadSource> {
    const source = await readSpecArgument(path, io);
    if (!changes) return source;
    const result = await changeSpec(source, choice);
    if (!choice.dryRun) await write(path, source.file, result.file);
    changed.push(result);
    return { ...source, file: result.file };
  }

  async function write(path: string, file: SourceFile, result: SourceFile): Promise<void> {
    if (path === '-') (io.unescaped ?? io.stdout).write((file.byteOrderMark ? '\uFEFF' : '') + result.text);
    else if (result.text !== file.text) {
      const { writeSpec } = await import('../output-files');
      await writeSpec(path, file, result);
    }
  }
}

function exitCodeOf(report: Report, { dryRun }: ValidateChoice): number {
  if (report.unread.length > 0) return exitCodes.usage;
  const wouldChange = dryRun && report.fixed + report.updated > 0;
  return errorsIn(report) > 0 || wouldChange || report.warningsFail ? exitCodes.problems : exitCodes.clean;
}

function errorsIn(report: Report): number {
  return diagnosticsOf(report).filter(({ severity }) => severity === 'error').length;
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
