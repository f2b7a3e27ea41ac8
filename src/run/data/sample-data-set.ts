import { UserError } from '../../base/diagnostics/user-error';
import { classNameOf } from '../../language/class-names';
import type { AugmentSpec } from '../../language/data';
import type { ImageFacts } from './arrays/array-images';
import { type BatchItem, createBatchStream } from './batch-stream';
import { type ClassOfLabel, checkNumbering, createClassOfLabel, expectedLabels } from './class-numbers';
import { DataError } from './data-error';
import type { ImageSource, Pictures } from './data-host';
import type { DataSet } from './data-set';
import { createCorruptImages } from './image-reader';
import { type Pixels, pixelCount } from './pixels';

/** An image given by a program, with its class as a number (from 0) or name. */
export type Sample<Picture = ImageSource> = {
  /** Number of the class, from 0, or its name. */
  readonly label: number | string;
} & (
  | {
      /** Decoded and resized as `input` says. */
      readonly picture: Picture;
    }
  | {
      /** Of `input.shape`, before normalization. */
      readonly pixels: Pixels;
    }
);

/** Images generated one after another. */
export interface SampleData<Picture = ImageSource> {
  /** Starts a pass. Called for every epoch, so a generator function is suitable. */
  samples(): AsyncIterable<Sample<Picture>> | Iterable<Sample<Picture>>;
  /** The number of images per pass. */
  readonly size: number;
}

export interface SampleDataSetOptions<Picture = ImageSource> extends ImageFacts {
  readonly pictures: Pictures<Picture>;
  /** For training: each image is augmented by its position in the pass. */
  readonly training?: { readonly seed: number; readonly augment?: AugmentSpec | undefined } | undefined;
  readonly maxCorrupt?: number | undefined;
  readonly onWarning?: (message: string) => void;
}

/**
 * Creates a data set of images generated one after another. It keeps their order, so the generator must shuffle them. A
 * pass takes `size` of them. Iteration throws a {@link UserError} if there are fewer, or one does not match the plan.
 */
export function createSampleDataSet<Picture>(
  data: SampleData<Picture>,
  options: SampleDataSetOptions<Picture>,
): DataSet {
  const {
    input,
    classCount,
    classNames,
    inferred = false,
    pictures,
    training,
    maxCorrupt,
    onWarning,
  } = options;
  const { size } = data;
  if (!Number.isInteger(size) || size < 1)
    throw new UserError(
      `expected the number of samples as size, received ${size}`,
      'give size together with samples',
    );
  const classes = classNames ?? Array.from({ length: classCount }, (_, i) => String(i));
  const stream = createBatchStream({
    classes,
    input,
    augment: training?.augment && { seed: training.seed, spec: training.augment },
    corrupt: createCorruptImages({ size, classes, most: maxCorrupt, onWarning }),
  });

  const named = new Map(classes.map((name, position) => [name, position]));
  let numeric: ClassOfLabel | undefined;

  function positionOf(label: Sample['label']): number | undefined {
    if (typeof label === 'string') return named.get(classNameOf(label));
    numeric ??= openNumeric();
    return numeric(label);
  }

  function openNumeric(): ClassOfLabel {
    if (inferred)
      checkNumbering(classes, 'the labels are numbers; the classes of the training images', '', 'numeric');
    return createClassOfLabel(classes, '');
  }

  function itemOf(sample: Sample<Picture>, index: number): BatchItem {
    const label = positionOf(sample.label);
    if (label === undefined || label === -1)
      throw new UserError(
        `sample ${index} has the unknown label ${JSON.stringify(sample.label)}`,
        `give the name of a class, or ${expectedLabels(classes)}`,
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
      if (sample.pixels.length !== pixelCount(input))
        throw new UserError(
          `sample ${index}: expected ${pixelCount(input)} values for input.shape (${input.shape.join(', ')}), received ${sample.pixels.length}`,
          'resize it, or give the encoded image',
        );
      const wrong = sample.pixels.find((value) => !Number.isFinite(value));
      if (wrong === undefined) return sample.pixels;
      throw new UserError(
        `sample ${index}: expected finite numbers as pixels, received ${wrong}`,
        'fix the values that samples() yields',
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
      'set size to their actual number, and make samples() start from the beginning on every call',
    );
  }

  return {
    classes,
    size,
    batches: ({ batchSize, epoch, from = 0 }) => stream(lists(from * batchSize, batchSize), epoch, from),
  };
}
