import type { Proposal } from './proposal';
import { type Architecture, architectureFor, type Stage } from './rule';

/** The networks that are made for the images; the others come from the zoo. */
export const madeNetworks = ['small', 'medium'] as const;

type MadeNetwork = (typeof madeNetworks)[number];

/** A network as YAML text: the sections of a spec from `defaults` to `blocks`. */
export interface NetworkText {
  readonly about: string;
  readonly text: string;
}

export function isMade(network: string): network is MadeNetwork {
  return madeNetworks.some((name) => name === network);
}

/** The network that the rule gives for the images of a proposal. */
export function madeNetwork(
  network: MadeNetwork,
  { size, classes, images }: Pick<Proposal, 'size' | 'classes' | 'images'>,
): NetworkText {
  const architecture = architectureFor({ size, classes: classes.length, images }, network);
  const { stages, convolutionsPerStage, head } = architecture;
  const article = network === 'small' ? 'A small' : 'A medium-sized';
  const convolutions = convolutionsPerStage === 1 ? 'one convolution' : 'two convolutions';
  const end = head === 'flatten' ? 'a flattened feature map' : 'global average pooling';
  return {
    about: `${article} network: ${convolutions} per halving of the image, then ${end}.`,
    text: `defaults:
  # A batch norm momentum of 0.9 adapts quickly enough on small data sets.
  conv: { kernel: 3, padding: same, bias: false, batchNorm: { momentum: 0.9 }, activation: relu }

blocks:
${stages.flatMap((stage, i) => stageLines(stage, i + 1, architecture)).join('\n')}
  - { name: ${head === 'flatten' ? 'flat' : 'pool'}, type: ${head} }
  - { name: drop, type: dropout, rate: ${architecture.dropout} }
  - { name: output, type: dense, units: classes, activation: softmax }
`,
  };
}

function stageLines(
  { filters, stride, pool }: Stage,
  number: number,
  { convolutionsPerStage }: Architecture,
): readonly string[] {
  const first = stride === 1 ? '' : `, stride: ${stride}`;
  const last = pool === null ? '' : `, pool: ${pool[0] === pool[1] ? pool[0] : `[${pool.join(', ')}]`}`;
  const line = (suffix: string, options: string) =>
    `  - { name: conv${number}${suffix}, type: conv, filters: ${filters}${options} }`;
  return convolutionsPerStage === 1 ? [line('', first + last)] : [line('a', first), line('b', last)];
}
