import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { type CliResult, runCli } from './cli/run-cli';
import { injected, oddNames, violations } from './support/odd-strings';
import { folderOf, picture } from './support/tiny-project';

/**
 * A name is either ordinary everywhere, or refused with an escaped message: from the folders of images through `init`,
 * `train`, `evaluate`, `predict` and `export` to the report.
 */
describe('odd names of classes and folders', () => {
  let folder = '';
  let data = '';
  let spec = '';
  let run = '';
  let remove = () => {};
  /** Class names are in NFC, whatever the names of folders are in. */
  const names = oddNames.map((name) => name.normalize('NFC')).sort();
  const outputs = new Map<string, CliResult>();
  const cli = async (...argv: string[]): Promise<CliResult> => {
    const result = await runCli(argv);
    outputs.set(argv.slice(0, 3).join(' '), result);
    return result;
  };

  beforeAll(async () => {
    folder = folderOf({}, (removal) => {
      remove = removal;
    });
    data = join(folder, `data \u001b[2J\n${injected}`);
    spec = join(folder, `spec \u202e\n${injected}.yaml`);
    run = join(folder, `run \u009b2J\n::error::${injected}`);
    for (const [i, name] of oddNames.entries()) {
      mkdirSync(join(data, name), { recursive: true });
      for (let k = 0; k < 2; k++)
        writeFileSync(join(data, name, `${k}\n${injected}.png`), await picture((i * 4 + k) % 256));
    }
    writeFileSync(join(data, 'constructor', 'not an image.png'), 'x');
    const init = await cli('init', data, '--out', spec, '--size', '8', '--yes');
    expect(init.code, init.stderr).toBe(0);
    const train = await cli(
      ...['train', spec, '--out', run, '--backend', 'cpu', '--set', 'training.epochs=1'],
      ...['--set', 'callbacks=[]', '--set', 'data.validation={split: 0.5}'],
    );
    expect(train.code, train.stderr).toBe(0);
  }, 600_000);
  afterAll(() => remove());

  it('names in the spec are those of the folders', () => {
    const { classes } = parse(readFileSync(spec, 'utf8'));
    expect([...classes].sort()).toEqual(names);
  });

  it('every image of the validation set is evaluated', async () => {
    const { code, stdout, stderr } = await cli('evaluate', run, '--format', 'json', '--backend', 'cpu');
    expect(code, stderr).toBe(0);
    const evaluation = JSON.parse(stdout);
    expect(evaluation.classes.map(({ name }: { name: string }) => name).sort()).toEqual(names);
    expect(evaluation.images).toBe(oddNames.length);
    expect((await cli('evaluate', run, '--backend', 'cpu')).code).toBe(0);
  });

  it('predictions have the names of the classes', async () => {
    const image = join(data, 'constructor', `0\n${injected}.png`);
    const asJson = await cli(
      'predict',
      image,
      '--model',
      run,
      '--format',
      'json',
      '--top',
      '100',
      '--backend',
      'cpu',
    );
    expect(asJson.code, asJson.stderr).toBe(0);
    const { file, predictions } = JSON.parse(asJson.stdout);
    expect(file).toBe(image);
    expect(predictions.map((entry: { class: string }) => entry.class).sort()).toEqual(names);
    const asText = await runCli(['predict', image, '--model', run, '--top', '100', '--backend', 'cpu']);
    expect(asText.stdout.split('\n')).toHaveLength(2);
    outputs.set('predict as text', asText);
  });

  it('the model is exported with the names of the classes', async () => {
    const out = join(folder, '\u0085model.onnx');
    const { code, stderr } = await cli('export', spec, '--weights', run, '--out', out);
    expect(code, stderr).toBe(0);
    const bytes = readFileSync(out);
    for (const name of ['<script>alert(1)', '::error::x', '日本語', '__proto__'])
      expect(bytes.includes(name)).toBe(true);
  });

  it('other commands print the spec', async () => {
    for (const command of ['validate', 'summary', 'render', 'diagram', 'explain'])
      await cli(command, spec, ...(command === 'diagram' ? ['--out', '-'] : []));
    const { stdout } = await runCli(['render', spec]);
    expect([...parse(stdout).classes].sort()).toEqual(names);
    for (const format of ['github', 'sarif', 'junit', 'json'])
      outputs.set(
        format,
        await runCli(['validate', spec, join(folder, `no \u001b[2J\n${injected}`), '--format', format]),
      );
    outputs.set('diff', await runCli(['diff', spec, join(run, 'spec.yaml')]));
    outputs.set(
      'diff on a terminal',
      await runCli(['diff', spec, join(run, 'spec.yaml')], { terminal: true }),
    );
    outputs.set(
      'evaluate on a terminal',
      await runCli(['evaluate', run, '--backend', 'cpu'], { terminal: true }),
    );
    for (const argv of [
      ['train', spec, '--out', run],
      ['predict', run, '--model', run],
      [injected],
      ['summary', `--x\n${injected}`],
    ])
      outputs.set(argv.join(' '), await runCli(argv));
  });

  it('the report contains the names, escaped', () => {
    const report = readFileSync(join(run, 'report.html'), 'utf8');
    expect(report).toContain('&lt;b&gt;&amp;amp;');
    expect(report).not.toContain('<script>alert(1)');
    // Line breaks and tabs are spaces in HTML.
    expect(violations(report.replaceAll(/\s+/g, ' ')).slice(0, 5)).toEqual([]);
  });

  it('no output has a raw control character, an invisible character or a forged line', () => {
    for (const [command, { stdout, stderr }] of outputs) {
      const text = command === 'github' ? stdout.replaceAll(/^::(error|warning|notice)[ :]/gm, '') : stdout;
      const colored = command.endsWith('on a terminal');
      expect([command, ...violations(text, { colored }), ...violations(stderr, { colored })]).toEqual([
        command,
      ]);
    }
    expect(outputs.size).toBeGreaterThan(15);
  });
});
