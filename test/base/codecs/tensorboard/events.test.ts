import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  eventFileName,
  fileVersionEvent,
  frameRecord,
  histogramEvent,
  kerasGraphEvent,
  scalarEvent,
} from '../../../../src/base/codecs/tensorboard';
import { type DecodedEvent, decodeEvent, recordsOf, text } from './decode';

/** Returns values for the given buckets: both ends of the range, and otherwise the middle of a bucket. */
function valuesIn(rows: Float64Array): Float32Array {
  const values: number[] = [];
  for (let row = 0; row < rows.length; row += 3) {
    const [left = 0, right = 0, count = 0] = rows.subarray(row, row + 3);
    for (let i = 0; i < count; i++) {
      if (row === 0 && i === 0) values.push(left);
      else if (row === rows.length - 3 && i === 0) values.push(right);
      else values.push((left + right) / 2);
    }
  }
  return Float32Array.from(values);
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

/** Encodes an event with the contents of one written by Keras. */
function again({ wallTime, step, summary }: DecodedEvent): Uint8Array {
  if (summary === undefined) return fileVersionEvent(wallTime);
  const { tag, plugin, content } = summary;
  const numbers = content.slice().buffer;
  switch (plugin) {
    case 'scalars':
      return scalarEvent({ tag, step, wallTime, value: new Float32Array(numbers)[0] ?? 0 });
    case 'histograms':
      return histogramEvent({ tag, step, wallTime, values: valuesIn(new Float64Array(numbers)) });
    default:
      return kerasGraphEvent({ json: text(content), wallTime });
  }
}

test.each([
  ['train', 35],
  ['validation', 13],
])('%s events match those of Keras byte for byte', (run, count) => {
  const url = new URL(`../../../reference/tensorboard/${run}.v2`, import.meta.url);
  const file = new Uint8Array(readFileSync(url));
  const records = recordsOf(file);
  expect(records).toHaveLength(count);
  const ours = records.map((record) => again(decodeEvent(record)));
  expect(ours.map(hex)).toEqual(records.map(hex));
  expect(Buffer.concat(ours.map(frameRecord)).equals(file)).toBe(true);
});

test('large steps, times and names are preserved', () => {
  const event = { tag: 'épisode/損失', step: 2 ** 40 + 3, wallTime: 1_795_000_000.25, value: Number.NaN };
  const { summary, ...time } = decodeEvent(scalarEvent(event));
  expect(time).toEqual({ step: event.step, wallTime: event.wallTime });
  expect(summary).toMatchObject({ tag: event.tag, plugin: 'scalars' });
  expect(new Float32Array(summary?.content.slice().buffer ?? [])).toEqual(Float32Array.of(Number.NaN));
});

test('a file is named as TensorBoard expects', () => {
  expect(eventFileName({ wallTime: 1_700_000_000.9, host: 'host', pid: 12, index: 0 })).toBe(
    'events.out.tfevents.1700000000.host.12.0.v2',
  );
});
