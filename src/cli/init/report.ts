import { plural } from '../../base/text/words';
import type { ModelPlan } from '../../check/model-plan';
import { countOf, type ImageSet, type ImageSets } from './image-sets';
import type { Size } from './proposal';
import type { ImageSample } from './sample-images';

const shownFaults = 8;

/** What was seen in the images, in a few lines. */
export function describeImages(sets: ImageSets, sample: ImageSample): string {
  const sizes = [...sample.sizes].sort((a, b) => a[0] * a[1] - b[0] * b[1]).map(sizeShown);
  const [least = '', most = ''] = [sizes[0], sizes.at(-1)];
  const range = least === most ? least : `${least} to ${most}`;
  const formats = sample.formats.map(([format]) => format).join(', ');
  const { train, validation, notes } = sets;
  return [
    `${train.directory}: ${setText(train)}`,
    ...(validation === null ? [] : [`${validation.directory}: ${setText(validation)}, for validation`]),
    `${formats}; ${range} pixels (height × width); ${sample.color ? 'in colour' : 'grey'}`,
    ...notes.map((note) => `note: ${note}`),
    ...faultLines(sample),
    '',
  ].join('\n');
}

function sizeShown([height, width]: Size): string {
  return `${height}×${width}`;
}

function setText({ classes }: ImageSet): string {
  const counts = classes.map(({ images }) => images.length);
  const total = counts.reduce((sum, count) => sum + count, 0);
  const named = classes.map(({ name, images }) => `${name} ${images.length}`);
  const shown =
    named.length <= 12 ? named.join(', ') : `${Math.min(...counts)} to ${Math.max(...counts)} in each`;
  return `${countOf(total, 'image')} in ${classes.length} classes: ${shown}`;
}

function faultLines({ faults, opened }: ImageSample): readonly string[] {
  if (faults.length === 0) return [];
  const rest = faults.length - shownFaults;
  return [
    `warning: ${countOf(faults.length, 'image')} of ${opened} that were opened cannot be used; training leaves ${plural(faults.length, 'it', 'them')} out:`,
    ...faults.slice(0, shownFaults).map((fault) => `  ${fault}`),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}

/** What was written, and what to do next. */
export function describeProject(out: string, network: string, plan: ModelPlan): string {
  const { input, classCount, totals, training } = plan;
  const params = totals.params.toLocaleString('en-US');
  return `${out}: ${network}, ${params} parameters, ${input.shape.join('×')} to ${classCount} classes, up to ${training.epochs} epochs\n`;
}
