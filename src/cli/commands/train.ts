import { Command } from '@commander-js/extra-typings';
import type { Engine } from '../../backend/engine';
import type { DataSet } from '../../data/data-set';
import { countText, renderText } from '../../diagnostics/render/text';
import { createInterruptHandler } from '../interrupt';
import { type CliIo, exitCodes } from '../io';
import { readSpecArgument } from '../load-spec';
import { paintFor } from '../paint';
import { collectOverride, setFlag, setHelp } from '../spec-options';
import { wholeNumber } from '../whole-number';

export function trainCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('train')
    .description('train the network of a spec on its data, and evaluate it')
    .argument('<spec>', 'file, or - for standard input')
    .option('--out <folder>', 'the run folder; runs/<name of the spec> unless given')
    .option('--overwrite', 'replace an earlier run in that folder')
    .option('--backend <name>', 'what to train on, in place of training.backend')
    .option('--seed <number>', 'in place of training.seed', wholeNumber(0))
    .option(setFlag, setHelp, collectOverride)
    .addHelpText(
      'after',
      '\nExamples:\n  $ convspec train specs/icons-12.yaml\n  $ convspec train net.yaml --out runs/short --set training.epochs=5',
    )
    .action(async (path, options) => {
      const { buildFromSpec } = await import('../../build-from-spec');
      const { createProgress } = await import('../../train/progress');
      const { file, directory } = await readSpecArgument(path, io);
      const built = await buildFromSpec(directory === null ? { yaml: file.text, name: file.name } : path, {
        set: { ...options.set, ...(options.seed === undefined ? {} : { 'training.seed': options.seed }) },
        ...(options.backend === undefined ? {} : { backend: options.backend }),
      });
      const say = (text: string) => io.stderr.write(`${text}\n`);
      if (built.warnings.length > 0)
        say(`${renderText(built.warnings, paintFor(io.stderr, io.env))}\n\n${countText(built.warnings)}\n`);
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
          ...(options.out === undefined ? {} : { out: options.out }),
        });
        for (const line of run.diskUse) say(`will write ${line}`);
        const progress = createProgress(io.stderr, io.env);
        for await (const event of run) progress(event);
        const { files, interrupted } = await run.result;
        // Everything is saved by now: from here on, Ctrl-C ends the process as it does anywhere.
        release();
        if (run.validation && !interrupted)
          await report(run.validation, run.engine, built.plan.training.batchSize);
        io.stdout.write(`\nin ${run.folder}:\n${fileList(files)}`);
        if (!interrupted)
          io.stdout.write(
            `\nclassify a picture: convspec predict PICTURE --model ${/^[\w./-]+$/.test(run.folder) ? run.folder : JSON.stringify(run.folder)}\n`,
          );
        run.engine.dispose();
        exit(interrupted ? exitCodes.interrupted : exitCodes.clean);
      } finally {
        release();
      }
    });

  async function report(data: DataSet, engine: Engine, batchSize: number): Promise<void> {
    const { evaluate } = await import('../../evaluate/evaluate');
    const { printEvaluation } = await import('../../evaluate/evaluation-text');
    io.stdout.write(
      `\non the ${data.size} held-out images: ${printEvaluation(await evaluate({ engine, data, batchSize }))}`,
    );
  }
}

const filesShown = 12;

function fileList(files: readonly string[]): string {
  const shown = files.slice(0, filesShown).map((file) => `  ${file}\n`);
  if (files.length > filesShown) shown.push(`  … and ${files.length - filesShown} more\n`);
  return shown.join('');
}
