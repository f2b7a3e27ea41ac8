import { describe, expect, it } from 'vitest';
import { countText, renderText } from '../../src/base/diagnostics/render/text';
import { SourceFile } from '../../src/base/source/source-file';
import { checkSource } from '../../src/check/sound-spec';

const list = (n: number, entry: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => entry(i)).join('');
const words = (n: number, word: (i: number) => string) =>
  Array.from({ length: n }, (_, i) => word(i)).join(', ');
const relu = 'type: activation, function: relu';

/** The sections of a spec with `blocks` before its last two, and further sections. */
function specWith(parts: {
  blocks?: string;
  classes?: string;
  sections?: string;
  templates?: string;
}): string {
  const { blocks = '', classes = '[a, b]', sections = '', templates = '' } = parts;
  const templated = templates === '' ? '' : `templates:\n${templates}`;
  return `version: 1\nname: x\ninput: { shape: [8, 8, 1] }\nclasses: ${classes}\n${templated}blocks:\n${blocks}  - { type: flatten }\n  - { type: dense, units: classes, activation: softmax }\n${sections}`;
}

/** Texts of a size proportional to `n`, with the sizes at which checking them takes a measurable time. */
const cases: Readonly<Record<string, readonly [n: number, text: (n: number) => string]>> = {
  'unknown sections': [2000, (n) => specWith({ sections: list(n, (i) => `k${i}: 1\n`) })],
  'misspelled sections': [2000, (n) => specWith({ sections: list(n, (i) => `blocks${i}: 1\n`) })],
  'misspelled keys of a section': [
    2000,
    (n) => specWith({ sections: `training:\n${list(n, (i) => `  epochs${i}: 1\n`)}` }),
  ],
  'misspelled keys of a block': [
    2000,
    (n) => specWith({ blocks: `  - { type: flatten, ${words(n, (i) => `name${i}: 1`)} }\n` }),
  ],
  'misspelled keys of a callback': [
    2000,
    (n) => specWith({ sections: `callbacks:\n  - type: csvLogger\n${list(n, (i) => `    path${i}: 1\n`)}` }),
  ],
  'duplicate keys': [4000, (n) => specWith({ sections: list(n, () => 'name: x\n') })],
  'class names': [20_000, (n) => specWith({ classes: `[${words(n, (i) => `c${i}`)}]` })],
  'weights of classes': [
    4000,
    (n) =>
      specWith({
        classes: `[${words(n, (i) => `c${i}`)}]`,
        sections: `data: { train: { directory: x }, classWeights: { ${words(n, (i) => `c${i}: 1`)} } }\n`,
      }),
  ],
  'weights of unknown classes': [
    2000,
    (n) =>
      specWith({
        classes: `[${words(n, (i) => `c${i}`)}]`,
        sections: `data: { train: { directory: x }, classWeights: { ${words(n, (i) => `d${i}: 1`)} } }\n`,
      }),
  ],
  blocks: [1000, (n) => specWith({ blocks: list(n, () => `  - { ${relu} }\n`) })],
  'blocks of unknown types': [1000, (n) => specWith({ blocks: list(n, (i) => `  - { type: zonv${i} }\n`) })],
  'blocks with one name': [1000, (n) => specWith({ blocks: list(n, () => `  - { name: a, ${relu} }\n`) })],
  'blocks on one line': [
    1000,
    (n) =>
      `version: 1\nname: x\ninput: { shape: [8, 8, 1] }\nclasses: [a, b]\nblocks: [${words(n, () => '{ type: zonv }')}]\n`,
  ],
  'unknown inputs': [
    1000,
    (n) => specWith({ blocks: list(n, (i) => `  - { name: a${i}, ${relu}, from: z${i} }\n`) }),
  ],
  'inputs of one block': [
    1000,
    (n) =>
      specWith({
        blocks: `${list(n, (i) => `  - { name: a${i}, ${relu}, from: input }\n`)}  - { type: concat, from: [${words(n, (i) => `a${i}`)}] }\n`,
      }),
  ],
  'wrong claims': [
    1000,
    (n) =>
      specWith({ blocks: list(n, () => `  - { ${relu}, expect: { output: [8, 8, 300], params: 1000 } }\n`) }),
  ],
  'wrong claims about the network': [
    1000,
    (n) =>
      specWith({ sections: `expect:\n${list(n, () => '  - { params: 1000, layers: { dense: 3 } }\n')}` }),
  ],
  'frozen blocks': [1000, (n) => specWith({ blocks: list(n, () => `  - { ${relu}, trainable: false }\n`) })],
  templates: [
    1000,
    (n) =>
      specWith({
        templates: list(n, (i) => `  t${i}: { blocks: [{ ${relu} }] }\n`),
        blocks: list(n, (i) => `  - { use: t${i} }\n`),
      }),
  ],
  'unknown templates': [
    1000,
    (n) =>
      specWith({
        templates: list(n, (i) => `  t${i}: { blocks: [{ ${relu} }] }\n`),
        blocks: list(n, (i) => `  - { use: z${i} }\n`),
      }),
  ],
  'unknown parameters': [
    1000,
    (n) =>
      specWith({
        templates: `  t: { with: { ${words(n, (i) => `p${i}: 1`)} }, blocks: [{ ${relu} }] }\n`,
        blocks: `  - { use: t, with: { ${words(n, (i) => `q${i}: 1`)} } }\n`,
      }),
  ],
  'paths with variables': [
    1000,
    (n) =>
      specWith({
        sections: `variables:\n${list(n, (i) => `  v${i}: a${i}\n`)}callbacks:\n${list(n, (i) => `  - { type: csvLogger, path: "{v${i}}{w${i}}.csv" }\n`)}`,
      }),
  ],
  'callbacks that set the learning rate': [
    1000,
    (n) =>
      specWith({
        sections: `callbacks:\n${list(n, () => '  - { type: reduceLROnPlateau, monitor: loss }\n')}`,
      }),
  ],
  'ignored codes': [
    4000,
    (n) =>
      specWith({
        blocks: list(n / 4, () => '  - { type: dropout, rate: 0.1 }\n'),
        sections: `ignore: [${words(n, () => 'regularity/idle-pool')}]\n`,
      }),
  ],
  'unknown codes': [2000, (n) => specWith({ sections: `ignore: [${words(n, (i) => `policy/x${i}`)}]\n` })],
  'syntax errors': [
    1000,
    (n) => specWith({ blocks: list(n, (i) => `  - { type: flatten,\n\tname: a${i} }\n`) }),
  ],
  'unknown aliases': [2000, (n) => specWith({ blocks: list(n, (i) => `  - *q${i}\n`) })],
  'a long unknown word': [50_000, (n) => specWith({ blocks: `  - { type: "${'conv'.repeat(n)}" }\n` })],
};

/** The processor time of a check in milliseconds, the shortest of three. */
function cost(text: string): number {
  const once = () => {
    const before = process.cpuUsage();
    const { diagnostics } = checkSource({ file: new SourceFile('x.yaml', text), directory: null });
    renderText(diagnostics);
    countText(diagnostics);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };
  return Math.min(once(), once(), once());
}

describe('the time to check a text grows in proportion to its size', () => {
  it.each(Object.entries(cases))('%s', (_what, [n, text]) => {
    cost(text(n));
    // Linear growth is a factor of 4, quadratic growth 16. Tiny times are mostly noise.
    const isLinear = () => cost(text(4 * n)) < 8 * Math.max(cost(text(n)), 20);
    // Another program in the caches costs processor time, too.
    expect(isLinear() || isLinear() || isLinear()).toBe(true);
  });
});
