import { suggest } from '../../base/diagnostics/suggest';
import { UserError } from '../../base/diagnostics/user-error';
import { listWords, plural } from '../../base/text/words';
import { classNameOf } from '../../language/class-names';
import type { ClassWeightsSpec } from '../../language/data';
import type { DataSet } from './data-set';

/**
 * Adds a weight to each image: the weight of its class, as with Keras's `class_weight`. Soft labels and mixed images get
 * the mean over their class probabilities, whereas Keras uses only the most probable class. Existing weights are
 * multiplied.
 *
 * `balanced` gives each class the weight `images / (classes · images of the class)`, so that all classes count equally and
 * the mean weight is 1.
 *
 * @throws {UserError} for an unknown class or one with two weights, and for `balanced` if the sizes of the classes are not known
 */
export function withClassWeights(data: DataSet, spec: ClassWeightsSpec): DataSet {
  const { classes } = data;
  const ofClass = spec === 'balanced' ? balanced(data) : named(classes, spec);
  return {
    classes,
    size: data.size,
    ...(data.classSizes ? { classSizes: data.classSizes } : {}),
    async *batches(options) {
      for await (const batch of data.batches(options)) {
        const { size, y } = batch;
        const weights = new Float32Array(size);
        for (let row = 0; row < size; row++) {
          const weight = ofClass.reduce(
            (sum, w, label) => sum + w * (y[row * classes.length + label] ?? 0),
            0,
          );
          weights[row] = weight * (batch.weights?.[row] ?? 1);
        }
        yield { ...batch, weights };
      }
    },
  };
}

function balanced({ classes, classSizes }: DataSet): readonly number[] {
  if (!classSizes)
    throw new UserError(
      'classWeights: balanced requires the number of images in each class',
      'give the weights by class name, or classSizes with the data',
    );
  const total = classSizes.reduce((sum, size) => sum + size, 0);
  return classSizes.map((size) => (size === 0 ? 1 : total / (classes.length * size)));
}

function named(classes: readonly string[], weights: Readonly<Record<string, number>>): readonly number[] {
  const factors = new Map<string, number>();
  for (const [name, factor] of Object.entries(weights)) {
    const className = classNameOf(name);
    if (factors.has(className))
      throw new UserError(
        `classWeights: the class "${className}" has two weights`,
        'remove one of them; their names differ only in their Unicode form (NFC and NFD)',
      );
    factors.set(className, factor);
  }
  const unknown = [...factors.keys()].filter((name) => !classes.includes(name));
  const [first] = unknown;
  if (first !== undefined) {
    const near = suggest(first, classes);
    throw new UserError(
      `classWeights: unknown ${plural(unknown.length, 'class', 'classes')} ${listWords(unknown)}`,
      near === undefined ? `the classes are ${listWords(classes, 30)}` : `did you mean "${near}"?`,
    );
  }
  return classes.map((name) => factors.get(name) ?? 1);
}
