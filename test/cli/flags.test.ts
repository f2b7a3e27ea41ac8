import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { folderOf, tinyProject, tinySpec } from '../support/tiny-project';
import { enter } from './enter';
import { runCli } from './run-cli';

const help = (await runCli(['--help'])).stdout;
const commands = [...help.matchAll(/^ {2}([a-z]+) /gm)].flatMap(([, name = '']) =>
  name === 'help' ? [] : [name],
);
const helps = new Map<string, string>();
for (const command of commands) helps.set(command, (await runCli([command, '--help'])).stdout);

it('has help for each command, with an example of it', () => {
  expect(commands).toContain('init');
  expect(commands.length).toBeGreaterThanOrEqual(15);
  for (const [command, text] of helps)
    expect(text).toMatch(new RegExp(`\\n {2}\\$ .*convspec ${command}\\b`));
});

/** The description of an option in a help text, on one line. */
function described(flag: string, text: string): string | undefined {
  const found = new RegExp(`^ {2}((?:-\\w, )?${flag}\\b(?: [<[]\\S+)?) {2,}(.*(?:\\n {5,}.*)*)`, 'm').exec(
    text,
  );
  return found ? `${found[1]}: ${found[2]?.replace(/\s+/g, ' ')}` : undefined;
}

it.each([
  [
    '--spec',
    [
      ...['validate', 'summary', 'diagram', 'train', 'evaluate', 'predict', 'export', 'rehearse', 'render'],
      'backends',
    ],
    2,
  ],
  ['--set', ['summary', 'diagram', 'train', 'export', 'rehearse', 'render', 'backends'], 1],
  ['--out', ['init', 'diagram', 'train', 'export', 'import'], 5],
  ['--data', ['init', 'train', 'evaluate'], 3],
  ['--seed', ['train'], 1],
  ['--backend', ['train', 'evaluate', 'predict', 'doctor'], 3],
])('%s has the same form in %j', (flag, expected, meanings) => {
  const texts = [...helps].flatMap(([command, text]) => {
    const found = described(flag, text);
    return found === undefined ? [] : [{ command, found }];
  });
  expect(texts.map(({ command }) => command).sort()).toEqual([...expected].sort());
  expect(new Set(texts.map(({ found }) => found)).size).toBe(meanings);
  const forms = new Set(texts.map(({ found }) => found.split(':')[0]?.replace(/<\w+>/, '<>')));
  expect(forms.size).toBe(1);
});

describe.each(['summary', 'render', 'diagram', 'validate'])('%s takes its spec', (command) => {
  it('as an argument, with --spec, or from convspec.yaml, which it reports', async () => {
    enter(folderOf({ 'convspec.yaml': tinySpec, 'net.yaml': tinySpec }));
    const [argument, flag, usual] = [
      await runCli([command, 'net.yaml']),
      await runCli([command, '--spec', 'net.yaml']),
      await runCli([command]),
    ];
    expect(argument?.code).toBe(0);
    expect(flag).toEqual(argument);
    expect(usual).toEqual({
      code: 0,
      stdout: argument?.stdout.replaceAll('net.yaml', 'convspec.yaml'),
      stderr: command === 'validate' ? '' : 'spec convspec.yaml\n',
    });
  });
});

describe.each([['summary'], ['train'], ['diagram'], ['rehearse', '--log', 'x.csv']])('%s', (...argv) => {
  it('is a usage error without a spec, and with two', async () => {
    enter(folderOf({ 'net.yaml': tinySpec }));
    expect(await runCli(argv)).toEqual({
      code: 2,
      stdout: '',
      stderr:
        'error: no spec was given, and convspec.yaml was not found in this folder\n  = hint: give the path of a spec, or create one from a folder of images: convspec init PHOTOS\n',
    });
    expect(await runCli([...argv, 'net.yaml', '--spec', 'b.yaml'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'error: two specs were given: net.yaml and --spec b.yaml\n  = hint: give only one\n',
    });
  });
});

it('validates convspec.yaml and the folder specs by default', async () => {
  enter(folderOf({ 'convspec.yaml': tinySpec, 'specs/a.yaml': tinySpec, 'other.yaml': 'broken' }));
  expect((await runCli(['validate'])).stdout).toBe('2 specs checked, no problems found\n');
});

describe('the default model', () => {
  it.each([['evaluate'], ['export', '-o', 'a.onnx']])(
    'is the run of convspec.yaml for %s',
    async (...argv) => {
      enter(folderOf({ 'convspec.yaml': tinySpec }));
      expect(await runCli(argv)).toEqual({
        code: 2,
        stdout: '',
        stderr:
          'error: no model was given, and convspec.yaml has not been trained: runs/tiny does not exist\n  = hint: train it with convspec train, or give a run folder or a model file\n',
      });
    },
  );

  it('cannot be combined with a spec', async () => {
    expect(await runCli(['evaluate', 'run', '--spec', 'a.yaml'])).toMatchObject({ code: 2 });
  });
});

it('trains on --data, relative to the working directory, with the given backend and seed', async () => {
  const project = enter(
    await tinyProject({ 'deep/net.yaml': tinySpec.replace('data/validation', '../data/validation') }),
  );
  const { code } = await runCli([
    ...['train', 'deep/net.yaml', '--data', 'data/train', '-o', 'out', '--backend', 'cpu', '--seed', '9'],
    ...['--set', 'training.epochs=1'],
  ]);
  expect(code).toBe(0);
  const saved = readFileSync('out/spec.yaml', 'utf8');
  expect(saved).toContain('seed: 9');
  expect(saved).toContain('data/train');
  expect(JSON.parse(readFileSync('out/environment.json', 'utf8'))).toMatchObject({ backend: 'cpu', seed: 9 });
  expect(project).not.toBe('');
});

it.each([
  [['trian'], "unknown command 'trian'\n(Did you mean train?)"],
  [['docter'], "unknown command 'docter'\n(Did you mean doctor?)"],
  [['train', '--overwite'], "unknown option '--overwite'\n(Did you mean --overwrite?)"],
  [['train', '--epochs', '5'], "unknown option '--epochs'\n(Did you mean --set training.epochs=…?)\n"],
  [
    ['train', '--batch-size=8'],
    "unknown option '--batch-size'\n(Did you mean --set training.batchSize=…?)\n",
  ],
  [['evaluate', '--epochs', '5'], "unknown option '--epochs'\n"],
  [['evaluate', '--bakend', 'cpu'], "unknown option '--bakend'\n(Did you mean --backend?)"],
  [['train', '--seed', 'x', 'net.yaml'], 'Expected a whole number of at least 0.'],
  [['summary', 'a.yaml', 'b.yaml'], 'too many arguments'],
])('%j is a usage error with a suggestion', async (argv, stderr) => {
  expect(await runCli(argv)).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(stderr) });
});
