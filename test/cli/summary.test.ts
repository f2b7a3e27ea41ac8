import { describe, expect, it } from 'vitest';
import { tinySpec } from '../support/tiny-project';
import { runCli } from './run-cli';

describe('summary', () => {
  it('prints a tree, followed by the notes of the checker', async () => {
    const { code, stdout, stderr } = await runCli(['summary', '-'], { stdin: tinySpec });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatchInlineSnapshot(`
      "tiny: [8, 8, 3] → 2 classes

      layer          type              output     params   MACs     memory  field  stride
      ───────────────────────────────────────────────────────────────────────────────────
      input          input             [8, 8, 3]                 768 bytes      1       1
      conv1                            [2, 2, 4]     128  3,888    1.79 kB      5       3
      ├─ conv        conv2d 3×3        [6, 6, 4]     112  3,888  576 bytes      3       1
      ├─ batchNorm   batchNorm         [6, 6, 4]      16         576 bytes      3       1
      ├─ activation  relu              [6, 6, 4]                 576 bytes      3       1
      └─ pool        maxPool2d 3×3 /3  [2, 2, 4]                  64 bytes      5       3
      flatten        flatten           [16]                       64 bytes  whole
      output                           [2]            34     32   16 bytes  whole
      ├─ dense       dense             [2]            34     32    8 bytes  whole
      └─ activation  softmax           [2]                         8 bytes  whole

      parameters   162 (154 trainable, 8 non-trainable), 648 bytes
      MACs         3,920 for one image
      activations  2.64 kB for one image, 10.6 kB for a batch of 4
      training     about 34.1 kB, with 616 bytes of gradients and 1.23 kB of optimizer state

      <stdin>:6:26: note: batch norm "conv1_batchNorm" cancels the bias of "conv1_conv": 4 parameters have no effect [regularity/cancelled-bias]
        |
      6 |   - { name: conv1, type: conv, filters: 4, kernel: 3, batchNorm: { momentum: 0.5 }, activation: relu, pool: 3 }
        |                          ^^^^
        = hint: set bias: false in "conv1"
      "
    `);
  });

  it('prints a Markdown table', async () => {
    const { code, stdout } = await runCli(['summary', '-', '--format', 'markdown', '--depth', '1'], {
      stdin: tinySpec,
    });
    expect(code).toBe(0);
    expect(stdout).toMatchInlineSnapshot(`
      "**tiny: [8, 8, 3] → 2 classes**

      | layer   | type         | output    | params |  MACs |    memory | field | stride |
      | ------- | ------------ | --------- | -----: | ----: | --------: | ----: | -----: |
      | input   | input        | [8, 8, 3] |        |       | 768 bytes |     1 |      1 |
      | conv1   | conv2d 3×3 … | [2, 2, 4] |    128 | 3,888 |   1.79 kB |     5 |      3 |
      | flatten | flatten      | [16]      |        |       |  64 bytes | whole |        |
      | output  | dense …      | [2]       |     34 |    32 |  16 bytes | whole |        |

      - parameters: 162 (154 trainable, 8 non-trainable), 648 bytes
      - MACs: 3,920 for one image
      - activations: 2.64 kB for one image, 10.6 kB for a batch of 4
      - training: about 34.1 kB, with 616 bytes of gradients and 1.23 kB of optimizer state
      "
    `);
  });

  it('has styles only on a terminal', async () => {
    const { stdout } = await runCli(['summary', '-'], { stdin: tinySpec, terminal: true });
    expect(stdout).toContain('\u001b[1mtiny: [8, 8, 3] → 2 classes\u001b[22m\n');
  });

  it('rejects another depth', async () => {
    expect(await runCli(['summary', '-', '--depth', '3'], { stdin: tinySpec })).toMatchObject({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining("argument '3' is invalid. Allowed choices are 1, 2."),
    });
  });

  it('prints the same as JSON', async () => {
    const { code, stdout } = await runCli(['summary', '-', '--format', 'json'], { stdin: tinySpec });
    expect(code).toBe(0);
    const summary = JSON.parse(stdout) as { layers: unknown[] };
    expect(summary).toMatchObject({
      name: 'tiny',
      input: [8, 8, 3],
      classes: 2,
      params: { total: 162, trainable: 154, nonTrainable: 8 },
      macs: 3920,
      memory: { weights: 648, gradients: 616, optimizer: 2 * 616 },
    });
    expect(summary.layers).toHaveLength(8);
    expect(summary.layers[1]).toEqual({
      name: 'conv1_conv',
      type: 'conv2d',
      block: 'conv1',
      inputs: ['input'],
      outputShape: [6, 6, 4],
      params: 112,
      macs: 3888,
      activationBytes: 6 * 6 * 4 * 4,
      receptiveField: { size: [3, 3], stride: [1, 1] },
    });
  });

  it('counts the 12-class network like Keras', async () => {
    const { stdout } = await runCli(['summary', 'specs/convnet-12class.yaml', '--format', 'json']);
    expect(JSON.parse(stdout).params).toEqual({ total: 45063874, trainable: 45059334, nonTrainable: 4540 });
  });
});

describe('--set', () => {
  const totalWith = async (...sets: string[]) => {
    const flags = sets.flatMap((set) => ['--set', set]);
    const { stdout } = await runCli(['summary', '-', '--format', 'json', ...flags], { stdin: tinySpec });
    return (JSON.parse(stdout) as { params: { total: number } }).params.total;
  };

  it.each([
    ['a block by name', ['blocks.conv1.filters=8'], 162 + 112 + 16 + 32],
    ['a block by number', ['blocks.0.filters=8'], 162 + 112 + 16 + 32],
    ['a list', ['input.shape=[11, 11, 3]'], 162 + 2 * 5 * 4],
    ['a key twice, using the last value', ['classes=5', 'classes=3'], 162 + 17],
    ['a key that is not in the file', ['defaults.conv.bias=false'], 162 - 4],
  ])('replaces %s', async (_, sets, total) => {
    expect(await totalWith(...sets)).toBe(total);
  });

  it.each([
    [
      'blocks.conv1.kernel=30',
      `<override>:1:27: error: "conv1_conv" leaves no output: kernel [30, 30] is larger than its input [8, 8] with padding "valid" [shape/empty-output]
  |
1 | --set blocks.conv1.kernel=30
  |                           ^^
  = its input [8, 8, 3] comes from "input" (<stdin>:3:8)
`,
    ],
    [
      'blocks.conv1.kernal=3',
      `<override>:1:1: error: unknown key "kernal"; did you mean "kernel"? [spec/unknown-key]
  |
1 | --set blocks.conv1.kernal=3
  | ^^^^^^^^^^^^^^^^^^^^^^^^^
`,
    ],
    [
      'trainig.epochs=3',
      `<override>:1:1: error: unknown section "trainig"; did you mean "training"? [spec/unknown-key]
  |
1 | --set trainig.epochs=3
  | ^^^^^^^^^^^^^^^^^^^^
`,
    ],
    [
      'name.first=x',
      `<override>:1:1: error: expected a string, received a mapping with "first" [spec/wrong-type]
  |
1 | --set name.first="x"
  | ^^^^^^^^^^^^^^^^
`,
    ],
  ])('points at %s', async (set, start) => {
    const { code, stdout, stderr } = await runCli(['summary', '-', '--set', set], { stdin: tinySpec });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr.slice(0, start.length)).toBe(start);
    expect(stderr.endsWith('\n1 error\n')).toBe(true);
  });

  it.each([
    ['blocks.conv9.kernel=3', 'no entry is named "conv9"'],
    ['blocks.7.kernel=3', 'no entry is named "7"'],
    ['training..epochs=3', 'expected a path such as training.epochs'],
    ['training.epochs', 'Expected key=value, such as training.epochs=5.'],
    ['=3', 'Expected key=value, such as training.epochs=5.'],
    ['input.shape=[8', 'Expected a YAML value, such as 5 or [96, 96, 3].'],
  ])('rejects %s', async (set, stderr) => {
    expect(await runCli(['summary', '-', '--set', set], { stdin: tinySpec })).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringContaining(stderr),
    });
  });
});

describe.each(['summary', 'render'])('%s of a spec with errors', (command) => {
  it('prints only the errors', async () => {
    const stdin = tinySpec.replace('filters: 4', 'filters: 0').replace('epochs: 2', 'epochs: 0');
    const { code, stdout, stderr } = await runCli([command, '-'], { stdin });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('<stdin>:6:41: error: expected a whole number of at least 1, received 0');
    expect(stderr).toContain('<stdin>:13:11: error: expected a whole number of at least 1, received 0');
    expect(stderr.endsWith('\n2 errors\n')).toBe(true);
  });

  it('requires an existing file', async () => {
    expect(await runCli([command, 'nix.yaml'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: nix.yaml: no such file or folder\n  = hint: give the path of a spec in YAML\n',
    });
  });
});
