import type { Batch } from '../backends/engine';

/** Images with their classes, ready to be asked for in batches. A large set is never in memory as a whole. */
export interface DataSet {
  /** Class names in the order of the one-hot columns. */
  readonly classes: readonly string[];
  /** Number of images in one pass. */
  readonly size: number;
  /** How many images each class has, where that is known beforehand; `classWeights: balanced` needs it. */
  readonly classSizes?: readonly number[];
  /**
   * The images of one pass, decoded ahead of the consumer. `epoch` picks the order and the augmentation of a training
   * set; a set for evaluation comes in its own order, unchanged. `from` skips that many batches without decoding them.
   * `index` is a batch's place in the whole pass, from 0, where a set leaves batches out; without it they are counted.
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
