import type { Batch } from '../backends/engine';

/** Images with their classes, read in batches. A large data set is never entirely in memory. */
export interface DataSet {
  /** Class names in the order of the one-hot columns. */
  readonly classes: readonly string[];
  /** Number of images in one pass. */
  readonly size: number;
  /** The number of images in each class, if known in advance; required for `classWeights: balanced`. */
  readonly classSizes?: readonly number[];
  /**
   * The images of one pass, decoded ahead of the consumer. `epoch` determines the order and the augmentation of a training
   * set; a validation set has a fixed order and no augmentation. `from` skips that many batches without decoding them. A
   * data set that omits batches sets `index`, the position of a batch in the whole pass, from 0; otherwise batches are
   * counted.
   */
  batches(options: {
    readonly batchSize: number;
    readonly epoch: number;
    readonly from?: number;
  }): AsyncIterable<IndexedBatch>;
}

/** A batch of a {@link DataSet}. */
export interface IndexedBatch extends Batch {
  /** Its number in the whole pass, from 0; default: batches are counted. */
  readonly index?: number;
}
