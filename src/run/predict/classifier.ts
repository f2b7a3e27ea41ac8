import { SpecError } from '../../base/diagnostics/spec-error';
import { FileFormatError, UserError } from '../../base/diagnostics/user-error';
import type { SpecSource } from '../../base/source/read-source';
import type { ModelPlan } from '../../check/model-plan';
import { checkSource } from '../../check/sound-spec';
import type { SavedModel } from '../../compile/model-content';
import { resave, savedClasses, unnamedClasses } from '../../compile/saved-classes';
import type { InputSpec } from '../../language/input';
import type { Engine } from '../backends/engine';
import { type DecodeLimits, type ImageSource, limitsOf } from '../data/data-host';
import { flattenNumbers, isNestedNumbers, type NestedNumbers } from '../data/nested-numbers';
import { normalized } from '../data/pixels';
import type { Host } from '../host';
import type { Plugin } from '../plugin';
import { type ModelSpecSource, type SpecFinder, specOfModel } from './model-spec';

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
   * The spec of the model (default: the one saved in the file; in Node, otherwise the `.yaml` file of the same name next to
   * it, such as `convspec import` writes for a model from Keras).
   */
  readonly spec?: SpecSource;
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
  /** The network, from the spec of the model. */
  readonly plan: ModelPlan;
  /** The file of that spec, and the folder that its paths are relative to; `null` if the model contains it. */
  readonly spec: {
    /** Its path. */
    readonly file: string;
    /** The folder; `null` for a text without a file. */
    readonly directory: string | null;
  } | null;
  /** Names of the classes in the order of the scores; their numbers if a model from Keras has no names. */
  readonly classes: readonly string[];
  /** Whether `classes` are names. */
  readonly named: boolean;
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
    const { pictures, withModel, specNextTo } = await host.prediction();
    const finder = { readLocation: host.readLocation, specNextTo };
    const { readModel } = await import('../../compile/model-formats');
    return withModel(place, async (file, files) => {
      const saved = await readModel(file, files);
      const { plan, classes, ...head } = await withWeights(saved, options, { ...host, ...finder });
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
  host: Pick<Host, 'backends'> & SpecFinder,
): Promise<Omit<Classifier, 'classify'>> {
  const { matchedWeights } = await import('../../compile/match-weights');
  const { layerNamesIn } = await import('../../compile/layer-names');
  const file = saved.path;
  const found = await specOfModel(saved, options.spec, host);
  const { source, isOwn } = found;
  const plan = checkedPlan(file, found, options.plugins);
  const { classes, named } = classesOf(saved, plan, isOwn);

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
    for await (const { path, values } of matchedWeights(
      saved,
      plan,
      isOwn ? undefined : layerNamesIn(saved, plan),
    ))
      await engine.writeWeight(indexes.get(path) ?? -1, values);
  } catch (error) {
    dispose();
    throw error;
  }

  return {
    file,
    plan,
    spec: isOwn ? null : { file: source.file.name, directory: source.directory },
    classes,
    named,
    backend: { name: choice.backend.name, device: choice.device },
    engine,
    dispose,
  };
}

/** @throws FileFormatError if the spec saved in the model has errors; SpecError if another one has */
function checkedPlan(
  file: string,
  { source, isOwn }: ModelSpecSource,
  plugins: readonly Plugin[] = [],
): ModelPlan {
  // A model can be used on another backend than the one it was trained on.
  const { plan, diagnostics } = checkSource(source, { plugins, set: { 'training.backend': 'auto' } });
  if (plan) return plan;
  if (!isOwn) throw new SpecError(diagnostics);
  throw new FileFormatError(
    file,
    `the spec saved in it is invalid: ${diagnostics[0]?.message ?? 'it is empty'}`,
    resave,
  );
}

/** @throws UserError if a model saved by convspec has no valid class names */
function classesOf(
  saved: SavedModel,
  plan: ModelPlan,
  isOwn: boolean,
): Pick<Classifier, 'classes' | 'named'> {
  const classes = savedClasses(saved, plan);
  if (classes) return { classes, named: true };
  if (isOwn) throw unnamedClasses(saved, plan);
  return { classes: Array.from({ length: plan.classCount }, (_, i) => String(i)), named: false };
}
