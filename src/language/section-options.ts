// Generated from the schema by `npm run docs`: do not edit.

import type { DataSourceInput, SplitSource } from './data';

/** The section `input` as an author writes it. */
export interface InputInput {
  /** Shape of an image, in pixels: [height, width, channels]. */
  readonly shape: readonly [number, number, number];
  /** How to read images (default: depends on the number of channels). */
  readonly color?: 'rgb' | 'grayscale' | undefined;
  /** How to fit an image of another size: stretch it (fill), crop it (cover), or add borders (contain). Default: `"fill"`. */
  readonly resize?: 'fill' | 'cover' | 'contain' | undefined;
  /** Factor for pixels of 0 to 255: a number, or a fraction such as 1/255. Default: `1`. */
  readonly rescale?: number | string | undefined;
  /** Values to subtract from each channel after rescaling (default: 0). */
  readonly mean?: readonly number[] | undefined;
  /** Values to divide each channel by after subtracting the mean (default: 1). */
  readonly std?: readonly number[] | undefined;
}

/** The section `limits` as an author writes it. */
export interface LimitsInput {
  /** Largest number of parameters, trainable and non-trainable: a number, a product, or 5M. */
  readonly params?: number | string | undefined;
  /** Largest number of multiply-adds in the forward pass of one image: a number, a product, or 1.5G. */
  readonly macs?: number | string | undefined;
  /** Largest total size of all layer outputs in the forward pass of one image, in float32: a number of bytes, a product, or 512 MiB. */
  readonly activationMemory?: number | string | undefined;
  /** Largest size of the weights, at 4 bytes per parameter: a number of bytes, a product, or 100 MB. */
  readonly modelSize?: number | string | undefined;
}

/** The section `data` as an author writes it. */
export interface DataInput {
  /** The images to train on: a directory, a manifest or arrays. */
  readonly train: DataSourceInput & {
    /** Random changes of its images (default: none). */ readonly augment?: AugmentInput | undefined;
  };
  /** The images to evaluate on after each epoch: a fraction of train, or a separate source. */
  readonly validation?: SplitSource | DataSourceInput | undefined;
  /** Images to measure the final weights on once, at the end of training: a directory, a manifest or arrays. */
  readonly test?: DataSourceInput | undefined;
  /** Loss factors in training by class name (default: 1); balanced gives all classes the same total weight. */
  readonly classWeights?: 'balanced' | Readonly<Record<string, number>> | undefined;
  /** Number of unreadable images in a set that a run tolerates before it stops (default: 5% of the set, but at least 10). */
  readonly maxCorrupt?: number | undefined;
  /** Number of pixels that an image may have; larger images are skipped as unreadable (default: 100,000,000). */
  readonly maxPixels?: number | undefined;
}

/** The key `augment` as an author writes it. */
export interface AugmentInput {
  /** Direction in which to mirror an image, with a probability of one half; true means horizontal. With both, the two directions are independent. Default: `"none"`. */
  readonly flip?: 'none' | 'horizontal' | 'vertical' | 'both' | boolean | undefined;
  /** Largest rotation in either direction, in degrees. Default: `0`. */
  readonly rotation?: number | undefined;
  /** Largest shift in each direction, as a fraction of height and width. Default: `0`. */
  readonly shift?: number | undefined;
  /** Largest change of scale: 0.2 scales by a factor of 0.8 to 1.2. Default: `0`. */
  readonly zoom?: number | undefined;
  /** Largest change of brightness, as a fraction of the full range. Default: `0`. */
  readonly brightness?: number | undefined;
  /** Largest change of contrast around each channel's mean: 0.2 multiplies by 0.8 to 1.2. Default: `0`. */
  readonly contrast?: number | undefined;
  /** Height and width of a rectangle filled with the image's mean, as a fraction of the image's. Default: `0`. */
  readonly cutout?: number | undefined;
  /** Blends each image and its label with another one of the batch: alpha of Beta(alpha, alpha); 0 for none. Default: `0`. */
  readonly mixup?: number | undefined;
}

/** The section `initialWeights` as an author writes it: the path of a model, or a mapping with it. */
export type InitialWeightsInput =
  | string
  | {
      /** A model (.h5, .keras, .weights.h5, tfjs model.json) or a run folder, relative to the spec. */
      readonly path: string;
      /** Blocks that start from these weights (default: all). */
      readonly blocks?: readonly string[] | undefined;
      /** Blocks that start from scratch, such as an output for other classes (default: none). */
      readonly except?: readonly string[] | undefined;
    };

/** Claims about the whole network as an author writes them. */
export interface ClaimsInput {
  /** Where the claim comes from; shown if it fails. */
  readonly source?: string | undefined;
  /** Claimed output shape: [height, width, channels], or the number of values. */
  readonly output?: number | string | readonly number[] | undefined;
  /** Claimed number of parameters, trainable and non-trainable. */
  readonly params?: number | string | undefined;
  /** Claimed number of trainable parameters. */
  readonly trainableParams?: number | string | undefined;
  /** Claimed number of non-trainable parameters. */
  readonly nonTrainableParams?: number | string | undefined;
  /** Claimed number of multiply-adds in the forward pass of one image. */
  readonly macs?: number | string | undefined;
  /** Claimed input shape: [height, width, channels]. */
  readonly input?: readonly [number, number, number] | undefined;
  /** Claimed number of classes. */
  readonly classes?: number | string | undefined;
  /** Claimed number of layers of each kind, such as { conv2d: 5, dense: 2 }. */
  readonly layers?: Readonly<Record<string, number | string>> | undefined;
}

/** Claims about what comes out of a block. */
export interface BlockClaimsInput {
  /** Where the claim comes from; shown if it fails. */
  readonly source?: string | undefined;
  /** Claimed output shape: [height, width, channels], or the number of values. */
  readonly output?: number | string | readonly number[] | undefined;
  /** Claimed number of parameters, trainable and non-trainable. */
  readonly params?: number | string | undefined;
  /** Claimed number of trainable parameters. */
  readonly trainableParams?: number | string | undefined;
  /** Claimed number of non-trainable parameters. */
  readonly nonTrainableParams?: number | string | undefined;
  /** Claimed number of multiply-adds in the forward pass of one image. */
  readonly macs?: number | string | undefined;
}

/** An optimizer with its options. */
export type OptimizerInput =
  | {
      /** Stochastic gradient descent. */
      readonly type: 'sgd';
      /** Learning rate: factor of each update. Default: `0.01`. */
      readonly learningRate?: number | undefined;
      /** Fraction of the previous update that is added to each update. Default: `0`. */
      readonly momentum?: number | undefined;
      /** Whether to use Nesterov momentum. Default: `false`. */
      readonly nesterov?: boolean | undefined;
    }
  | {
      /** Updates based on running means of gradients and their squares. */
      readonly type: 'adam';
      /** Learning rate: factor of each update. Default: `0.001`. */
      readonly learningRate?: number | undefined;
      /** Decay of the running mean of gradients per step. Default: `0.9`. */
      readonly beta1?: number | undefined;
      /** Decay of the running mean of squared gradients per step. Default: `0.999`. */
      readonly beta2?: number | undefined;
      /** Small constant added to the root of the mean square, to avoid division by zero. Default: `1e-7`. */
      readonly epsilon?: number | undefined;
    }
  | {
      /** Updates scaled by a running mean of squared gradients. */
      readonly type: 'rmsprop';
      /** Learning rate: factor of each update. Default: `0.001`. */
      readonly learningRate?: number | undefined;
      /** Decay of the running mean of squared gradients per step. Default: `0.9`. */
      readonly rho?: number | undefined;
      /** Fraction of the previous update that is added to each update. Default: `0`. */
      readonly momentum?: number | undefined;
      /** Small constant added to the root of the mean square, to avoid division by zero. Default: `1e-7`. */
      readonly epsilon?: number | undefined;
    };

/** A loss with its options. */
export type LossInput =
  | {
      /** For mutually exclusive classes, with softmax. */
      readonly type: 'categoricalCrossentropy';
      /** Fraction of each target that is distributed evenly over all classes. Default: `0`. */
      readonly labelSmoothing?: number | undefined;
    }
  | {
      /** For independent classes, with sigmoid. */
      readonly type: 'binaryCrossentropy';
      /** Fraction of each target that is distributed evenly over all classes. Default: `0`. */
      readonly labelSmoothing?: number | undefined;
    }
  | {
      /** Mean squared difference between scores and targets of 0 and 1. */
      readonly type: 'meanSquaredError';
    };

/** The section `training` as an author writes it. */
export interface TrainingInput {
  /** Backend to train on, as name or name:device, or a list in order of preference; auto uses the first that can train the network. Default: `"auto"`. */
  readonly backend?: string | readonly string[] | undefined;
  /** The optimizer, by name or with options. Default: `"sgd"`. */
  readonly optimizer?: OptimizerInput['type'] | OptimizerInput | undefined;
  /** The loss, by name or with options. Default: `"categoricalCrossentropy"`. */
  readonly loss?: LossInput['type'] | LossInput | undefined;
  /** Metrics to log in addition to the loss: accuracy, topKAccuracy (of the 5 highest scores). Default: `["accuracy"]`. */
  readonly metrics?: readonly ('accuracy' | 'topKAccuracy')[] | undefined;
  /** Number of passes over all training images. Default: `10`. */
  readonly epochs?: number | undefined;
  /** Number of images processed together; one training step uses one such batch, or several with accumulate. auto chooses the largest power of two that fits into memory. Default: `32`. */
  readonly batchSize?: number | 'auto' | undefined;
  /** Number of batches of batchSize whose gradients are summed per training step; the last step of an epoch may have fewer. Default: `1`. */
  readonly accumulate?: number | undefined;
  /** Seed of all random choices in a run. Default: `1`. */
  readonly seed?: number | undefined;
  /** Whether every operation uses the same algorithm each time. If false, the backend onnxruntime measures which algorithm is fastest, so two runs may differ in the last bits. Default: `true`. */
  readonly deterministic?: boolean | undefined;
}

/** Options of the callback `csvLogger`. */
export interface CsvLoggerOptions {
  /** Path of the file in the run folder; may contain variables, as {name}. */
  readonly path: string;
  /** The character between two values. Default: `","`. */
  readonly separator?: string | undefined;
  /** Whether to append to an existing file instead of overwriting it. Default: `false`. */
  readonly append?: boolean | undefined;
}

/** Options of the callback `earlyStopping`. */
export interface EarlyStoppingOptions {
  /** The log to monitor, such as val_accuracy. Default: `"val_loss"`. */
  readonly monitor?: string | undefined;
  /** Whether smaller (min) or larger (max) values are better; auto decides by the name of the log. Default: `"auto"`. */
  readonly mode?: 'auto' | 'min' | 'max' | undefined;
  /** A change must be larger than this to count as an improvement. Default: `0`. */
  readonly minDelta?: number | undefined;
  /** Number of epochs without improvement before training stops; 0 is the same as 1. Default: `0`. */
  readonly patience?: number | undefined;
  /** A value that an improvement must also beat to reset the patience counter; null for none. Default: `null`. */
  readonly baseline?: number | null | undefined;
  /** Whether to restore the weights of the best epoch at the end, even if training was not stopped early. Default: `false`. */
  readonly restoreBestWeights?: boolean | undefined;
  /** The first epoch to monitor, counted from 0; earlier epochs are ignored. Default: `0`. */
  readonly startFromEpoch?: number | undefined;
}

/** Options of the callback `learningRateScheduler`. */
export interface LearningRateSchedulerOptions {
  /** How the learning rate changes from epoch to epoch. */
  readonly schedule:
    | 'step'
    | 'exponential'
    | 'cosine'
    | 'piecewise'
    | {
        /** Multiplies the learning rate by a factor at regular intervals. */
        readonly type: 'step';
        /** Factor to multiply the learning rate by. */
        readonly factor: number;
        /** Number of epochs between two reductions. */
        readonly every: number;
        /** Lower bound of the learning rate. Default: `0`. */
        readonly minLearningRate?: number | undefined;
      }
    | {
        /** Lowers the learning rate by the same factor in every epoch. */
        readonly type: 'exponential';
        /** Factor to multiply the learning rate by. */
        readonly factor: number;
        /** Number of epochs after which the factor is reached. Default: `1`. */
        readonly every?: number | undefined;
        /** Lower bound of the learning rate. Default: `0`. */
        readonly minLearningRate?: number | undefined;
      }
    | {
        /** Raises the learning rate linearly during an optional warm-up, then lowers it along half a cosine wave. */
        readonly type: 'cosine';
        /** Number of epochs before the full learning rate is reached. Default: `0`. */
        readonly warmUpEpochs?: number | undefined;
        /** Learning rate of the first warm-up epoch; null for one linear step above 0. Default: `null`. */
        readonly warmUpFrom?: number | null | undefined;
        /** Number of epochs from the full learning rate to the lowest; null for all epochs after the warm-up. Default: `null`. */
        readonly decayEpochs?: number | null | undefined;
        /** Final learning rate. Default: `0`. */
        readonly minLearningRate?: number | undefined;
      }
    | {
        /** Uses a list of learning rates, each for some epochs. */
        readonly type: 'piecewise';
        /** The learning rates, in order. */
        readonly learningRates: readonly number[];
        /** Number of epochs of the run after which each following learning rate starts, in ascending order. */
        readonly after: readonly number[];
      };
}

/** Options of the callback `modelCheckpoint`. */
export interface ModelCheckpointOptions {
  /** Path of the file in the run folder, ending in .h5, .weights.h5 or .keras; may contain {epoch} and {batch} (from 1), logs and variables, with a format as in {epoch:04d}. */
  readonly path: string;
  /** The log to monitor, such as val_accuracy. Default: `"val_loss"`. */
  readonly monitor?: string | undefined;
  /** Whether smaller (min) or larger (max) values are better; auto decides by the name of the log. Default: `"auto"`. */
  readonly mode?: 'auto' | 'min' | 'max' | undefined;
  /** Whether to save only when the monitored log is better than ever before. Default: `false`. */
  readonly saveBestOnly?: boolean | undefined;
  /** Whether to save only the weights, without the network; the path must end in .weights.h5. Default: `false`. */
  readonly saveWeightsOnly?: boolean | undefined;
  /** How often to save: at the end of every epoch, or after this number of batches, counted across epochs. Default: `"epoch"`. */
  readonly saveFrequency?: 'epoch' | number | undefined;
  /** With saveBestOnly, a value that the first checkpoint must beat; null for none. Default: `null`. */
  readonly initialValueThreshold?: number | null | undefined;
  /** Number of newest checkpoints to keep; older ones are deleted (default: all). */
  readonly keepLast?: number | undefined;
}

/** Options of the callback `reduceLROnPlateau`. */
export interface ReduceLROnPlateauOptions {
  /** The log to monitor, such as val_accuracy. Default: `"val_loss"`. */
  readonly monitor?: string | undefined;
  /** Whether smaller (min) or larger (max) values are better; auto decides by the name of the log. Default: `"auto"`. */
  readonly mode?: 'auto' | 'min' | 'max' | undefined;
  /** Factor to multiply the learning rate by. Default: `0.1`. */
  readonly factor?: number | undefined;
  /** Number of epochs without improvement before a reduction; 0 is the same as 1. Default: `10`. */
  readonly patience?: number | undefined;
  /** A change must be larger than this to count as an improvement. Default: `0.0001`. */
  readonly minDelta?: number | undefined;
  /** Number of epochs to wait after a reduction before counting again; 0 is the same as 1. Default: `0`. */
  readonly cooldown?: number | undefined;
  /** Lower bound of the learning rate. Default: `0`. */
  readonly minLearningRate?: number | undefined;
}

/** Options of the callback `tensorBoard`. */
export interface TensorBoardOptions {
  /** Folder for the event files, with subfolders train and validation, in the run folder; may contain variables, as {name}. Default: `"logs"`. */
  readonly logDir?: string | undefined;
  /** Number of epochs between histograms of all weights; 0 for none. Default: `0`. */
  readonly histogramFrequency?: number | undefined;
  /** How often to write logs: at the end of every epoch, or also after every batch, or also after this number of batches, counted across epochs. Default: `"epoch"`. */
  readonly updateFrequency?: 'epoch' | 'batch' | number | undefined;
  /** Whether to write the network for the graph tab. Default: `true`. */
  readonly writeGraph?: boolean | undefined;
}

/** Options of the callback `terminateOnNaN`. */
export interface TerminateOnNaNOptions {
  /** Whether to fail immediately instead of ending the run normally. Default: `false`. */
  readonly raiseError?: boolean | undefined;
}

/** The options of the callbacks, by type. */
export interface CallbackOptions {
  /** Options of `csvLogger`. */
  readonly csvLogger: CsvLoggerOptions;
  /** Options of `earlyStopping`. */
  readonly earlyStopping: EarlyStoppingOptions;
  /** Options of `learningRateScheduler`. */
  readonly learningRateScheduler: LearningRateSchedulerOptions;
  /** Options of `modelCheckpoint`. */
  readonly modelCheckpoint: ModelCheckpointOptions;
  /** Options of `reduceLROnPlateau`. */
  readonly reduceLROnPlateau: ReduceLROnPlateauOptions;
  /** Options of `tensorBoard`. */
  readonly tensorBoard: TensorBoardOptions;
  /** Options of `terminateOnNaN`. */
  readonly terminateOnNaN: TerminateOnNaNOptions;
}
