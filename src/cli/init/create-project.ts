import { escapeLine } from '../../base/text/escape';
import { listWords, plural } from '../../base/text/words';
import type { ModelPlan } from '../../check/model-plan';
import { type Asker, askAbout } from './ask';
import {
  countOf,
  findImageFolders,
  findImageSets,
  type ImageSet,
  type ImageSets,
  InitError,
} from './image-sets';
import { isMade } from './networks';
import { checkNetworkName, networkNames, projectOf, specName } from './project';
import { type Proposal, propose } from './proposal';
import type { Size } from './rule';
import { type ImageSample, sampleImages } from './sample-images';
import { zooNetwork } from './zoo';

/** The choices made with options; the rest is proposed. */
export interface ProjectWishes {
  /** The images (default: found in the working directory). */
  readonly folder?: string | undefined;
  /** The path of the spec. */
  readonly out: string;
  readonly size?: Size | undefined;
  readonly network?: string | undefined;
  /** Class names in the order of the outputs, separated by commas, or their number. */
  readonly classes?: string | undefined;
}

/**
 * Inspects images, proposes a network and its training, and creates the text of the spec. Writes nothing.
 *
 * @param asker asks the user about the proposals; without it they are accepted
 * @param say receives whole lines that describe the images
 * @returns the text of the spec, and a line that describes it
 * @throws InitError if there are no images in class folders, or a choice is not possible
 */
export async function createProject(
  wishes: ProjectWishes,
  { asker, say }: { readonly asker?: Asker | undefined; say(text: string): void },
): Promise<{ readonly text: string; readonly summary: string }> {
  if (wishes.network !== undefined) await checkNetworkName(wishes.network);
  const folder = wishes.folder ?? (await chooseFolder(asker));
  const sets = await findImageSets(folder);
  const sample = await sampleImages(sets.train);
  if (sample.sizes.length === 0)
    throw new InitError(
      `none of the ${sample.opened} images checked in ${sets.train.directory} can be decoded; the first: ${sample.faults[0]}`,
      'replace them with valid PNG, JPEG, WebP, GIF, AVIF, TIFF or SVG images',
    );
  say(describeImages(sets, sample));
  requireImagesToSetAside(sets);
  const proposed = propose(sets, sample, specName(folder));
  const wished = {
    ...proposed,
    classes: classesWished(wishes.classes, proposed.classes),
    network: wishes.network ?? proposed.network,
    size: wishes.size ?? proposed.size,
  };
  const settled = { size: wishes.size !== undefined, network: wishes.network !== undefined };
  const answered = asker ? await askAbout(wished, settled, asker, await networkNames()) : wished;
  const proposal = settled.size ? answered : await sizedForNetwork(answered, proposed.size);
  const { text, plan } = await projectOf(proposal, sets, wishes.out);
  return { text, summary: describeProject(wishes.out, proposal.network, plan) };
}

/** Validation images are set aside from classes with two images or more, so training fails if there is no such class. */
function requireImagesToSetAside({ train, validation }: ImageSets): void {
  if (validation !== null || train.classes.some(({ images }) => images.length > 1)) return;
  throw new InitError(
    `${train.directory} has only one image per class, so none can be set aside for validation`,
    'add images: at least two in one class, and a few dozen per class for a useful network',
  );
}

/** Uses the original input size of a network of the zoo, unless another size was chosen. */
async function sizedForNetwork(proposal: Proposal, proposed: Size): Promise<Proposal> {
  const chosen = proposal.size[0] !== proposed[0] || proposal.size[1] !== proposed[1];
  if (chosen || isMade(proposal.network)) return proposal;
  return { ...proposal, size: (await zooNetwork(proposal.network)).size };
}

async function chooseFolder(asker: Asker | undefined): Promise<string> {
  const found = await findImageFolders('.');
  const [only] = found;
  if (only === undefined)
    throw new InitError(
      'no folder here has images in class folders',
      'give the folder of images: convspec init PHOTOS, containing PHOTOS/cat/1.jpg, PHOTOS/dog/1.jpg and so on',
    );
  if (found.length === 1) return only;
  if (asker) return asker.select('Which folder of images?', found, only);
  throw new InitError(
    `several folders here have images in class folders: ${listWords(found)}`,
    `give one of them: convspec init ${only}`,
  );
}

function classesWished(wish: string | undefined, found: readonly string[]): readonly string[] {
  if (wish === undefined || Number(wish) === found.length) return found;
  const names = wish.split(',').map((name) => name.trim());
  const same = names.length === found.length && found.every((name) => names.includes(name));
  if (same) return names;
  throw new InitError(
    `--classes ${wish}: the class folders are ${listWords(found, 30)}`,
    'list each of them once, in the order of the outputs, or omit --classes',
  );
}

const shownFaults = 8;

/** Describes the images in a few lines. */
function describeImages(sets: ImageSets, sample: ImageSample): string {
  const sizes = [...sample.sizes].sort((a, b) => a[0] * a[1] - b[0] * b[1]).map(sizeShown);
  const [least = '', most = ''] = [sizes[0], sizes.at(-1)];
  const range = least === most ? least : `${least} to ${most}`;
  const formats = sample.formats.map(([format]) => format).join(', ');
  const { train, validation, test, notes } = sets;
  return [
    `${train.directory}: ${setText(train)}`,
    ...(validation === null ? [] : [`${validation.directory}: ${setText(validation)}, for validation`]),
    ...(test === null ? [] : [`${test.directory}: ${setText(test)}, for the test at the end`]),
    `${formats}; ${range} pixels (height × width); ${sample.color ? 'color' : 'grayscale'}`,
    ...notes.map((note) => `note: ${note}`),
    ...faultLines(sample),
    '',
  ]
    .map(escapeLine)
    .join('\n');
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
    `warning: ${faults.length} of ${countOf(opened, 'checked image')} cannot be used; training skips ${plural(faults.length, 'it', 'them')}:`,
    ...faults.slice(0, shownFaults).map((fault) => `  ${fault}`),
    ...(rest > 0 ? [`  … and ${rest} more`] : []),
  ];
}

/** Describes the new spec in one line. */
function describeProject(out: string, network: string, plan: ModelPlan): string {
  const { input, classCount, totals, training } = plan;
  const params = totals.params.toLocaleString('en-US');
  return `${escapeLine(out)}: ${network}, ${params} parameters, ${input.shape.join('×')} to ${classCount} classes, up to ${training.epochs} epochs\n`;
}
