import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { codeBlocks } from './pages';

const python = process.env.CONVSPEC_PYTHON;

const networks = codeBlocks('python')
  .filter(({ text }) => text.includes('keras.Input'))
  .map(({ text }) => text.split('model.compile')[0] ?? '');

it.skipIf(python === undefined)(
  'the networks in Python have the configurations that are imported (needs CONVSPEC_PYTHON)',
  () => {
    const files = ['cnn', 'residual'].map((name) => `test/docs/keras/${name}.json`);
    expect(networks).toHaveLength(files.length);
    const program = [
      'import json, keras',
      'from keras import layers',
      'def of(config): return [(l["class_name"], {k: v for k, v in l["config"].items() if k != "name"}) for l in config["config"]["layers"]]',
      ...networks.flatMap((network, i) => [
        network,
        `given = of(json.load(open("${files[i]}")))`,
        'print(json.dumps(of(json.loads(model.to_json()))) == json.dumps(given), model.count_params())',
      ]),
    ].join('\n');
    const printed = execFileSync(python ?? '', ['-c', program], {
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const counts = [...readFileSync('docs/coming-from-keras.md', 'utf8').matchAll(/params: (\d+)/g)];
    expect(printed.trim().split('\n')).toEqual(counts.map(([, count]) => `True ${count}`));
  },
  120_000,
);
