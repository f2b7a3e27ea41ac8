import { parse, stringify } from 'yaml';
import { isMade, type NetworkText } from './networks';
import type { Proposal } from './proposal';
import { augmentationFor, learningRateFor, type Schedule } from './rule';

/** The paths in a spec, relative to its folder, with `/` between folders. */
export interface ProjectPaths {
  readonly train: string;
  readonly validation: string | null;
  readonly test: string | null;
  /** The JSON Schema, for editors; `null` if it is not installed. */
  readonly schema: string | null;
}

/** The text of the spec for a proposal, with comments on its choices. All its callbacks monitor `val_loss`. */
export function specText(
  proposal: Proposal,
  network: NetworkText,
  schedule: Schedule,
  paths: ProjectPaths,
): string {
  const { name, size, channels, resize, classes } = proposal;
  const { epochs, batchSize, ratePatience, stopPatience } = schedule;
  const lines = [
    ...(paths.schema === null ? [] : [`# yaml-language-server: $schema=${paths.schema}`]),
    `# ${network.about}`,
    '# Check it with "convspec validate", view it with "convspec summary", train it with "convspec train".',
    'version: 1',
    `name: ${name}`,
    '',
    `# Network input: [height, width, channels]. ${channels === 3 ? 'The images are in color' : 'The images are grayscale'}. Larger inputs show more detail but train slower.`,
    `input: { shape: [${size.join(', ')}, ${channels}], resize: ${resize}, rescale: 1/255 }${resizeComment(resize)}`,
    '# The class folders, in the order of the outputs.',
    classesText(classes),
    '',
    network.text.trimEnd(),
    '',
    'training:',
    '  backend: auto # the first available backend; "convspec backends" lists them',
    `  optimizer: { type: adam, learningRate: ${isMade(proposal.network) ? learningRateFor(size) : 0.001} }`,
    '  loss: categoricalCrossentropy',
    '  metrics: [accuracy]',
    `  epochs: ${epochs} # at most: earlyStopping can stop sooner`,
    `  batchSize: ${batchSize} # auto: as many images as fit into memory, for large data sets`,
    '  seed: 1 # determines every random choice',
    '',
    '# All of these monitor val_loss, the loss on the validation images after each epoch.',
    'callbacks:',
    '  - { type: modelCheckpoint, path: best.h5, monitor: val_loss, saveBestOnly: true }',
    `  - { type: reduceLROnPlateau, monitor: val_loss, factor: 0.3, patience: ${ratePatience} }`,
    `  - { type: earlyStopping, monitor: val_loss, patience: ${stopPatience}, restoreBestWeights: true }`,
    '',
    ...dataLines(proposal, paths),
  ];
  return `${lines.join('\n')}\n`;
}

function resizeComment(resize: Proposal['resize']): string {
  return resize === 'cover' ? ' # cover crops the longer side; contain adds borders; fill stretches' : '';
}

const lineWidth = 100;

function classesText(classes: readonly string[]): string {
  const inline = stringify(
    { classes },
    { collectionStyle: 'flow', lineWidth: 0, flowCollectionPadding: false },
  );
  const line = inline.trim().replace(/^\{/, '').replace(/\}$/, '').trim();
  return line.length <= lineWidth ? line : stringify({ classes }, { lineWidth: 0 }).trimEnd();
}

function dataLines(
  { size, images, flip, balanced, split }: Proposal,
  paths: ProjectPaths,
): readonly string[] {
  const { rotation, shift, zoom } = augmentationFor({ size, images });
  return [
    'data:',
    '  train:',
    `    directory: ${scalar(paths.train)}`,
    '    # Small random changes in every epoch, which make a small data set go further.',
    '    augment:',
    flip
      ? '      flip: horizontal # remove this if mirrored images change their class, as letters and arrows do'
      : '      # flip: horizontal # add this if mirrored images keep their class, as most photos do',
    `      rotation: ${rotation}`,
    `      shift: ${shift}`,
    `      zoom: ${zoom}`,
    paths.validation === null
      ? `  validation: { split: ${split} } # the share of each class that is set aside for validation`
      : `  validation: { directory: ${scalar(paths.validation)} }`,
    ...(paths.test === null
      ? []
      : [`  test: { directory: ${scalar(paths.test)} } # evaluated once, at the end of training`]),
    ...(balanced
      ? [
          '  classWeights: balanced # some classes have far fewer images: this makes all classes count equally',
        ]
      : []),
  ];
}

/** Text as a YAML scalar, quoted if necessary, also inside `{ }`. */
function scalar(text: string): string {
  return /^[\w./-]+$/.test(text) && parse(text) === text ? text : JSON.stringify(text);
}
