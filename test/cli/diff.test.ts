import { join } from 'node:path';
import { expect, it } from 'vitest';
import { folderOf, tinySpec } from '../support/tiny-project';
import { runCli } from './run-cli';

const changed = tinySpec
  .replace('filters: 4', 'filters: 8')
  .replace('epochs: 2', 'epochs: 5')
  .replace('classes: 2', '# two of them\nclasses: 2');

/** Compares what stands on standard input with a file. */
function diff(stdin: string, file: string, ...flags: string[]) {
  const folder = folderOf({ 'new.yaml': file });
  return runCli(['diff', '-', join(folder, 'new.yaml'), ...flags], { stdin });
}

it('ends with 0 for specs that say the same, however they are written', async () => {
  const laidOut = tinySpec
    .replace(
      'input: { shape: [8, 8, 3], rescale: 1/255 }',
      '# pictures\ninput:\n  rescale: 1/255\n  shape: [8, 8, 3]',
    )
    .replace('kernel: 3,', 'kernel: [3, 3], padding: valid,');
  expect(await diff(tinySpec, laidOut)).toEqual({ code: 0, stdout: 'no differences\n', stderr: '' });
});

it('ends with 1 and says what differs', async () => {
  const { code, stdout, stderr } = await diff(tinySpec, changed);
  expect({ code, stderr }).toEqual({ code: 1, stderr: '' });
  expect(stdout).toMatchInlineSnapshot(`
    "blocks
    ~ conv1  filters  4 → 8

    training
    ~ epochs  2 → 5

    results    output                 params     MACs
    ~ conv1    [2, 2, 4] → [2, 2, 8]  128 → 256  3,888 → 7,776
    ~ flatten  [16] → [32]
    ~ output                          34 → 66    32 → 64

    totals
    parameters       162  →     322      +160   +99 %
    trainable        154  →     306      +152   +99 %
    MACs           3,920  →   7,840    +3,920  +100 %
    activations  2.64 kB  →  4.5 kB  +1.86 kB   +70 %
    "
  `);
});

it('prints Markdown', async () => {
  const { code, stdout } = await diff(tinySpec, changed, '--format', 'markdown');
  expect(code).toBe(1);
  expect(stdout).toMatchInlineSnapshot(`
    "**blocks**

    |     | block | option  | from | to  |
    | --- | ----- | ------- | ---- | --- |
    | ~   | conv1 | filters | 4    | 8   |

    **training**

    |     | key    | from | to  |
    | --- | ------ | ---- | --- |
    | ~   | epochs | 2    | 5   |

    **results**

    | block     | output                | params    | MACs          |
    | --------- | --------------------- | --------- | ------------- |
    | ~ conv1   | [2, 2, 4] → [2, 2, 8] | 128 → 256 | 3,888 → 7,776 |
    | ~ flatten | [16] → [32]           |           |               |
    | ~ output  |                       | 34 → 66   | 32 → 64       |

    **totals**

    |             |    from |     to | difference |        |
    | ----------- | ------: | -----: | ---------: | -----: |
    | parameters  |     162 |    322 |       +160 |  +99 % |
    | trainable   |     154 |    306 |       +152 |  +99 % |
    | MACs        |   3,920 |  7,840 |     +3,920 | +100 % |
    | activations | 2.64 kB | 4.5 kB |   +1.86 kB |  +70 % |
    "
  `);
});

it('prints JSON', async () => {
  const { code, stdout } = await diff(tinySpec, changed, '--format', 'json');
  expect(code).toBe(1);
  expect(JSON.parse(stdout)).toMatchObject({
    same: false,
    blocks: [
      { name: 'conv1', change: 'changed', options: [{ path: 'filters', from: 4, to: 8 }] },
      { name: 'flatten', change: 'affected', options: [] },
      { name: 'output', change: 'affected', results: { params: { from: 34, to: 66 } } },
    ],
    settings: [{ path: 'training.epochs', from: 2, to: 5 }],
    totals: { params: { from: 162, to: 322 } },
  });
});

it('is coloured on a terminal only', async () => {
  const folder = folderOf({ 'old.yaml': tinySpec, 'new.yaml': changed });
  const paths = [join(folder, 'old.yaml'), join(folder, 'new.yaml')];
  const { stdout } = await runCli(['diff', ...paths], { terminal: true });
  expect(stdout).toContain('filters  \u001b[31m4\u001b[39m → \u001b[32m8\u001b[39m\n');
});

it('prints the mistakes of both specs', async () => {
  const { code, stdout, stderr } = await diff(
    tinySpec.replace('filters: 4', 'filters: 0'),
    tinySpec.replace('epochs: 2', 'epochs: 0'),
  );
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('<stdin>:6:41: error: expected a whole number of at least 1, received 0');
  expect(stderr).toContain('new.yaml:13:11: error: expected a whole number of at least 1, received 0');
  expect(stderr.endsWith('\n2 errors\n')).toBe(true);
});

it.each([
  [['diff'], "missing required argument 'from'"],
  [['diff', 'specs/icons-12.yaml'], "missing required argument 'to'"],
  [['diff', '-', '-'], 'error: - and -: standard input is one spec, not two'],
  [['diff', 'nix.yaml', 'specs/icons-12.yaml'], 'error: nix.yaml: no such file or folder'],
  [['diff', 'specs/icons-12.yaml', '-', '--format', 'html'], 'Allowed choices are text, markdown, json'],
])('%j is wrong usage', async (argv, message) => {
  expect(await runCli(argv)).toEqual({ code: 2, stdout: '', stderr: expect.stringContaining(message) });
});
