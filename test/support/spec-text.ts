/** The sections of a small sound spec; blocks stand on lines 6 to 8. */
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

/** A sound spec with these sections instead of its own, and further ones behind; `null` leaves one out. */
export function specText(changes: Readonly<Record<string, string | null>> = {}): string {
  return Object.values({ ...sections, ...changes })
    .filter((section) => section !== null)
    .join('\n')
    .concat('\n');
}

/** {@link specText} whose first block has these keys beside name and type: `filters: 8, kernel: 3`. Line 6, from column 32. */
export function withConv(options: string, changes: Readonly<Record<string, string | null>> = {}): string {
  return specText({
    ...changes,
    blocks: sections.blocks?.replace('filters: 8, kernel: 3', options) ?? '',
  });
}
