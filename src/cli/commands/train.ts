import { existsSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { Diagnostic } from '../../base/diagnostics/diagnostic';
import { countText, renderText } from '../../base/diagnostics/render/text';
import { UserError } from '../../base/diagnostics/user-error';
import { SourceError } from '../../base/source/read-source';
import { escapeLine } from '../../base/text/escape';
import type { Overrides } from '../../language/overrides';
import type { BuiltModel } from '../../run/build-from-spec';
import type { TrainingEvent } from '../../run/training/events';
import type { StartedRun } from '../../run/training/start-run';
import { chooseSpec, readSpecArgument, type SpecChoice } from '../choose-spec';
import {
  backendOption,
  dataOption,
  outOption,
  overwriteOption,
  seedOption,
  setOption,
  specArgument,
  specOption,
} from '../flags';
import { type CliIo, createInterruptHandler, exitCodes, paintFor, writeLine } from '../io';
import { asLaunched } from '../launch';
import type { ProgressMode } from '../train-progress';

/** `convspec train`: choose the spec → build → start → print the run's events → print the results. */
export function trainCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('train')
    .description('train the network of a spec on its data and evaluate it')
    .addArgument(specArgument())
    .addOption(specOption())
    .addOption(dataOption('training images, one subfolder per class (default: data.train of the spec)'))
    .addOption(outOption('folder', 'run folder (default: runs/<name of the spec>)'))
    .addOption(overwriteOption('replace an existing run in that folder').conflicts('resume'))
    .option(
      '--resume [run]',
      'resume a run (default: the one in that folder), with the spec it was started with unless one is given; auto starts a new run if there is none',
      resumeMode,
    )
    .addOption(backendOption('to train on', 'training.backend of the spec'))
    .addOption(seedOption())
    .addOption(setOption())
    .addOption(
      new Option(
        '--progress <mode>',
        'progress output on stderr: a bar, warnings only, or one line of JSON per event',
      )
        .choices(['bar', 'quiet', 'json'])
        .default('bar' as const),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec train\n  $ convspec train specs/icons-12.yaml --data photos\n  $ convspec train net.yaml --out runs/short --set training.epochs=5\n  $ convspec train --resume runs/short\n  $ convspec train --resume runs/short --set training.epochs=10',
    )
    .action(async (argument, options) => {
      const reporter = await createReporter(io, options.progress);
      const flags = resumedRun(options);
      const path = await specToTrain({ argument, spec: options.spec }, options.resume, reporter.say);
      const built = await build(path, flags, io);
      reportBackend(built, reporter);
      const interrupt = stopOnInterrupt(io, reporter);
      try {
        const run = await start(built, flags, interrupt.signal);
        await follow(run, reporter);
        // Everything is saved by now, so from here on Ctrl-C ends the process as usual.
        interrupt.release();
        exit(await conclude(run, io));
      } finally {
        interrupt.release();
      }
    });
}

/** A run folder given with `--resume`. */
interface ResumedRun {
  readonly run: string;
}

interface TrainFlags {
  readonly data?: string | undefined;
  readonly out?: string | undefined;
  readonly overwrite?: true | undefined;
  readonly resume?: true | 'auto' | ResumedRun | undefined;
  readonly backend?: string | readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly set?: Overrides | undefined;
}

/** Reports on the run in the mode of `--progress`. */
interface Reporter {
  readonly event: (event: TrainingEvent) => void;
  /** For text that is not an event of the run. */
  readonly say: (text: string) => void;
  readonly warn: (warnings: readonly Diagnostic[]) => void;
}

async function createReporter({ stderr, env }: CliIo, mode: ProgressMode): Promise<Reporter> {
  const { createProgress } = await import('../train-progress');
  const event = createProgress(stderr, env, mode);
  if (mode === 'json')
    return {
      event,
      say: (text) => event({ type: 'message', text: text.trim() }),
      warn: (warnings) => {
        for (const { message } of warnings) event({ type: 'warning', text: message });
      },
    };
  return {
    event,
    say: (text) => mode === 'bar' && writeLine(stderr, text),
    warn: (warnings) =>
      stderr.write(`${renderText(warnings, paintFor(stderr, env))}\n\n${countText(warnings)}\n\n`),
  };
}

/** Checks and compiles the spec, with the overrides given as options. */
async function build(path: string, { data, set, seed, backend }: TrainFlags, io: CliIo): Promise<BuiltModel> {
  const { buildFromSpec } = await import('../../hosts/node/library');
  return buildFromSpec(await readSpecArgument(path, io), {
    set: {
      ...(data === undefined ? {} : { 'data.train.directory': resolve(data) }),
      ...set,
      ...(seed === undefined ? {} : { 'training.seed': seed }),
    },
    ...(backend === undefined ? {} : { backend }),
    ...(io.plugins === undefined ? {} : { plugins: io.plugins }),
  });
}

function reportBackend({ warnings, backend }: BuiltModel, { say, warn }: Reporter): void {
  if (warnings.length > 0) warn(warnings);
  say(`backend ${backend.name} (${backend.device}): ${backend.reason}`);
  for (const { name, reason, install } of backend.passedOver)
    say(`  skipped ${name}: ${reason}${install === undefined ? '' : `; ${install}`}`);
}

/** Until `release` is called, the first Ctrl-C stops and saves, and the second quits. */
function stopOnInterrupt(io: CliIo, { say }: Reporter): { readonly signal: AbortSignal; release(): void } {
  const abort = new AbortController();
  const handler = createInterruptHandler({
    first() {
      say('');
      say('Stopping after this batch and saving. Press Ctrl-C again to quit immediately.');
      abort.abort();
    },
    again: () => io.quit(exitCodes.interrupted),
  });
  return { signal: abort.signal, release: io.onInterrupt(handler) };
}

async function start(
  built: BuiltModel,
  { overwrite, resume, out }: TrainFlags,
  signal: AbortSignal,
): Promise<StartedRun> {
  return built.train({
    signal,
    overwrite: overwrite === true,
    resume: typeof resume === 'object' ? true : (resume ?? false),
    ...(out === undefined ? {} : { out }),
  });
}

async function follow(run: StartedRun, { event: report, say }: Reporter): Promise<void> {
  for (const line of run.diskUse) say(`will write ${line}`);
  for await (const event of run) report(event);
  await run.result;
}

/** Prints the results of the run. @returns the exit code */
async function conclude(run: StartedRun, { stdout, env }: CliIo): Promise<number> {
  const result = await run.result;
  const { files, interrupted } = result;
  for (const [set, evaluation] of [
    ['validation', await run.evaluation],
    ['test', await run.testEvaluation],
  ] as const) {
    if (evaluation === null) continue;
    const { evaluatedOn, printEvaluation } = await import('../evaluation-text');
    stdout.write(`\n${evaluatedOn(evaluation, set)}${printEvaluation(evaluation)}`);
  }
  const { adviceFor } = await import('../../run/report/advice');
  const advice = interrupted ? null : adviceFor(result);
  if (advice !== null) stdout.write(`\nadvice: ${asLaunched(advice, env)}\n`);
  const folder = shownPath(run.folder);
  stdout.write(`\nsaved in ${escapeLine(folder)}:\n${fileList(files)}`);
  const word = escapeLine(/^[\w./-]+$/.test(folder) ? folder : JSON.stringify(folder));
  const command = (text: string) => asLaunched(`convspec ${text} ${word}`, env);
  stdout.write(
    interrupted
      ? `\nto resume: ${command('train --resume')}\n`
      : `\nclassify an image: ${command('predict')} IMAGE\n`,
  );
  run.engine.dispose();
  return interrupted ? exitCodes.interrupted : exitCodes.clean;
}

/** Parses the optional value of `--resume`, which commander takes from the next word. */
function resumeMode(value: string): 'auto' | ResumedRun {
  if (value === 'auto') return value;
  if (!/\.ya?ml$/i.test(value)) return { run: value };
  throw new InvalidArgumentError(
    `Expected a run folder, auto or no value. Write the spec before the option: ${value} --resume.`,
  );
}

/** The flags with the run folder that `--resume` names. @throws UserError if `--out` names another one */
function resumedRun(flags: TrainFlags): TrainFlags {
  const { resume, out } = flags;
  if (typeof resume !== 'object') return flags;
  if (out === undefined || resolve(out) === resolve(resume.run)) return { ...flags, out: resume.run };
  throw new SourceError(
    `two run folders were given: --resume ${resume.run} and --out ${out}`,
    'give only one',
  );
}

/** The spec to train: the one given, or that of the run to resume. @throws UserError if that run does not exist */
async function specToTrain(
  choice: SpecChoice,
  resume: TrainFlags['resume'],
  say: (text: string) => void,
): Promise<string> {
  if (typeof resume !== 'object' || choice.argument !== undefined || choice.spec !== undefined)
    return chooseSpec(choice, say);
  const path = join(resume.run, 'spec.yaml');
  if (existsSync(path)) return path;
  throw new UserError(
    `no run to resume in "${resume.run}"`,
    'give the folder of a run, or start one without --resume',
  );
}

const filesShown = 12;

function fileList(files: readonly string[]): string {
  const shown = files.slice(0, filesShown).map((file) => `  ${escapeLine(file)}\n`);
  if (files.length > filesShown) shown.push(`  … and ${files.length - filesShown} more\n`);
  return shown.join('');
}

/** A path relative to the working directory if it is inside it, otherwise unchanged. */
function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
}
