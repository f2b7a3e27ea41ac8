/** The sections of a small valid spec; the blocks are on lines 6 to 8. */
const sections: Readonly<Record<string, string>> = {
  version: 'version: 1',
  name: 'name: net',
  input: 'input: { shape: [32, 32, 3] }',
  classes: 'classes: 10',
  blocks: [
    'blocks:',
    '  - { name: conv1, type: conv, filters: 8, kernel: 3 }',
    '  - { type: flatten }',
    '  - { name: output, type: dense, units: classes, activation: softmax }',
  ].join('\n'),
};

/** A valid spec with these sections instead of its own, and additional ones at the end; `null` omits a section. */
export function specText(changes: Readonly<Record<string, string | null>> = {}): string {
  return Object.values({ ...sections, ...changes })
    .filter((section) => section !== null)
    .join('\n')
    .concat('\n');
}

/** {@link specText} with these keys in its first block, after name and type: `filters: 8, kernel: 3`. Line 6, from column 32. */
export function withConv(options: string, changes: Readonly<Record<string, string | null>> = {}): string {
  return specText({
    ...changes,
    blocks: sections.blocks?.replace('filters: 8, kernel: 3', options) ?? '',
  });
}
