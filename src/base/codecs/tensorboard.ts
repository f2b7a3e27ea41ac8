import { bytes, double, encodeMessage, integer, message, text, type WriteFields } from './protobuf';

/*
 * The event files of TensorBoard, byte for byte as Keras's callback writes them: records, events, histograms. Field
 * numbers are those of TensorFlow's `event.proto`, `summary.proto` and `tensor.proto`.
 */

/**
 * One TFRecord: the length (unsigned 64 bits, little-endian), its masked CRC-32C, the bytes, theirs.
 * An event file is nothing but such records one after another, so it may be appended to at any time.
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

/** The Castagnoli polynomial, bits reversed. */
const polynomial = 0x82f63b78;

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit++) {
    remainder = remainder & 1 ? (remainder >>> 1) ^ polynomial : remainder >>> 1;
  }
  return remainder;
});

/** CRC-32C (RFC 3720, appendix B.4) of `bytes`, as an unsigned 32-bit number. */
export function crc32c(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] ?? 0);
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * CRC-32C as TFRecord files store it: rotated right by 15 bits, plus a constant, so that the checksum of data
 * that itself holds checksums stays meaningful.
 */
export function maskedCrc32c(bytes: Uint8Array): number {
  const crc = crc32c(bytes);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Rows of every histogram that Keras writes. */
const bucketCount = 30;

/**
 * The histogram of `values` as TensorBoard's histogram summary buckets them: row-major `[30, 3]` of left edge,
 * right edge and count. The buckets divide `[min, max]` evenly; each holds its left edge, the last one `max` too.
 *
 * Equal values all fall into the last row; no values give zeros. With NaN or infinities among the values, edges are
 * NaN or infinite and a value without a bucket is counted nowhere, as in TensorFlow.
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

/** Smallest and largest value; both NaN when there is a NaN. */
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

/** Where and when an event belongs. */
interface EventTime {
  /** What the summary counts, epochs mostly; a whole number from 0. */
  readonly step: number;
  /** Seconds since 1970. */
  readonly wallTime: number;
}

/** `DataType` of a tensor. */
const dataType = { float: 1, double: 2, string: 7 } as const;

/**
 * The name that an event file must have for TensorBoard to find it. `index` tells apart the files of one
 * process, `wallTime` is in seconds since 1970; whole seconds go into the name.
 */
export function eventFileName(file: {
  readonly wallTime: number;
  readonly host: string;
  readonly pid: number;
  readonly index: number;
}): string {
  return `events.out.tfevents.${Math.floor(file.wallTime)}.${file.host}.${file.pid}.${file.index}.v2`;
}

/** The first event of every file. `wallTime` is in seconds since 1970. */
export function fileVersionEvent(wallTime: number): Uint8Array {
  return encodeMessage((event) => {
    double(event, 1, wallTime);
    text(event, 3, 'brain.Event:2');
    message(event, 10, (source) => text(source, 1, 'tensorflow.core.util.events_writer'));
  });
}

/** A point of a curve; `value` is rounded to float32. */
export function scalarEvent(point: EventTime & { readonly tag: string; readonly value: number }): Uint8Array {
  const content = new Uint8Array(4);
  new DataView(content.buffer).setFloat32(0, point.value, true);
  const value = tensor(dataType.float, [], (fields) => bytes(fields, 4, content));
  return summaryEvent(point, point.tag, value, pluginName('scalars'));
}

/** The distribution of `values`, of any shape, in the buckets of {@link histogramBuckets}. */
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

/** The network, as the JSON text of its Keras configuration, for TensorBoard's graph tab. At step 0. */
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
    // As in all of proto3, an absent number is 0.
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
