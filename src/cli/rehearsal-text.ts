import type { Paint } from '../base/diagnostics/render/text';
import { type Align, alignRows } from '../base/text/table';
import { counted } from '../base/text/words';
import { ownValue } from '../base/values';
import type { CallbackSpec } from '../language/callbacks';
import type { Rehearsal, RehearsedEpoch } from '../run/rehearse/rehearsal';

/** A column of the table: a two-line header, and the cell for an epoch (empty if there is nothing to show). */
interface Column {
  readonly heads: readonly [string, string];
  readonly align: Align;
  cell(epoch: RehearsedEpoch): string;
}

/** The callback counters shown in the table; all other state is only in the JSON output. */
const counters = ['best', 'wait', 'cooldownCounter'] as const;
const heads = { best: 'best', wait: 'wait', cooldownCounter: 'cooldown' } as const;

/**
 * Formats a rehearsal as a table with a line per epoch and a paragraph: when and why training stops, which epoch is best,
 * and which weights the model ends with.
 *
 * @param callbacks of the plan, for the limits of their counters
 */
export function rehearsalText(
  rehearsal: Rehearsal,
  callbacks: readonly CallbackSpec[],
  paint: Paint,
): string {
  const { epochs, notes } = rehearsal;
  const columns = columnsOf(rehearsal, callbacks);
  const rows = [
    columns.map(({ heads }) => heads[0]),
    columns.map(({ heads }) => heads[1]),
    ...epochs.map((epoch) => columns.map((column) => column.cell(epoch))),
  ];
  const lines = alignRows(
    rows,
    columns.map(({ align }) => align),
  );
  return [
    ...(epochs.length === 0
      ? []
      : [[...lines.slice(0, 2).map((line) => paint('bold', line)), ...lines.slice(2)].join('\n')]),
    ...(notes.length === 0 ? [] : [notes.map((note) => `${paint('cyan', 'note')}: ${note}`).join('\n')]),
    [
      howItEnds(rehearsal),
      ...outlookOf(rehearsal),
      ...ratesOf(rehearsal),
      ...bestOf(rehearsal),
      ...weightsOf(rehearsal, callbacks),
    ].join(' '),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
}

function columnsOf({ epochs, best }: Rehearsal, callbacks: readonly CallbackSpec[]): Column[] {
  const folder = commonFolder(epochs.flatMap(({ saved }) => saved));
  const saved = folder === '' ? 'saved' : `saved in ${folder}`;
  return [
    { heads: ['', 'epoch'], align: 'right', cell: ({ epoch }) => String(epoch) },
    ...best.map(
      ({ log }): Column => ({
        heads: ['', log],
        align: 'right',
        cell: ({ logs }) => shortLog(ownValue(logs, log)),
      }),
    ),
    { heads: ['learning', 'rate'], align: 'right', cell: ({ learningRate }) => shortRate(learningRate) },
    ...callbacks.flatMap((spec, i) => counterColumns(spec, i, epochs)),
    {
      heads: ['', saved],
      align: 'left',
      cell: ({ saved, removed }) =>
        [
          ...saved.map((path) => path.slice(folder.length)),
          ...removed.map((path) => `−${path.slice(folder.length)}`),
        ].join(', '),
    },
  ];
}

/** The counters of one callback, under its type. The cooldown is shown only if it is ever above 0. */
function counterColumns(spec: CallbackSpec, index: number, epochs: readonly RehearsedEpoch[]): Column[] {
  const value = ({ callbacks }: RehearsedEpoch, counter: (typeof counters)[number]) =>
    callbacks[index]?.[counter];
  const shown = counters.filter((counter) =>
    epochs.some((epoch) => {
      const count = value(epoch, counter);
      return (
        typeof count === 'string' ||
        (typeof count === 'number' && (count > 0 || counter !== 'cooldownCounter'))
      );
    }),
  );
  return shown.map((counter, i): Column => {
    const limit = counter === 'wait' && typeof spec.patience === 'number' ? `/${spec.patience}` : '';
    return {
      heads: [i === 0 ? spec.type : '', heads[counter]],
      align: 'right',
      cell: (epoch) => {
        const count = value(epoch, counter);
        if (typeof count === 'string') return count;
        if (typeof count !== 'number') return '';
        if (counter === 'best') return shortLog(count);
        return counter === 'cooldownCounter' && count === 0 ? '' : `${count}${limit}`;
      },
    };
  });
}

function howItEnds({
  stoppedEpoch,
  reason,
  plannedEpochs,
  loggedEpochs,
  epochs,
  failure,
}: Rehearsal): string {
  if (failure !== null)
    return `Training fails in epoch ${epochs.length + 1} of ${plannedEpochs}: ${failure}.`;
  if (stoppedEpoch !== null)
    return `Training stops after epoch ${stoppedEpoch} of ${plannedEpochs}: ${reason}.`;
  if (loggedEpochs < plannedEpochs)
    return `The logs end after epoch ${loggedEpochs} of ${plannedEpochs}, before training does.`;
  return `Training runs for all ${counted(plannedEpochs, 'epoch')}.`;
}

function outlookOf({ outlook, plannedEpochs, epochs }: Rehearsal): string[] {
  if (outlook === null) return [];
  const { stoppedEpoch, reason, learningRate } = outlook;
  const end =
    stoppedEpoch === null
      ? `training would continue to epoch ${plannedEpochs}`
      : `training would stop after epoch ${stoppedEpoch} (${reason})`;
  const rate = shortRate(learningRate);
  const change =
    rate === shortRate(epochs.at(-1)?.learningRate ?? 0) ? '' : `, with a learning rate of ${rate}`;
  return [`Without further improvement, ${end}${change}.`];
}

/** The epochs that change the learning rate, if there are few enough to list in a sentence. */
function ratesOf({ epochs, initialLearningRate }: Rehearsal): string[] {
  const changes = epochs.filter(
    ({ learningRate }, i) => learningRate !== (epochs[i - 1]?.learningRate ?? initialLearningRate),
  );
  if (changes.length === 0 || changes.length > 6) return [];
  const listed = changes.map(({ epoch, learningRate }) => `${shortRate(learningRate)} in epoch ${epoch}`);
  return [`The learning rate changes to ${listed.join(', ')}.`];
}

function bestOf({ best, epochs }: Rehearsal): string[] {
  const last = epochs.at(-1)?.callbacks ?? [];
  const found = best.map(
    ({ log, value, epoch }) => `The best ${log} is ${shortLog(value)} in epoch ${epoch}.`,
  );
  const withCounts = last.flatMap(({ type, best: counts, bestEpoch }) =>
    typeof bestEpoch === 'number' &&
    typeof counts === 'number' &&
    !best.some(({ epoch }) => epoch === bestEpoch + 1)
      ? [`${type} treats ${shortLog(counts)} in epoch ${bestEpoch + 1} as the best.`]
      : [],
  );
  return [...found, ...withCounts];
}

function weightsOf(
  { restoredEpoch, epochs, files, failure, outlook }: Rehearsal,
  callbacks: readonly CallbackSpec[],
): string[] {
  const last = epochs.at(-1)?.epoch;
  if (last === undefined || failure !== null) return [];
  const stay = restoredEpoch === null;
  const end =
    outlook === null
      ? `The model ends with the weights ${stay ? `of the last epoch, ${last}: no callback restores others` : `restored from epoch ${restoredEpoch}`}.`
      : `If training ended there, the model would end with the weights ${stay ? `of epoch ${last}` : `restored from epoch ${restoredEpoch}`}.`;
  const paths = callbacks.flatMap(({ path }) => (typeof path === 'string' ? [path] : []));
  const kept = files.filter(({ path }) => paths.some((template) => namesOne(template, path)));
  return [end, ...kept.map(({ path, epoch }) => `${path} contains the weights of epoch ${epoch}.`)];
}

/** Whether `template` resolves to `path` in every epoch: it contains no placeholder that changes between epochs. */
function namesOne(template: string, path: string): boolean {
  const places = template.match(/\{[^}]*\}/g) ?? [];
  if (places.some((place) => /^\{(epoch\b|batch\b|loss\b|val_|accuracy\b|learning_rate\b)/.test(place)))
    return false;
  const literal = template.split(/\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(path);
}

/** The folder that all paths start with, including the final `/`; empty if there is none. */
function commonFolder([first = '', ...others]: readonly string[]): string {
  let folder = first.slice(0, first.lastIndexOf('/') + 1);
  while (folder !== '' && others.some((path) => !path.startsWith(folder))) {
    folder = folder.slice(0, folder.lastIndexOf('/', folder.length - 2) + 1);
  }
  return folder;
}

function shortLog(value: number | undefined): string {
  if (value === undefined) return '';
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 0.001 || value === 0 ? value.toFixed(4) : String(Number(value.toPrecision(4)));
}

/** A float32 learning rate, rounded to hide its binary representation error. */
function shortRate(rate: number): string {
  const short = Number(rate.toPrecision(5));
  return Math.abs(short) < 1e-4 && short !== 0 ? short.toExponential() : String(short);
}
