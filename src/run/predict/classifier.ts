import { FileFormatError, UserError } from '../../base/diagnostics/user-error';
import { SourceFile } from '../../base/source/source-file';
import { checkSpec } from '../../check/check-spec';
import type { ModelPlan } from '../../check/model-plan';
import { type SavedModel, specAttribute } from '../../compile/model-content';
import type { InputSpec } from '../../language/input';
import { applyOverrides } from '../../language/overrides';
import { vocabularyWith } from '../../language/vocabulary';
import type { Engine } from '../backends/engine';
import { type DecodeLimits, type ImageSource, limitsOf } from '../data/data-host';
import { flattenNumbers, isNestedNumbers, type NestedNumbers } from '../data/nested-numbers';
import { normalized } from '../data/pixels';
import type { Host } from '../host';
import type { Plugin } from '../plugin';

/** A class with the probability that a model gives it. */
export interface Prediction {
  /** Name of the class. */
  readonly class: string;
  /** The model's score, from 0 to 1 after a softmax or sigmoid. */
  readonly probability: number;
}

/** Options of `loadClassifier`. */
export interface ClassifierOptions {
  /** A name, `name:device`, several in order of preference, or `auto` (default: `auto`). */
  readonly backend?: string | readonly string[];
  /** The plugins that the model's spec was written with; default: none. */
  readonly plugins?: readonly Plugin[];
  /**
   * Limits of the images to classify (default: those of {@link DecodeLimits}, with `data.maxPixels` of the model's spec). For
   * untrusted images, lower them and set `svg` to `false`.
   */
  readonly limits?: DecodeLimits;
}

/** The backend that a model runs on. */
export interface UsedBackend {
  /** Name of the backend. */
  readonly name: string;
  /** The device, in words. */
  readonly device: string;
}

/** A trained model with its spec and class order, ready to classify images. */
export interface Classifier<Picture = ImageSource> {
  /** The model file. */
  readonly file: string;
  /** The network, from the spec that is saved in the model. */
  readonly plan: ModelPlan;
  /** Names of the classes in the order of the scores. */
  readonly classes: readonly string[];
  /** The backend it runs on. */
  readonly backend: UsedBackend;
  /** The engine with the model's weights. */
  readonly engine: Engine;
  /**
   * Returns every class with its probability, most probable first. Preprocesses the image as in training.
   *
   * @param picture an image, or its pixels in nested lists `[height, width, channels]` of `input.shape`, before rescaling
   * @throws DataError if the image cannot be read; UserError if the lists have another shape
   */
  classify(picture: Picture | NestedNumbers): Promise<readonly Prediction[]>;
  /** Frees the engine and its weights. */
  dispose(): void;
}

/** Opens a saved model. */
export type LoadClassifier<Picture = ImageSource, Place = string> = (
  place: Place,
  options?: ClassifierOptions,
) => Promise<Classifier<Picture>>;

/** Creates the function that loads classifiers from the saved models of a host. */
export function createLoadClassifier<Picture, Place>(
  host: Host<Picture, Place>,
): LoadClassifier<Picture, Place> {
  return async (place, options = {}) => {
    const { pictures, withModel } = await host.prediction();
    const { readModel } = await import('../../compile/model-formats');
    return withModel(place, async (file, files) => {
      const { plan, classes, ...head } = await withWeights(await readModel(file, files), options, host);
      const limits = { ...limitsOf(plan.data), ...options.limits };
      return {
        ...head,
        plan,
        classes,
        async classify(picture) {
          const pixels = isNestedNumbers(picture)
            ? nestedPixels(picture, plan.input)
            : await pictures.decode(picture, plan.input, limits);
          const scores = await head.engine.predictBatch(normalized(pixels, plan.input), 1);
          return classes
            .map((name, i) => ({ class: name, probability: scores[i] ?? Number.NaN }))
            .sort((a, b) => b.probability - a.probability);
        },
      };
    });
  };
}

/** Copies the pixels of an image in nested lists. A grayscale image may be `[height, width]`. */
function nestedPixels(nested: NestedNumbers, { shape }: InputSpec): Float32Array {
  const given = flattenNumbers(nested, 'image');
  const expected = shape[2] === 1 && given.shape.length === 2 ? shape.slice(0, 2) : shape;
  if (given.shape.join() === expected.join()) return given.values;
  throw new UserError(
    `expected pixels of shape [${expected.join(', ')}], received [${given.shape.join(', ')}]`,
    'give pixels of the shape of the input, or an image, which is resized',
  );
}

/** Compiles the network of a saved model on a backend and loads its weights. */
async function withWeights(
  saved: SavedModel,
  options: ClassifierOptions,
  host: Pick<Host, 'backends'>,
): Promise<Omit<Classifier, 'classify'>> {
  const { matchedWeights } = await import('../../compile/match-weights');
  const { resave, savedClasses, unnamedClasses } = await import('../../compile/saved-classes');
  const file = saved.path;
  const specText = saved.attributes[specAttribute];
  if (specText === undefined) {
    throw new FileFormatError(file, 'it contains no spec', resave);
  }
  const { plan, diagnostics } = checkSpec(
    new SourceFile(`${file}#${specAttribute}`, specText),
    vocabularyWith(options.plugins),
    // A model can be used on another backend than the one it was trained on.
    (document) => applyOverrides(document, { 'training.backend': 'auto' }),
  );
  if (!plan)
    throw new FileFormatError(
      file,
      `the spec saved in it is invalid: ${diagnostics[0]?.message ?? 'it is empty'}`,
      resave,
    );
  const classes = savedClasses(saved, plan);
  if (!classes) throw unnamedClasses(saved, plan);

  const { chooseBackend } = await import('../backends/choose-backend');
  const { backendsWith } = await import('../backends/backend');
  const backends = backendsWith(await host.backends(), options.plugins);
  const choice = await chooseBackend(options.backend ?? 'auto', backends, plan);
  const compiled = await choice.backend.compile(plan);
  const engine = await choice.backend.createEngine(compiled);
  const dispose = () => {
    engine.dispose();
    compiled.model.dispose();
  };
  try {
    const indexes = new Map(engine.weights.map(({ path }, i) => [path, i]));
    for await (const { path, values } of matchedWeights(saved, plan))
      await engine.writeWeight(indexes.get(path) ?? -1, values);
  } catch (error) {
    dispose();
    throw error;
  }

  return {
    file,
    plan,
    classes,
    backend: { name: choice.backend.name, device: choice.device },
    engine,
    dispose,
  };
}
