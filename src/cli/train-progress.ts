import { styleText } from 'node:util';
import { formatSeconds } from '../base/text/format-numbers';
import type { Logs } from '../run/training/callbacks/callback';
import type { TrainingEvent } from '../run/training/events';
import { finiteNumbers } from '../run/training/history';

/** Where progress goes: `process.stderr`, or something like it. */
export interface ProgressOutput {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** For people, for warnings alone, or for programs: a line of JSON for each event. */
export type ProgressMode = 'bar' | 'quiet' | 'json';

type Style = 'dim' | 'bold' | 'yellow' | 'green';

/**
 * Tells a run's events as they come. By `bar`, a terminal gets one live line with a bar, speed, logs and the time left,
 * and keeps a line per epoch; anything else gets one plain line per epoch. Colours only on a terminal, and not with
 * `NO_COLOR`. In `json`, numbers that JSON cannot hold are strings.
 *
 * @returns the function to call with every event, in order.
 */
export function createProgress(
  output: ProgressOutput,
  env: Readonly<Record<string, string | undefined>>,
  mode: ProgressMode = 'bar',
): (event: TrainingEvent) => void {
  if (mode === 'json') return (event) => output.write(`${JSON.stringify(event, finiteNumbers)}\n`);
  const show = createBar(output, env);
  if (mode === 'bar') return show;
  return (event) => {
    if (event.type === 'warning') show(event);
  };
}

function createBar(
  output: ProgressOutput,
  env: Readonly<Record<string, string | undefined>>,
): (event: TrainingEvent) => void {
  const live = output.isTTY === true;
  const coloured = live && !env.NO_COLOR;
  const style = (format: Style, text: string) =>
    coloured ? styleText(format, text, { validateStream: false }) : text;
  let start: Extract<TrainingEvent, { type: 'runStart' }> | undefined;
  let finished = 0;
  let trainedSeconds = 0;
  let shown = '';

  function draw(line: string) {
    if (!live) return;
    shown = line.slice(0, (output.columns ?? 80) - 1);
    output.write(`\r\u001b[K${shown}`);
  }

  function print(line: string) {
    output.write(shown === '' ? `${line}\n` : `\r\u001b[K${line}\n${shown}`);
  }

  const counted = (epoch: number) => {
    const epochs = String(start?.epochs ?? epoch + 1);
    return `epoch ${String(epoch + 1).padStart(epochs.length)}/${epochs}`;
  };

  /** Seconds until the last epoch is over, should all take as long as those so far. */
  function secondsLeft(epoch: number, share: number, imagesPerSecond: number): number {
    const { epochs = 0, images = 0 } = start ?? {};
    const perEpoch = finished > 0 ? trainedSeconds / finished : images / imagesPerSecond;
    return (epochs - epoch - share) * perEpoch;
  }

  return (event) => {
    switch (event.type) {
      case 'runStart': {
        start = event;
        const validation =
          event.validationImages === 0 ? '' : `, ${plural(event.validationImages, 'image')} for validation`;
        const size = `${plural(event.epochs, 'epoch')} of ${plural(event.batchesPerEpoch, 'batch', 'batches')}`;
        print(
          `${plural(event.images, 'image')}${validation}, ${size}, on ${event.backend} (${event.device})`,
        );
        break;
      }
      case 'epochStart':
        draw(`${counted(event.epoch)}  ${bar(0)}`);
        break;
      case 'batchEnd': {
        const share = (event.batch + 1) / (start?.batchesPerEpoch ?? event.batch + 1);
        const left = formatSeconds(secondsLeft(event.epoch, share, event.imagesPerSecond));
        const speed = `${formatSpeed(event.imagesPerSecond)}  ${formatLogs(event.logs)}`;
        draw(`${counted(event.epoch)}  ${bar(share)}  ${speed}  ${left} left`);
        break;
      }
      case 'validationStart':
        draw(`${counted(event.epoch)}  ${bar(1)}  validating`);
        break;
      case 'epochEnd': {
        finished += 1;
        trainedSeconds += event.durationSeconds;
        shown = '';
        const time = formatSeconds(event.durationSeconds);
        const text = `${time}  ${formatSpeed(event.imagesPerSecond)}  ${formatLogs(event.logs)}`;
        const line = `${style('bold', counted(event.epoch))}  ${text}`;
        output.write(live ? `\r\u001b[K${line}\n` : `${line}\n`);
        break;
      }
      case 'message':
        print(`  ${style('dim', event.text)}`);
        break;
      case 'warning':
        print(`  ${style('yellow', 'warning:')} ${event.text}`);
        break;
      case 'stopped':
        draw('');
        print(`stopped: ${event.reason}`);
        break;
      case 'runEnd': {
        const { history } = event.result;
        print(`${style('green', 'done:')} ${plural(history.length, 'epoch')}`);
        break;
      }
      case 'failed':
        draw('');
        break;
      default:
        break;
    }
  };
}

const barWidth = 20;

function bar(share: number): string {
  const full = Math.round(Math.min(1, share) * barWidth);
  return `${'█'.repeat(full)}${'░'.repeat(barWidth - full)}`;
}

function formatLogs(logs: Readonly<Logs>): string {
  return Object.entries(logs)
    .sort(([a], [b]) => rank(a) - rank(b))
    .map(([name, value]) => `${name} ${formatLog(value)}`)
    .join('  ');
}

/** Training before validation, what the run does to itself last; by name within. */
function rank(name: string): number {
  return name === 'learning_rate' ? 2 : name.startsWith('val_') ? 1 : 0;
}

/** Four decimals, or four digits where those would show nothing. */
function formatLog(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  return Math.abs(value) >= 0.001 || value === 0 ? value.toFixed(4) : String(Number(value.toPrecision(4)));
}

function formatSpeed(imagesPerSecond: number): string {
  return `${imagesPerSecond >= 10 ? Math.round(imagesPerSecond) : imagesPerSecond.toFixed(1)} images/s`;
}

function plural(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
