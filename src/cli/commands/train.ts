import { relative, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { Diagnostic } from '../../base/diagnostics/diagnostic';
import { countText, renderText } from '../../base/diagnostics/render/text';
import type { Overrides } from '../../language/overrides';
import type { BuiltModel } from '../../run/build-from-spec';
import type { TrainingEvent } from '../../run/training/events';
import type { StartedRun } from '../../run/training/start-run';
import { chooseSpec, readSpecArgument } from '../choose-spec';
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
import { type CliIo, createInterruptHandler, exitCodes, paintFor } from '../io';
import type { ProgressMode } from '../train-progress';

/** `convspec train`: choose the spec → build → start → follow the run's events → conclude. */
export function trainCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('train')
    .description('train the network of a spec on its data, and evaluate it')
    .addArgument(specArgument())
    .addOption(specOption())
    .addOption(dataOption('images to train on, one folder per class, in place of data.train of the spec'))
    .addOption(outOption('folder', 'the run folder; runs/<name of the spec> unless given'))
    .addOption(overwriteOption('replace an earlier run in that folder').conflicts('resume'))
    .option(
      '--resume [auto]',
      'go on with the run in that folder where it stopped; auto starts anew where there is none',
      resumeMode,
    )
    .addOption(backendOption('train on, in place of training.backend'))
    .addOption(seedOption())
    .addOption(setOption())
    .addOption(
      new Option(
        '--progress <mode>',
        'how to tell of the run on stderr: a bar, warnings only, or a line of JSON for each event',
      )
        .choices(['bar', 'quiet', 'json'])
        .default('bar' as const),
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec train\n  $ convspec train specs/icons-12.yaml --data photos\n  $ convspec train net.yaml --out runs/short --set training.epochs=5\n  $ convspec train net.yaml --out runs/short --set training.epochs=5 --resume',
    )
    .action(async (argument, options) => {
      const teller = await createTeller(io, options.progress);
      const path = chooseSpec({ argument, spec: options.spec }, teller.say);
      const built = await build(path, options, io);
      tellChoices(built, teller);
      const interrupt = stopOnInterrupt(io, teller);
      try {
        const run = await start(built, options, interrupt.signal);
        await follow(run, teller);
        // Everything is saved by now: from here on, Ctrl-C ends the process as it does anywhere.
        interrupt.release();
        exit(await conclude(run, io));
      } finally {
        interrupt.release();
      }
    });
}

interface TrainFlags {
  readonly data?: string | undefined;
  readonly out?: string | undefined;
  readonly overwrite?: true | undefined;
  readonly resume?: true | 'auto' | undefined;
  readonly backend?: string | readonly string[] | undefined;
  readonly seed?: number | undefined;
  readonly set?: Overrides | undefined;
}

/** How the command reports on the run, as `--progress` has it. */
interface Teller {
  readonly event: (event: TrainingEvent) => void;
  /** What is not an event of the run. */
  readonly say: (text: string) => void;
  readonly warn: (warnings: readonly Diagnostic[]) => void;
}

async function createTeller({ stderr, env }: CliIo, mode: ProgressMode): Promise<Teller> {
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
    say: (text) => mode === 'bar' && stderr.write(`${text}\n`),
    warn: (warnings) =>
      stderr.write(`${renderText(warnings, paintFor(stderr, env))}\n\n${countText(warnings)}\n\n`),
  };
}

/** The spec checked and compiled, with the values that flags put over it. */
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

function tellChoices({ warnings, backend }: BuiltModel, { say, warn }: Teller): void {
  if (warnings.length > 0) warn(warnings);
  say(`backend ${backend.name} (${backend.device}): ${backend.reason}`);
  for (const { name, reason } of backend.passedOver) say(`  passed over ${name}: ${reason}`);
}

/** The first Ctrl-C stops and saves, the second quits, until `release` is called. */
function stopOnInterrupt(io: CliIo, { say }: Teller): { readonly signal: AbortSignal; release(): void } {
  const abort = new AbortController();
  const handler = createInterruptHandler({
    first() {
      say('\nstopping after this batch and saving; press Ctrl-C again to quit at once');
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
    resume: resume ?? false,
    ...(out === undefined ? {} : { out }),
  });
}

async function follow(run: StartedRun, { event: tell, say }: Teller): Promise<void> {
  for (const line of run.diskUse) say(`will write ${line}`);
  for await (const event of run) tell(event);
  await run.result;
}

/** Prints what came of the run. @returns the exit code */
async function conclude(run: StartedRun, { stdout }: CliIo): Promise<number> {
  const { files, interrupted } = await run.result;
  const evaluation = await run.evaluation;
  if (evaluation) {
    const { printEvaluation } = await import('../evaluation-text');
    stdout.write(`\non the ${evaluation.images} held-out images: ${printEvaluation(evaluation)}`);
  }
  const folder = shownPath(run.folder);
  stdout.write(`\nin ${folder}:\n${fileList(files)}`);
  if (interrupted) stdout.write('\ngo on with the same command and --resume\n');
  else {
    const word = /^[\w./-]+$/.test(folder) ? folder : JSON.stringify(folder);
    stdout.write(`\nclassify a picture: convspec predict PICTURE --model ${word}\n`);
  }
  run.engine.dispose();
  return interrupted ? exitCodes.interrupted : exitCodes.clean;
}

/** The optional value of `--resume`, which takes the word that follows it. */
function resumeMode(value: string): 'auto' {
  if (value === 'auto') return value;
  throw new InvalidArgumentError(`Expected auto or nothing; write the spec before it: ${value} --resume.`);
}

const filesShown = 12;

function fileList(files: readonly string[]): string {
  const shown = files.slice(0, filesShown).map((file) => `  ${file}\n`);
  if (files.length > filesShown) shown.push(`  … and ${files.length - filesShown} more\n`);
  return shown.join('');
}

/** A path as people would write it: from here, where it is below here. */
function shownPath(path: string): string {
  const fromHere = relative(process.cwd(), path);
  return fromHere === '' || fromHere.startsWith('..') ? path : fromHere;
}
