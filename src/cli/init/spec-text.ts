import { parse, stringify } from 'yaml';
import type { NetworkText, Proposal } from './proposal';

/** Where the parts of a project lie, as the spec names them: relative to its own folder, with `/` between folders. */
export interface ProjectPaths {
  readonly train: string;
  readonly validation: string | null;
  /** Of the JSON schema, for editors; `null` where it is not installed. */
  readonly schema: string | null;
}

/** The spec that a proposal stands for, with a comment where a choice was made. Its callbacks all follow `val_loss`. */
export function specText(proposal: Proposal, network: NetworkText, paths: ProjectPaths): string {
  const { name, size, channels, resize, classes, batchSize, epochs } = proposal;
  const lines = [
    ...(paths.schema === null ? [] : [`# yaml-language-server: $schema=${paths.schema}`]),
    `# ${network.about}`,
    '# Check it with "convspec validate", look at it with "convspec summary", train it with "convspec train".',
    'version: 1',
    `name: ${name}`,
    '',
    `# What the network sees: [height, width, channels]. ${channels === 3 ? 'The images have colours' : 'The images are grey'}; larger ones take longer and show more.`,
    `input: { shape: [${size.join(', ')}, ${channels}], resize: ${resize}, rescale: 1/255 }${resizeComment(resize)}`,
    '# The folders of images, in the order of the outputs.',
    classesText(classes),
    '',
    network.text.trimEnd(),
    '',
    'training:',
    '  backend: auto # the fastest that this machine has; "convspec backends" lists them',
    '  optimizer: { type: adam, learningRate: 0.001 }',
    '  loss: categoricalCrossentropy',
    '  metrics: [accuracy]',
    `  epochs: ${epochs} # at most: earlyStopping ends it sooner`,
    `  batchSize: ${batchSize} # auto takes as many images at once as fit into memory, which suits large data sets`,
    '  seed: 1 # every random choice follows from it',
    '',
    '# They look at val_loss, the loss on the validation images, after each epoch.',
    'callbacks:',
    '  - { type: modelCheckpoint, path: best.h5, monitor: val_loss, saveBestOnly: true }',
    '  - { type: reduceLROnPlateau, monitor: val_loss, factor: 0.3, patience: 5 }',
    '  - { type: earlyStopping, monitor: val_loss, patience: 15, restoreBestWeights: true }',
    '',
    ...dataLines(proposal, paths),
  ];
  return `${lines.join('\n')}\n`;
}

function resizeComment(resize: Proposal['resize']): string {
  return resize === 'cover' ? ' # cover cuts off the longer side; contain adds borders, fill stretches' : '';
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

function dataLines({ flip, balanced, split }: Proposal, paths: ProjectPaths): readonly string[] {
  return [
    'data:',
    '  train:',
    `    directory: ${scalar(paths.train)}`,
    '    # Each image changes a little in every epoch, which makes few images go further.',
    '    augment:',
    flip
      ? '      flip: horizontal # take this out where left and right differ, as in letters and arrows'
      : '      # flip: horizontal # where an image means the same when mirrored, as letters do not',
    '      rotation: 10',
    '      shift: 0.1',
    '      zoom: 0.15',
    paths.validation === null
      ? `  validation: { split: ${split} } # this share of each class is set aside to measure on`
      : `  validation: { directory: ${scalar(paths.validation)} }`,
    ...(balanced
      ? ['  classWeights: balanced # some classes have far fewer images: this makes all count alike']
      : []),
  ];
}

/** Text as YAML writes it, quoted where it must be, within `{ }` too. */
function scalar(text: string): string {
  return /^[\w./-]+$/.test(text) && parse(text) === text ? text : JSON.stringify(text);
}
