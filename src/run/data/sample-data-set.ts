import { UserError } from '../../base/diagnostics/user-error';
import type { AugmentSpec } from '../../language/data';
import type { ImageFacts } from './arrays/array-images';
import { type BatchItem, createBatchStream } from './batch-stream';
import { DataError } from './data-error';
import type { ImageSource, Pictures } from './data-host';
import type { DataSet } from './data-set';
import { createCorruptImages } from './image-reader';
import { type Pixels, pixelCount } from './pixels';

/** An image as a program gives it, with its class by number (from 0) or name. */
export type Sample<Picture = ImageSource> = {
  /** Number of the class, from 0, or its name. */
  readonly label: number | string;
} & (
  | {
      /** Decoded and resized as `input` says. */
      readonly picture: Picture;
    }
  | {
      /** As `input.shape` has it, before normalisation. */
      readonly pixels: Pixels;
    }
);

/** Images that come one after another. */
export interface SampleData<Picture = ImageSource> {
  /** Begins a pass; called for every epoch, so that a generator function does. */
  samples(): AsyncIterable<Sample<Picture>> | Iterable<Sample<Picture>>;
  /** How many there are in a pass. */
  readonly size: number;
}

export interface SampleDataSetOptions<Picture = ImageSource> extends ImageFacts {
  readonly pictures: Pictures<Picture>;
  /** For training: each image is augmented, its place in the pass being its number. */
  readonly training?: { readonly seed: number; readonly augment?: AugmentSpec | undefined } | undefined;
  readonly maxCorrupt?: number | undefined;
  readonly onWarning?: (message: string) => void;
}

/**
 * A data set of images that come one after another, in their order: whoever gives them shuffles them. A pass takes `size`
 * of them. Iteration throws a {@link UserError} when there are fewer, or one is not of the plan's form.
 */
export function createSampleDataSet<Picture>(
  data: SampleData<Picture>,
  options: SampleDataSetOptions<Picture>,
): DataSet {
  const { input, classCount, classNames, pictures, training, maxCorrupt, onWarning } = options;
  const { size } = data;
  if (!Number.isInteger(size) || size < 1)
    throw new UserError(`expected a number of samples, received ${size}`, 'give size beside samples');
  const classes = classNames ?? Array.from({ length: classCount }, (_, i) => String(i));
  const stream = createBatchStream({
    classes,
    input,
    augment: training?.augment && { seed: training.seed, spec: training.augment },
    corrupt: createCorruptImages({ size, classes, most: maxCorrupt, onWarning }),
  });

  function itemOf(sample: Sample<Picture>, index: number): BatchItem {
    const label = typeof sample.label === 'string' ? classes.indexOf(sample.label) : sample.label;
    if (!(Number.isInteger(label) && label >= 0 && label < classes.length))
      throw new UserError(
        `sample ${index} has the label ${JSON.stringify(sample.label)}, which is no class`,
        `give a class's name or its number, from 0 to ${classes.length - 1}`,
      );
    return {
      index,
      label,
      read: () => readSample(sample, index),
      writeTarget(y, offset) {
        y[offset + label] = 1;
      },
    };
  }

  async function readSample(sample: Sample<Picture>, index: number): Promise<Pixels | DataError> {
    if ('pixels' in sample) {
      if (sample.pixels.length === pixelCount(input)) return sample.pixels;
      throw new UserError(
        `sample ${index} has ${sample.pixels.length} values; input.shape (${input.shape.join(', ')}) takes ${pixelCount(input)}`,
        'resize it, or give the encoded picture',
      );
    }
    return pictures.decode(sample.picture, input).catch((error: unknown) => {
      if (!(error instanceof DataError)) throw error;
      return new DataError(`sample ${index}: ${error.message}`, error.path, error.hint ?? '');
    });
  }

  async function* lists(first: number, batchSize: number): AsyncGenerator<readonly BatchItem[]> {
    let list: BatchItem[] = [];
    let index = 0;
    for await (const sample of data.samples()) {
      if (index >= first) list.push(itemOf(sample, index));
      index += 1;
      if (list.length === batchSize || (index === size && list.length > 0)) {
        yield list;
        list = [];
      }
      if (index === size) return;
    }
    throw new UserError(
      `the samples ended after ${index} of ${size}`,
      'give their true number as size, and let samples() begin anew each time that it is called',
    );
  }

  return {
    classes,
    size,
    batches: ({ batchSize, epoch, from = 0 }) => stream(lists(from * batchSize, batchSize), epoch, from),
  };
}
