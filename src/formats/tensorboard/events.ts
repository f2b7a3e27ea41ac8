/**
 * The events of TensorBoard's event files, byte for byte as Keras's callback writes them. Each function yields
 * one serialized `Event` message; `frameRecord` makes a record of it. Field numbers are those of TensorFlow's
 * `event.proto`, `summary.proto` and `tensor.proto`.
 */
import { bucketCount, histogramBuckets } from './histogram';
import { bytesField, doubleField, integerField, message } from './protobuf';

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
  return message(
    doubleField(1, wallTime),
    bytesField(3, 'brain.Event:2'),
    bytesField(10, bytesField(1, 'tensorflow.core.util.events_writer')),
  );
}

/** A point of a curve; `value` is rounded to float32. */
export function scalarEvent(point: EventTime & { readonly tag: string; readonly value: number }): Uint8Array {
  const content = new Uint8Array(4);
  new DataView(content.buffer).setFloat32(0, point.value, true);
  return summaryEvent(
    point,
    point.tag,
    tensor(dataType.float, [], bytesField(4, content)),
    pluginName('scalars'),
  );
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
  const buckets = tensor(dataType.double, [bucketCount, 3], bytesField(4, content));
  return summaryEvent(histogram, histogram.tag, buckets, pluginName('histograms'));
}

/** The network, as the JSON text of its Keras configuration, for TensorBoard's graph tab. At step 0. */
export function kerasGraphEvent(graph: { readonly json: string; readonly wallTime: number }): Uint8Array {
  const plugin = message(pluginName('graph_keras_model'), bytesField(2, '1'));
  return summaryEvent(
    { ...graph, step: 0 },
    'keras',
    tensor(dataType.string, [], bytesField(8, graph.json)),
    plugin,
  );
}

function summaryEvent({ wallTime, step }: EventTime, tag: string, value: Uint8Array, plugin: Uint8Array) {
  const summaryValue = message(
    bytesField(1, tag),
    bytesField(8, value),
    bytesField(9, bytesField(1, plugin)),
  );
  return message(doubleField(1, wallTime), integerField(2, step), bytesField(5, bytesField(1, summaryValue)));
}

function pluginName(name: string): Uint8Array {
  return bytesField(1, name);
}

function tensor(type: number, shape: readonly number[], content: Uint8Array): Uint8Array {
  const dimensions = shape.map((size) => bytesField(2, integerField(1, size)));
  return message(integerField(1, type), bytesField(2, message(...dimensions)), content);
}
