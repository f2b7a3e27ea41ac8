import { styleText } from 'node:util';
import { escapeLine } from '../base/text/escape';
import { formatSeconds } from '../base/text/format-numbers';
import { counted } from '../base/text/words';
import type { Logs } from '../run/training/callbacks/callback';
import type { TrainingEvent } from '../run/training/events';
import { finiteNumbers } from '../run/training/logs';
import { eraseLine } from './io';

/** Where progress is written: `process.stderr` or a compatible stream. */
export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** A progress bar, warnings only, or one line of JSON per event. */
export type ProgressMode = 'bar' | 'quiet' | 'json';

/**
 * Creates a function that prints the events of a run. In mode `bar`, a terminal shows a live line with a bar, speed, logs
 * and the time left, and keeps one line per epoch; other outputs get one plain line per epoch. Colors are used only on a
 * terminal and without `NO_COLOR`. In mode `json`, NaN and infinities are strings.
 *
 * @returns the function to call with every event, in order
 */
export function createProgress(
  output: ProgressOutput,
  env: Readonly<Record<string, string | undefined>>,
  mode: ProgressMode = 'bar',
): (event: TrainingEvent) => void {
  if (mode === 'json') return (event) => output.write(`${JSON.stringify(event, finiteNumbers)}\n`);
  const display = new ProgressDisplay(output, env);
  return (event) => {
    if (mode === 'bar' || event.type === 'warning') display.show(event);
  };
}

type EventOf<Type extends TrainingEvent['type']> = Extract<TrainingEvent, { type: Type }>;

/** Prints the events of one run. On a terminal, a live line stays at the bottom, below the permanent lines. */
class ProgressDisplay {
  readonly #output: ProgressOutput;
  readonly #live: boolean;
  readonly #colored: boolean;
  /** The text of the live line; empty if there is none. */
  #liveLine = '';
  #start: EventOf<'runStart'> | undefined;
  #finishedEpochs = 0;
  #trainedSeconds = 0;

  constructor(output: ProgressOutput, env: Readonly<Record<string, string | undefined>>) {
    this.#output = output;
    this.#live = output.isTTY === true;
    this.#colored = this.#live && !env.NO_COLOR;
  }

  show(event: TrainingEvent): void {
    switch (event.type) {
      case 'runStart':
        this.#startRun(event);
        break;
      case 'epochStart':
        this.#draw(`${this.#counted(event.epoch)}  ${bar(0)}`);
        break;
      case 'batchEnd':
        this.#endBatch(event);
        break;
      case 'validationStart':
        this.#draw(`${this.#counted(event.epoch)}  ${bar(1)}  validating`);
        break;
      case 'epochEnd':
        this.#endEpoch(event);
        break;
      case 'message':
        this.#print(`  ${this.#style('dim', escapeLine(event.text))}`);
        break;
      case 'warning':
        this.#print(`  ${this.#style('yellow', 'warning:')} ${escapeLine(event.text)}`);
        break;
      case 'stopped':
        this.#draw('');
        this.#print(`stopped: ${escapeLine(event.reason)}`);
        break;
      case 'runEnd':
        this.#print(`${this.#style('green', 'done:')} ${counted(event.result.history.length, 'epoch')}`);
        break;
      case 'failed':
        this.#draw('');
        break;
    }
  }

  #startRun(event: EventOf<'runStart'>): void {
    this.#start = event;
    const { images, validationImages, testImages, epochs, batchesPerEpoch, backend, device } = event;
    const validation = validationImages === 0 ? '' : `, ${counted(validationImages, 'validation image')}`;
    const test = testImages === 0 ? '' : `, ${counted(testImages, 'test image')}`;
    const size = `${counted(epochs, 'epoch')} of ${counted(batchesPerEpoch, 'batch', 'batches')}`;
    this.#print(
      `${counted(images, 'training image')}${validation}${test}, ${size}, on ${escapeLine(`${backend} (${device})`)}`,
    );
  }

  #endBatch({ epoch, batch, imagesPerSecond, logs }: EventOf<'batchEnd'>): void {
    const share = (batch + 1) / (this.#start?.batchesPerEpoch ?? batch + 1);
    const left = formatSeconds(this.#secondsLeft(epoch, share, imagesPerSecond));
    const speed = `${formatSpeed(imagesPerSecond)}  ${formatLogs(logs)}`;
    this.#draw(`${this.#counted(epoch)}  ${bar(share)}  ${speed}  ${left} left`);
  }

  /** Replaces the live line with the permanent line of the epoch. */
  #endEpoch({ epoch, durationSeconds, imagesPerSecond, logs }: EventOf<'epochEnd'>): void {
    this.#finishedEpochs += 1;
    this.#trainedSeconds += durationSeconds;
    this.#liveLine = '';
    const text = `${formatSeconds(durationSeconds)}  ${formatSpeed(imagesPerSecond)}  ${formatLogs(logs)}`;
    const line = `${this.#style('bold', this.#counted(epoch))}  ${text}`;
    this.#output.write(this.#live ? `${eraseLine}${line}\n` : `${line}\n`);
  }

  /** Replaces the live line. */
  #draw(line: string): void {
    if (!this.#live) return;
    this.#liveLine = line.slice(0, (this.#output.columns ?? 80) - 1);
    this.#output.write(`${eraseLine}${this.#liveLine}`);
  }

  /** Writes a permanent line above the live one. */
  #print(line: string): void {
    this.#output.write(this.#liveLine === '' ? `${line}\n` : `${eraseLine}${line}\n${this.#liveLine}`);
  }

  #counted(epoch: number): string {
    const epochs = String(this.#start?.epochs ?? epoch + 1);
    return `epoch ${String(epoch + 1).padStart(epochs.length)}/${epochs}`;
  }

  /** Estimated seconds until the last epoch ends, assuming the average duration so far. */
  #secondsLeft(epoch: number, share: number, imagesPerSecond: number): number {
    const { epochs = 0, images = 0 } = this.#start ?? {};
    const perEpoch =
      this.#finishedEpochs > 0 ? this.#trainedSeconds / this.#finishedEpochs : images / imagesPerSecond;
    return (epochs - epoch - share) * perEpoch;
  }

  #style(format: 'dim' | 'bold' | 'yellow' | 'green', text: string): string {
    return this.#colored ? styleText(format, text, { validateStream: false }) : text;
  }
}

const barWidth = 20;

function bar(share: number): string {
  const full = Math.round(Math.min(1, share) * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
}

function formatLogs(logs: Readonly<Logs>): string {
  return Object.entries(logs)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([name, value]) => `${escapeLine(name)} ${formatLog(value)}`)
    .join('  ');
}

/** Sort order of logs: training, then validation, then the learning rate; by name within each. */
function rank(name: string): number {
  return name === 'learning_rate' ? 2 : name.startsWith('val_') ? 1 : 0;
}

/** Four decimals, or four significant digits below 0.001. */
function formatLog(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 0.001 || value === 0 ? value.toFixed(4) : String(Number(value.toPrecision(4)));
}

function formatSpeed(imagesPerSecond: number): string {
  return `${imagesPerSecond >= 10 ? Math.round(imagesPerSecond) : imagesPerSecond.toFixed(1)} images/s`;
}
