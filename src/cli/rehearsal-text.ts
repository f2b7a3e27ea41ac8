import type { Paint } from '../base/diagnostics/render/text';
import { type Align, alignRows } from '../base/text/table';
import { counted } from '../base/text/words';
import type { CallbackSpec } from '../language/callbacks';
import type { Rehearsal, RehearsedEpoch } from '../run/rehearse/rehearsal';

/** A column of the table: two lines of header, and the cell of an epoch, empty where there is nothing to say. */
interface Column {
  readonly heads: readonly [string, string];
  readonly align: Align;
  cell(epoch: RehearsedEpoch): string;
}

/** What callbacks count, as far as a person wants to see it; other states stay in the JSON. */
const counters = ['best', 'wait', 'cooldownCounter'] as const;
const heads = { best: 'best', wait: 'wait', cooldownCounter: 'cooldown' } as const;

/**
 * A rehearsal as a table with a line for each epoch, and a paragraph: when and why training stops, which epoch was best, and
 * which weights remain.
 *
 * @param callbacks of the plan, for the limits that their counters run against
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
      ({ log }): Column => ({ heads: ['', log], align: 'right', cell: ({ logs }) => shortLog(logs[log]) }),
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

/** The counters that one callback has, under its type; a cooldown only where there ever is one. */
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
  return `Training goes through all ${counted(plannedEpochs, 'epoch')}.`;
}

function outlookOf({ outlook, plannedEpochs, epochs }: Rehearsal): string[] {
  if (outlook === null) return [];
  const { stoppedEpoch, reason, learningRate } = outlook;
  const end =
    stoppedEpoch === null
      ? `it would go on to epoch ${plannedEpochs}`
      : `it would stop after epoch ${stoppedEpoch} (${reason})`;
  const rate = shortRate(learningRate);
  const change =
    rate === shortRate(epochs.at(-1)?.learningRate ?? 0) ? '' : `, at a learning rate of ${rate}`;
  return [`If nothing improved any more, ${end}${change}.`];
}

/** Where the learning rate changed, unless that is too often for a sentence. */
function ratesOf({ epochs, initialLearningRate }: Rehearsal): string[] {
  const changes = epochs.filter(
    ({ learningRate }, i) => learningRate !== (epochs[i - 1]?.learningRate ?? initialLearningRate),
  );
  if (changes.length === 0 || changes.length > 6) return [];
  const told = changes.map(({ epoch, learningRate }) => `${epoch} at ${shortRate(learningRate)}`);
  return [`The learning rate ends epoch ${told.join(', ')}.`];
}

function bestOf({ best, epochs }: Rehearsal): string[] {
  const last = epochs.at(-1)?.callbacks ?? [];
  const found = best.map(
    ({ log, value, epoch }) => `The best ${log} is ${shortLog(value)}, in epoch ${epoch}.`,
  );
  const withCounts = last.flatMap(({ type, best: counts, bestEpoch }) =>
    typeof bestEpoch === 'number' &&
    typeof counts === 'number' &&
    !best.some(({ epoch }) => epoch === bestEpoch + 1)
      ? [`${type} counts ${shortLog(counts)} of epoch ${bestEpoch + 1} as the best.`]
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
      ? `The weights ${stay ? `stay those of epoch ${last}: no callback restores others` : `of epoch ${restoredEpoch} are restored`}.`
      : `If training ended there, the weights ${stay ? `would stay those of epoch ${last}` : `of epoch ${restoredEpoch} would be restored`}.`;
  const paths = callbacks.flatMap(({ path }) => (typeof path === 'string' ? [path] : []));
  const kept = files.filter(({ path }) => paths.some((template) => namesOne(template, path)));
  return [end, ...kept.map(({ path, epoch }) => `${path} holds those of epoch ${epoch}.`)];
}

/** Whether `template` stands for `path`, and in no epoch for another: of what it names, only variables are left open. */
function namesOne(template: string, path: string): boolean {
  const places = template.match(/\{[^}]*\}/g) ?? [];
  if (places.some((place) => /^\{(epoch\b|batch\b|loss\b|val_|accuracy\b|learning_rate\b)/.test(place)))
    return false;
  const literal = template.split(/\{[^}]*\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(path);
}

/** The folder that all paths begin with, `/` included; empty when there is none. */
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

/** A float32 rate without the digits that only its binary form has. */
function shortRate(rate: number): string {
  const short = Number(rate.toPrecision(5));
  return Math.abs(short) < 1e-4 && short !== 0 ? short.toExponential() : String(short);
}
