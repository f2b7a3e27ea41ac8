/**
 * The events of TensorBoard's event files, byte for byte as Keras's callback writes them. Each function yields
 * one serialized `Event` message; `frameRecord` makes a record of it. Field numbers are those of TensorFlow's
 * `event.proto`, `summary.proto` and `tensor.proto`.
 */
import { bytes, double, encodeMessage, integer, message, text, type WriteFields } from '../codecs/protobuf';
import { bucketCount, histogramBuckets } from './histogram';

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
