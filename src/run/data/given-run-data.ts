import type { z } from 'zod';
import { UserError } from '../../base/diagnostics/user-error';
import type { ModelPlan } from '../../check/model-plan';
import { type AugmentSpec, augmentSchema } from '../../language/augment';
import type { ClassWeightsSpec } from '../../language/data';
import { withClassWeights } from './class-weights';
import type { ImageSource, Pictures } from './data-host';
import type { DataSet } from './data-set';
import { type GivenData, openGivenData } from './given-data';

/** Data for a run in place of the spec's section `data`; what it leaves out beside them is taken from there. */
export interface GivenRunData<Picture = ImageSource> {
  readonly train: GivenData<Picture>;
  readonly validation?: GivenData<Picture> | null;
  /** Not for a `DataSet`, which augments by itself. */
  readonly augment?: z.input<typeof augmentSchema>;
  readonly classWeights?: ClassWeightsSpec;
}

/**
 * The data sets of a run from what a program gives: the training set shuffled, augmented and weighted, the validation set
 * as it is.
 *
 * @param onWarning hears of images that are left out
 * @throws {UserError} when they are not of the plan's form
 */
export async function openGivenRunData<Picture>(
  { train, validation, augment, classWeights }: GivenRunData<Picture>,
  plan: ModelPlan,
  pictures: Pictures<Picture>,
  onWarning: (message: string) => void,
): Promise<{ train: DataSet; validation: DataSet | null }> {
  const { input, classNames, classCount, data, training } = plan;
  const facts = { input, classNames, classCount, maxCorrupt: data?.maxCorrupt, pictures, onWarning };
  const changes = augment === undefined ? data?.train.augment : readAugment(augment);
  const own = await openGivenData(train, { ...facts, training: { seed: training.seed, augment: changes } });
  const weights = classWeights ?? data?.classWeights;
  return {
    train: weights === undefined ? own : withClassWeights(own, weights),
    validation: validation
      ? await openGivenData(validation, { ...facts, classNames: classNames ?? own.classes })
      : null,
  };
}

function readAugment(augment: unknown): AugmentSpec {
  const { data, error } = augmentSchema.safeParse(augment);
  if (data) return data;
  const [issue] = error.issues;
  throw new UserError(
    `augment: ${[...(issue?.path ?? []), issue?.message].join(': ')}`,
    'correct the option',
  );
}
