import { Options, shown, UnsupportedError } from '../../../layers/keras/options';
import { type Augmentation, augmented, isAugmentation } from './augmentation';
import type { ImportProblem, KerasLayer, KerasNetwork, LayerNote } from './graph';
import { normalized, rescaled, type Scaling, type Statistics, scalingKeys, unscaled } from './scaling';

/** Rows and columns that the model cuts off its input: `[[top, bottom], [left, right]]`. */
export interface Crop {
  /** The Keras layer. */
  readonly layer: string;
  readonly cropping: readonly [readonly [number, number], readonly [number, number]];
}

/** What the layers directly after the input become. */
export interface Preprocessing {
  /** The section `input`. */
  readonly input: Readonly<Record<string, unknown>>;
  readonly augment: Augmentation;
  readonly crop: Crop | null;
  /** Whether the model scales its input. */
  readonly scales: boolean;
  readonly problems: readonly ImportProblem[];
  readonly notes: readonly LayerNote[];
}

/** A network without its preprocessing. */
export interface SplitNetwork {
  readonly start: KerasLayer;
  /** The layers after the input that the spec expresses in other sections, in order. */
  readonly chain: readonly KerasLayer[];
  readonly rest: readonly KerasLayer[];
  /** The layer whose output the first blocks take. */
  readonly entry: string;
}

/** The part of the result that the layers of the chain change in turn. */
interface State {
  /** `[height, width]` of the images at this point; `null` if they can have any size. */
  readonly size: readonly [number, number] | null;
  readonly resize: string | null;
  readonly scaling: Scaling;
  readonly augment: Augmentation;
  readonly crop: Crop['cropping'] | null;
}

type Step = (options: Options, before: State, statistics: Statistics | undefined) => State;

const steps: Readonly<Record<string, Step>> = {
  Rescaling: (options, state) => ({ ...state, scaling: rescaled(options, state.scaling) }),
  Normalization: (options, state, statistics) => ({
    ...state,
    scaling: normalized(options, state.scaling, statistics),
  }),
  Resizing(options, state) {
    if (state.resize !== null || state.crop !== null)
      throw new UnsupportedError('it resizes images that were already resized or cropped; specs resize once');
    const size = [options.number('height'), options.number('width')] as const;
    const [crop, pad] = [
      options.boolean('crop_to_aspect_ratio', false),
      options.boolean('pad_to_aspect_ratio', false),
    ];
    options.note(
      `becomes the input size ${size.join('×')}; specs resize images when they are read, so pixels can differ slightly`,
    );
    for (const key of ['interpolation', 'fill_mode', 'fill_value', 'antialias']) options.take(key);
    return { ...state, size, resize: crop ? 'cover' : pad ? 'contain' : 'fill' };
  },
  CenterCrop(options, state) {
    const target = [options.number('height'), options.number('width')] as const;
    const { size } = state;
    if (size === null) throw new UnsupportedError('it crops images of any size; specs have one input size');
    const cut = ([0, 1] as const).map((axis): [number, number] => {
      const rest = size[axis] - target[axis];
      return [Math.floor(rest / 2), Math.ceil(rest / 2)];
    });
    const [rows = [0, 0], columns = [0, 0]] = cut;
    if (rows[0] < 0 || columns[0] < 0)
      throw new UnsupportedError(
        `it crops ${target.join('×')} from images of ${size.join('×')}, which are smaller`,
      );
    const [former = [0, 0], side = [0, 0]] = state.crop ?? [];
    const add = (a: readonly [number, number], b: readonly [number, number]) =>
      [a[0] + b[0], a[1] + b[1]] as const;
    return { ...state, size: target, crop: [add(former, rows), add(side, columns)] };
  },
  RandomCrop(options, state) {
    const target = [options.number('height'), options.number('width')];
    if (target.join() !== state.size?.join())
      throw new UnsupportedError(`it crops images to ${target.join('×')} in training only`);
    return state;
  },
  Identity: (_options, state) => state,
};

/** Whether a class of layers is expressed in the sections `input` and `data`, if it comes directly after the input. */
export function isPreprocessing(className: string): boolean {
  return className !== 'Identity' && (Object.hasOwn(steps, className) || isAugmentation(className));
}

/**
 * Splits the layers into the input, the preprocessing after it, and the rest. Classes that specs do not support are no
 * end of the preprocessing, so that the layers after them are not reported too.
 *
 * @param isSupported whether blocks exist for a class
 */
export function splitNetwork(
  { layers }: KerasNetwork,
  isSupported: (className: string) => boolean,
): SplitNetwork {
  const takers = new Map<string, KerasLayer[]>();
  for (const layer of layers)
    for (const input of layer.inputs) takers.set(input, [...(takers.get(input) ?? []), layer]);
  const start = layers.find(({ inputs }) => inputs.length === 0) as KerasLayer;
  const belongs = ({ className, inputs }: KerasLayer) =>
    inputs.length === 1 &&
    (isPreprocessing(className) || className === 'Identity' || !isSupported(className));
  const chain: KerasLayer[] = [];
  for (let at = start.name; ; ) {
    const [next, ...others] = takers.get(at) ?? [];
    if (!next || others.length > 0 || !belongs(next)) break;
    chain.push(next);
    at = next.name;
  }
  // Unknown layers without preprocessing after them are ordinary layers.
  while (chain.length > 0 && !isPreprocessing(chain.at(-1)?.className ?? '')) chain.pop();
  const apart = new Set([start, ...chain]);
  const entry = chain.at(-1)?.name ?? start.name;
  return { start, chain, entry, rest: layers.filter((layer) => !apart.has(layer)) };
}

/**
 * Reads the input layer and the preprocessing after it.
 *
 * @param statistics what each `Normalization` was adapted to, by layer
 */
export function readPreprocessing(
  { start, chain }: SplitNetwork,
  statistics: ReadonlyMap<string, Statistics>,
): Preprocessing {
  const problems: ImportProblem[] = [];
  const notes: LayerNote[] = [];
  const { channels, size } = inputSize(start);
  let state: State = {
    size,
    resize: null,
    scaling: unscaled(channels === 1 ? 1 : 3),
    augment: {},
    crop: null,
  };
  for (const layer of chain) {
    const options = new Options(layer.config);
    try {
      state = step(layer, options, state, statistics.get(layer.name));
      notes.push(...options.notes.map((text) => ({ layer: layer.name, className: layer.className, text })));
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      problems.push({ layer: layer.name, className: layer.className, reason: error.message });
    }
  }
  const { scaling, resize, augment, crop } = state;
  const cut = crop?.flat() ?? [];
  const [height = 0, width = 0] = state.size ?? [];
  const [top = 0, bottom = 0, left = 0, right = 0] = cut;
  const reason = inputFlaw(start, state.size === null ? null : channels);
  if (reason !== null) problems.unshift({ layer: start.name, className: start.className, reason });
  const cropLayer = chain.find(({ className }) => className === 'CenterCrop');
  return {
    input: {
      shape: [height + top + bottom, width + left + right, channels],
      ...(resize === null || resize === 'fill' ? {} : { resize }),
      ...scalingKeys(scaling),
    },
    augment,
    crop:
      cropLayer && crop && cut.some((rows) => rows > 0) ? { layer: cropLayer.name, cropping: crop } : null,
    scales: chain.some(({ className }) => className === 'Rescaling' || className === 'Normalization'),
    problems,
    notes,
  };
}

function step(layer: KerasLayer, options: Options, state: State, statistics: Statistics | undefined): State {
  const { className } = layer;
  const known = Object.hasOwn(steps, className) ? steps[className] : undefined;
  if (!known && !isAugmentation(className))
    throw new UnsupportedError(`specs do not support ${className} layers`);
  if (!known) return { ...state, augment: augmented(className, options, state.augment) };
  const after = known(options, state, statistics);
  options.finish();
  return after;
}

/** The channels of an input layer, and the height and width of its images if they are fixed. */
function inputSize({ config }: KerasLayer): { readonly channels: unknown; readonly size: State['size'] } {
  const shape = batchShape(config);
  const [height, width, channels] = Array.isArray(shape) && shape.length === 4 ? shape.slice(1) : [];
  const isFixed = typeof height === 'number' && typeof width === 'number';
  return { channels, size: isFixed ? [height, width] : null };
}

function batchShape({ batch_shape: given, batch_input_shape: former }: KerasLayer['config']): unknown {
  return given ?? former;
}

/** @param channels `null` if the size of images is unknown */
function inputFlaw({ config }: KerasLayer, channels: unknown): string | null {
  if (channels === null || channels === undefined)
    return `its shape is ${shown(batchShape(config))}, expected a fixed height, width and channels`;
  return channels === 1 || channels === 3
    ? null
    : `it has ${shown(channels)} channels, expected 3 (rgb) or 1 (grayscale)`;
}
