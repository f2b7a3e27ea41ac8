import { relative, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import { countText, renderText } from '../../base/diagnostics/render/text';
import { chooseSpec } from '../choose-spec';
import { createInterruptHandler } from '../interrupt';
import { type CliIo, exitCodes } from '../io';
import { readSpecArgument } from '../load-spec';
import { paintFor } from '../paint';
import {
  backendOption,
  dataOption,
  outOption,
  overwriteOption,
  seedOption,
  setOption,
  specArgument,
  specOption,
} from '../shared-flags';

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
      const { createProgress } = await import('../train-progress');
      const progress = createProgress(io.stderr, io.env, options.progress);
      const say = (text: string) => {
        if (options.progress === 'bar') io.stderr.write(`${text}\n`);
        if (options.progress === 'json') progress({ type: 'message', text: text.trim() });
      };
      const path = chooseSpec({ argument, spec: options.spec }, say);
      const { buildFromSpec } = await import('../../hosts/node/library');
      const built = await buildFromSpec(await readSpecArgument(path, io), {
        set: {
          ...(options.data === undefined ? {} : { 'data.train.directory': resolve(options.data) }),
          ...options.set,
          ...(options.seed === undefined ? {} : { 'training.seed': options.seed }),
        },
        ...(options.backend === undefined ? {} : { backend: options.backend }),
        ...(io.plugins === undefined ? {} : { plugins: io.plugins }),
      });
      if (built.warnings.length > 0) {
        if (options.progress === 'json')
          for (const { message } of built.warnings) progress({ type: 'warning', text: message });
        else
          io.stderr.write(
            `${renderText(built.warnings, paintFor(io.stderr, io.env))}\n\n${countText(built.warnings)}\n\n`,
          );
      }
      const { name, device, reason, passedOver } = built.backend;
      say(`backend ${name} (${device}): ${reason}`);
      for (const other of passedOver) say(`  passed over ${other.name}: ${other.reason}`);

      const abort = new AbortController();
      const release = io.onInterrupt(
        createInterruptHandler({
          first() {
            say('\nstopping after this batch and saving; press Ctrl-C again to quit at once');
            abort.abort();
          },
          again: () => io.quit(exitCodes.interrupted),
        }),
      );
      try {
        const run = await built.train({
          signal: abort.signal,
          overwrite: options.overwrite === true,
          resume: options.resume ?? false,
          ...(options.out === undefined ? {} : { out: options.out }),
        });
        for (const line of run.diskUse) say(`will write ${line}`);
        for await (const event of run) progress(event);
        const { files, interrupted } = await run.result;
        // Everything is saved by now: from here on, Ctrl-C ends the process as it does anywhere.
        release();
        const evaluation = await run.evaluation;
        if (evaluation) {
          const { printEvaluation } = await import('../evaluation-text');
          io.stdout.write(`\non the ${evaluation.images} held-out images: ${printEvaluation(evaluation)}`);
        }
        const folder = shownPath(run.folder);
        io.stdout.write(`\nin ${folder}:\n${fileList(files)}`);
        if (!interrupted) {
          const word = /^[\w./-]+$/.test(folder) ? folder : JSON.stringify(folder);
          io.stdout.write(`\nclassify a picture: convspec predict PICTURE --model ${word}\n`);
        }
        if (interrupted) io.stdout.write('\ngo on with the same command and --resume\n');
        run.engine.dispose();
        exit(interrupted ? exitCodes.interrupted : exitCodes.clean);
      } finally {
        release();
      }
    });
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
