import type { Proposal } from './proposal';

/** Networks of a few layers that are made to the measure of the images; the others come from the zoo. */
export const madeNetworks = ['small', 'medium'] as const;

/** A network as the sections of a spec from `defaults` to `blocks`. */
export interface NetworkText {
  readonly about: string;
  readonly text: string;
}

/** Halving the image stops when it has this many rows or columns. */
const smallestMap = 4;

const defaults = `defaults:
  # Batch norm with a momentum of 0.9 follows small data sets quickly enough.
  conv: { kernel: 3, padding: same, bias: false, batchNorm: { momentum: 0.9 }, activation: relu }
`;

/** One convolution for each halving of the image, and the mean of what is left. */
export function smallNetwork({ size }: Pick<Proposal, 'size'>): NetworkText {
  const blocks = stagesFor(size, 5).map(
    (filters, i) => `  - { name: conv${i + 1}, type: conv, filters: ${filters}, pool: 2 }`,
  );
  return {
    about: 'A small network: one convolution for each halving of the image.',
    text: `${defaults}
blocks:
${blocks.join('\n')}
${head(0.2)}`,
  };
}

/** Two convolutions for each halving, twice as many filters. */
export function mediumNetwork({ size }: Pick<Proposal, 'size'>): NetworkText {
  const blocks = stagesFor(size, 5).flatMap((filters, i) => [
    `  - { name: conv${i + 1}a, type: conv, filters: ${2 * filters} }`,
    `  - { name: conv${i + 1}b, type: conv, filters: ${2 * filters}, pool: 2 }`,
  ]);
  return {
    about: 'A network of medium size: two convolutions for each halving of the image.',
    text: `${defaults}
blocks:
${blocks.join('\n')}
${head(0.4)}`,
  };
}

/** The filters of each stage: 16, doubled up to 128. */
function stagesFor([height, width]: Proposal['size'], most: number): readonly number[] {
  const halvings = Math.floor(Math.log2(Math.min(height, width) / smallestMap));
  const count = Math.min(most, Math.max(1, halvings));
  return Array.from({ length: count }, (_, i) => Math.min(128, 16 * 2 ** i));
}

function head(dropout: number): string {
  return `  - { name: pool, type: globalAveragePool }
  - { name: drop, type: dropout, rate: ${dropout} }
  - { name: output, type: dense, units: classes, activation: softmax }
`;
}
