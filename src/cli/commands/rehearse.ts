import { Command } from '@commander-js/extra-typings';
import { SourceError } from '../../base/source/read-source';
import { callbacksWith } from '../../run/plugin';
import { readLogs } from '../../run/rehearse/read-logs';
import { rehearsePlan } from '../../run/rehearse/rehearse-plan';
import { chooseSpec, loadSoundSpec, noteOverridden, sayOn } from '../choose-spec';
import { formatOption, setOption, specArgument, specOption, wholeNumber } from '../flags';
import { type CliIo, exitCodes, paintFor } from '../io';
import { rehearsalText } from '../rehearsal-text';

/** `convspec rehearse`: replays the callbacks of a spec on recorded logs, without training. */
export function rehearseCommand(io: CliIo, exit: (code: number) => void) {
  return new Command('rehearse')
    .description(
      'replay the callbacks on the logs of an earlier run: learning rate, saved files, when it stops',
    )
    .addArgument(specArgument())
    .addOption(specOption())
    .requiredOption('--log <file>', 'logs per epoch as CSV or JSON, or - for standard input (required)')
    .option(
      '--batches-per-epoch <number>',
      'batches per epoch, for callbacks that count them',
      wholeNumber(1),
    )
    .addOption(formatOption(['text', 'json']))
    .addOption(setOption())
    .addHelpText(
      'after',
      "\nLogs can be the history.csv or history.json of a run, a file written by csvLogger or Keras's CSVLogger, or a JSON\narray with one object per epoch. The old names acc and val_acc are read as accuracy and val_accuracy.\n\nExamples:\n  $ convspec rehearse specs/convnet-12class.yaml --log runs/convnet-12class/history.csv\n  $ convspec rehearse net.yaml --log history.csv --set callbacks.earlyStopping.patience=3",
    )
    .action(async (argument, { log, batchesPerEpoch, format, set, spec }) => {
      const path = chooseSpec({ argument, spec }, sayOn(io));
      if (path === '-' && log === '-')
        throw new SourceError(
          'both the spec and --log are - (standard input)',
          'give a file for one of them',
        );
      const { plan, diagnostics } = await loadSoundSpec(path, io, set);
      const rehearsal = await rehearsePlan(plan, await readLogArgument(log, io), {
        batchesPerEpoch,
        callbacks: callbacksWith(io.plugins),
      });
      io.stdout.write(
        format === 'json'
          ? `${JSON.stringify(rehearsal, plainNumbers, 2)}\n`
          : `${rehearsalText(rehearsal, plan.callbacks, paintFor(io.stdout, io.env))}\n`,
      );
      noteOverridden(diagnostics, io);
      exit(rehearsal.failure === null ? exitCodes.clean : exitCodes.problems);
    });
}

async function readLogArgument(path: string, io: CliIo) {
  if (path === '-') return readLogs('<stdin>', new TextDecoder().decode(await io.readStdin()));
  const { readLogFile } = await import('../../hosts/node/read-log-file');
  return readLogFile(path);
}

/** Writes NaN and infinities as strings, as in `history.json`. */
function plainNumbers(_key: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}
