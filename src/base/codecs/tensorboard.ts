import { crc32c } from './crc';
import { bytes, double, encodeMessage, integer, message, text, type WriteFields } from './protobuf';

/*
 * TensorBoard event files, byte for byte as Keras's callback writes them: records, events and histograms. Field
 * numbers come from TensorFlow's `event.proto`, `summary.proto` and `tensor.proto`.
 */

/**
 * Encodes a TFRecord: the length (unsigned 64 bits, little-endian), the masked CRC-32C of the length, the bytes, and
 * the masked CRC-32C of the bytes. An event file is a plain sequence of such records, so you can append to it any time.
 */
export function frameRecord(bytes: Uint8Array): Uint8Array {
  const record = new Uint8Array(bytes.length + 16);
  const view = new DataView(record.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, maskedCrc32c(record.subarray(0, 8)), true);
  record.set(bytes, 12);
  view.setUint32(12 + bytes.length, maskedCrc32c(bytes), true);
  return record;
}

/**
 * CRC-32C as TFRecord files store it: rotated right by 15 bits, plus a constant. This keeps checksums meaningful for
 * data that itself contains checksums.
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Number of buckets in every histogram that Keras writes. */
const bucketCount = 30;

/**
 * Computes the histogram of `values` with the buckets of TensorBoard's histogram summary: row-major `[30, 3]` of left
 * edge, right edge and count. The buckets divide `[min, max]` evenly. Each includes its left edge; the last one also
 * includes `max`.
 *
 * If all values are equal, they are counted in the last row. Without values, all rows are zero. With NaN or infinite
 * values, edges are NaN or infinite and a value that fits no bucket is not counted, as in TensorFlow.
 */
export function histogramBuckets(values: Float32Array): Float64Array {
  const rows = new Float64Array(bucketCount * 3);
  if (values.length === 0) return rows;
  const [min, max] = range(values);
  const width = (max - min) / bucketCount;
  const edge = (i: number) => (i === 0 ? min : i === bucketCount ? max : min + width * i);
  const counts = width === 0 ? onlyLast(values.length) : countValues(values, min, width);
  for (let i = 0; i < bucketCount; i++) rows.set([edge(i), edge(i + 1), counts[i] ?? 0], i * 3);
  return rows;
}

/** Returns the smallest and largest value; both are NaN if any value is NaN. */
function range(values: Float32Array): readonly [min: number, max: number] {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (value < min) min = value;
    if (value > max) max = value;
    if (Number.isNaN(value)) return [value, value];
  }
  return [min, max];
}

function onlyLast(count: number): Float64Array {
  const counts = new Float64Array(bucketCount);
  counts[bucketCount - 1] = count;
  return counts;
}

function countValues(values: Float32Array, min: number, width: number): Float64Array {
  const counts = new Float64Array(bucketCount);
  for (let i = 0; i < values.length; i++) {
    const bucket = Math.min(Math.floor(((values[i] ?? 0) - min) / width), bucketCount - 1);
    if (bucket >= 0) counts[bucket] = (counts[bucket] ?? 0) + 1;
  }
  return counts;
}

/** The step and time of an event. */
interface EventTime {
  /** Step of the summary, usually the epoch; a whole number from 0. */
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
}

/** TensorFlow's `DataType` of a tensor. */
const dataType = { float: 1, double: 2, string: 7 } as const;

/**
 * Returns the name that an event file needs so that TensorBoard finds it. `index` distinguishes the files of one
 * process. `wallTime` is in seconds since 1970 and is rounded down to whole seconds.
 */
export function eventFileName(file: {
  readonly wallTime: number;
  readonly host: string;
  readonly pid: number;
  readonly index: number;
}): string {
  return `events.out.tfevents.${Math.floor(file.wallTime)}.${file.host}.${file.pid}.${file.index}.v2`;
}

/** Encodes the first event of every file. `wallTime` is in seconds since 1970. */
export function fileVersionEvent(wallTime: number): Uint8Array {
  return encodeMessage((event) => {
    double(event, 1, wallTime);
    text(event, 3, 'brain.Event:2');
    message(event, 10, (source) => text(source, 1, 'tensorflow.core.util.events_writer'));
  });
}

/** Encodes a point of a curve. `value` is rounded to float32. */
export function scalarEvent(point: EventTime & { readonly tag: string; readonly value: number }): Uint8Array {
  const content = new Uint8Array(4);
  new DataView(content.buffer).setFloat32(0, point.value, true);
  const value = tensor(dataType.float, [], (fields) => bytes(fields, 4, content));
  return summaryEvent(point, point.tag, value, pluginName('scalars'));
}

/** Encodes the distribution of `values`, of any shape, in the buckets of {@link histogramBuckets}. */
export function histogramEvent(
  histogram: EventTime & { readonly tag: string; readonly values: Float32Array },
): Uint8Array {
  const content = new Uint8Array(bucketCount * 3 * 8);
  const view = new DataView(content.buffer);
  histogramBuckets(histogram.values).forEach((number, i) => {
    view.setFloat64(i * 8, number, true);
  });
  const buckets = tensor(dataType.double, [bucketCount, 3], (fields) => bytes(fields, 4, content));
  return summaryEvent(histogram, histogram.tag, buckets, pluginName('histograms'));
}

/** Encodes the network for TensorBoard's graph tab, as the JSON text of its Keras configuration, at step 0. */
export function kerasGraphEvent(graph: { readonly json: string; readonly wallTime: number }): Uint8Array {
  const value = tensor(dataType.string, [], (fields) => text(fields, 8, graph.json));
  return summaryEvent({ ...graph, step: 0 }, 'keras', value, (plugin) => {
    pluginName('graph_keras_model')(plugin);
    text(plugin, 2, '1');
  });
}

function summaryEvent(
  { wallTime, step }: EventTime,
  tag: string,
  value: WriteFields,
  plugin: WriteFields,
): Uint8Array {
  return encodeMessage((event) => {
    double(event, 1, wallTime);
    // In proto3, an absent number is 0.
    if (step !== 0) integer(event, 2, step);
    message(event, 5, (summary) =>
      message(summary, 1, (fields) => {
        text(fields, 1, tag);
        message(fields, 8, value);
        message(fields, 9, (metadata) => message(metadata, 1, plugin));
      }),
    );
  });
}

function pluginName(name: string): WriteFields {
  return (plugin) => text(plugin, 1, name);
}

function tensor(type: number, shape: readonly number[], content: WriteFields): WriteFields {
  return (fields) => {
    integer(fields, 1, type);
    message(fields, 2, (dimensions) => {
      for (const size of shape) message(dimensions, 2, (dimension) => integer(dimension, 1, size));
    });
    content(fields);
  };
}
