import { type Options, shown } from '../../../layers/keras/options';

/** The key `augment` as far as it is known. */
export type Augmentation = Readonly<Record<string, number | string>>;

/** Reads a layer of random changes. @returns the keys that it becomes; `null` if specs have no counterpart */
type Read = (options: Options) => Augmentation | null;

const flips = {
  horizontal: 'horizontal',
  vertical: 'vertical',
  horizontal_and_vertical: 'both',
} as const;

/**
 * Layers that are inactive at inference, by class, except `RandomCrop`. Tested against each of them in Keras: predictions
 * do not depend on them.
 */
const layers: Readonly<Record<string, Read>> = {
  RandomFlip: (options) => ({
    flip: flips[
      options.choice('mode', ['horizontal', 'vertical', 'horizontal_and_vertical'], 'horizontal_and_vertical')
    ],
  }),
  RandomRotation: (options) => {
    borders(options);
    return { rotation: Math.min(360 * largest(options, 'factor'), 180) };
  },
  RandomTranslation: (options) => {
    borders(options);
    const [height, width] = [largest(options, 'height_factor'), largest(options, 'width_factor')];
    if (height !== width)
      options.note(
        `its height_factor is ${height} and its width_factor ${width}; specs have one number for both`,
      );
    return { shift: Math.min(Math.max(height, width), 1) };
  },
  RandomZoom: (options) => {
    borders(options);
    if (options.take('width_factor') !== null)
      options.note('its width_factor zooms the width independently; specs keep the proportions');
    const zoom = Math.min(largest(options, 'height_factor'), 0.9);
    options.note(`Keras scales by 1/(1 ± ${zoom}), specs by 1 ± ${zoom}`);
    return { zoom };
  },
  RandomBrightness: (options) => {
    options.take('value_range');
    return { brightness: Math.min(largest(options, 'factor'), 1) };
  },
  RandomContrast: (options) => {
    options.take('value_range');
    return { contrast: Math.min(largest(options, 'factor'), 1) };
  },
  ...Object.fromEntries(
    [
      'RandomErasing',
      'RandomHue',
      'RandomSaturation',
      'RandomSharpness',
      'RandomShear',
      'RandomPerspective',
      'RandomPosterization',
      'RandomInvert',
      'RandomGrayscale',
      'RandomGaussianBlur',
      'RandomElasticTransform',
      'RandomColorJitter',
      'RandomColorDegeneration',
      'AugMix',
      'RandAugment',
      'CutMix',
      'MixUp',
      'Solarization',
      'Equalization',
      'GaussianNoise',
      'GaussianDropout',
      'AlphaDropout',
    ].map((className): [string, Read] => [className, () => null]),
  ),
};

export function isAugmentation(className: string): boolean {
  return Object.hasOwn(layers, className);
}

/**
 * Adds a layer of random changes to those before it, and notes where the spec differs: in the borders, in ranges that
 * are not symmetric, and if the layer is left out.
 *
 * @throws UnsupportedError
 */
export function augmented(className: string, options: Options, before: Augmentation): Augmentation {
  const read = layers[className]?.(options) ?? null;
  if (read === null) {
    options.note('left out, because specs have no such augmentation; predictions do not depend on it');
    return before;
  }
  const [[key, value] = ['', 0]] = Object.entries(read);
  for (const left of options.leftOver()) options.note(`${left}, which specs do not support`);
  const former = before[key];
  if (former === undefined) {
    options.note(`becomes augment: { ${key}: ${value} } under data.train`);
    return { ...before, ...read };
  }
  if (key === 'flip') return { ...before, flip: former === value ? value : 'both' };
  options.note(`left out, because specs have one ${key}, which is ${former} already`);
  return before;
}

/** Notes how pixels outside the image are filled, if the spec does it differently. */
function borders(options: Options): void {
  const mode = options.take('fill_mode', 'reflect');
  options.take('fill_value');
  options.take('interpolation');
  if (mode !== 'nearest') options.note(`borders have fill_mode ${shown(mode)}; specs repeat the edge pixels`);
}

/** The largest change in either direction, from one number or `[lowest, highest]`. */
function largest(options: Options, key: string): number {
  const value = options.take(key);
  const range = Array.isArray(value) ? value : [value, value];
  const [low, high] = range;
  if (range.length !== 2 || typeof low !== 'number' || typeof high !== 'number')
    return options.number(key, Number.NaN);
  const most = Math.max(Math.abs(low), Math.abs(high));
  if (Array.isArray(value) && low !== -high)
    options.note(`its ${key} is ${shown(value)}; the spec uses ±${most}`);
  return most;
}
