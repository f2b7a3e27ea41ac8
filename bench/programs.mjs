import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { build } from 'esbuild';

const built = 'node_modules/.bench';
const entries = ['engine', 'stock', 'save', 'compile', 'operators', 'peak', 'algorithms'];
const require = createRequire(import.meta.url);

/** Builds the programs in `bench/programs/`. Each call of one starts a process that prints a line of JSON. */
export async function buildPrograms(python) {
  await build({
    entryPoints: entries.map((name) => `bench/programs/${name}.ts`),
    outdir: built,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
  const node = (name) => (argv) => jsonOf(process.execPath, [`${built}/${name}.mjs`, ...argv.map(String)]);
  const keras =
    python === undefined
      ? null
      : (argv) => jsonOf(python, ['bench/programs/keras_model.py', ...argv.map(String)]);
  return {
    engine: node('engine'),
    stock: node('stock'),
    save: node('save'),
    compile: node('compile'),
    operators: node('operators'),
    peak: node('peak'),
    algorithms: node('algorithms'),
    keras,
    hasTfjsNode: isInstalled('@tensorflow/tfjs-node'),
    versions: versions(python),
  };
}

/** Parses the last line that a process prints; `{ failed: reason }` if it fails. */
function jsonOf(command, argv) {
  const { status, signal, stdout, stderr } = spawnSync(command, argv, {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  if (status !== 0) {
    const reason =
      stderr.split('\n').find((line) => /^\w*Error: /.test(line)) ?? `exit code ${status ?? signal}`;
    return { failed: reason.replace(/^.*?Error: /, '') };
  }
  const line = stdout.trim().split('\n').at(-1) ?? '';
  return line === '' ? {} : JSON.parse(line);
}

function isInstalled(name) {
  try {
    require.resolve(`${name}/package.json`);
    return true;
  } catch {
    return false;
  }
}

function versions(python) {
  const { version } = JSON.parse(readFileSync('node_modules/@tensorflow/tfjs-core/package.json', 'utf8'));
  const own = [`Node ${process.versions.node}`, `TensorFlow.js ${version}`];
  if (python === undefined) return own;
  const code =
    'import keras, tensorflow; print(f"Keras {keras.__version__}, TensorFlow {tensorflow.__version__}")';
  const { stdout } = spawnSync(python, ['-c', code], { encoding: 'utf8' });
  return [...own, stdout.trim().split('\n').at(-1)];
}
