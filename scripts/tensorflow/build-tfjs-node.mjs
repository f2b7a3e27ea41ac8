/**
 * Builds the native binding of tfjs-node against the TensorFlow inside a Python's wheel, a recent CUDA's too, in place
 * of the TensorFlow 2.9 and CUDA 11.2 that npm's package is made for. Linux; needs make and a C++17 compiler.
 *
 *     pip install tensorflow[and-cuda]            # or tensorflow-cpu
 *     npm install --ignore-scripts @tensorflow/tfjs-node
 *     CONVSPEC_PYTHON=python3 node build-tfjs-node.mjs [folder of the project = .]
 *
 * The wheel is used where it lies: after an upgrade of TensorFlow, run this again. The binding that was there, if any,
 * stays when the build fails.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';

const python = process.env.CONVSPEC_PYTHON || 'python3';
const project = resolve(process.argv[2] ?? '.');

/** Ends the program with what is wrong and what to do. */
function fail(message, hint) {
  console.error(`${message}\n${hint}`);
  process.exit(1);
}

/** The folder of the Python's TensorFlow, found without importing it. */
function findTensorflow() {
  const program = [
    'import importlib.util',
    'spec = importlib.util.find_spec("tensorflow")',
    'print(spec.submodule_search_locations[0] if spec else "")',
  ].join('\n');
  let folder = '';
  try {
    folder = execFileSync(python, ['-c', program], { encoding: 'utf8' }).trim();
  } catch {
    fail(`"${python}" does not run.`, 'Name a Python that has TensorFlow in CONVSPEC_PYTHON.');
  }
  if (folder === '') fail(`"${python}" has no TensorFlow.`, `${python} -m pip install tensorflow-cpu`);
  return folder;
}

function findTfjsNode() {
  try {
    return dirname(createRequire(join(project, 'noop.js')).resolve('@tensorflow/tfjs-node/package.json'));
  } catch {
    return fail(
      `${project} has no @tensorflow/tfjs-node.`,
      `In it: npm install --ignore-scripts @tensorflow/tfjs-node`,
    );
  }
}

/** The libraries that the compiler is to find as `libtensorflow.so` and `libtensorflow_framework.so`. */
function libraries(tensorflow) {
  const names = readdirSync(tensorflow);
  return [
    ['libtensorflow.so', 'libtensorflow_cc.so.'],
    ['libtensorflow_framework.so', 'libtensorflow_framework.so.'],
  ].map(([link, beginning]) => {
    const name = names.find((candidate) => candidate.startsWith(beginning));
    if (name === undefined) {
      fail(`${tensorflow} has no ${beginning}*, which the wheels for Linux have.`, 'TensorFlow 2.21 has it.');
    }
    return [link, join(tensorflow, name)];
  });
}

function build(tfjsNode, tensorflow) {
  const deps = join(tfjsNode, 'deps');
  const former = join(tfjsNode, 'deps.former');
  const links = libraries(tensorflow);
  rmSync(former, { recursive: true, force: true });
  if (existsSync(deps)) renameSync(deps, former);
  try {
    mkdirSync(join(deps, 'lib'), { recursive: true });
    symlinkSync(join(tensorflow, 'include'), join(deps, 'include'));
    for (const [link, library] of links) symlinkSync(library, join(deps, 'lib', link));
    compile(tfjsNode, tensorflow);
  } catch {
    rmSync(deps, { recursive: true, force: true });
    if (existsSync(former)) renameSync(former, deps);
    fail(
      'The build failed; the messages are above.',
      'It needs make, a C++17 compiler and the headers of Node.',
    );
  }
  rmSync(former, { recursive: true, force: true });
}

function compile(tfjsNode, tensorflow) {
  const prefix = dirname(dirname(process.execPath));
  const command = [
    'node-gyp rebuild --silent',
    '--module_name=tfjs_binding --module_path="$PWD/lib/napi-v8" --napi_build_version=8',
    // Where Node's headers lie beside it, they are not downloaded.
    ...(existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? ['--nodedir="$NODE_PREFIX"'] : []),
  ].join(' ');
  // npm brings node-gyp. The libraries are loaded from the wheel itself, so that they find CUDA's beside it.
  const env = { ...process.env, NODE_PREFIX: prefix, LDFLAGS: `-Wl,-rpath,'${tensorflow}'` };
  execFileSync('npm', ['exec', '-c', command], { cwd: tfjsNode, env, stdio: ['ignore', 2, 2] });
}

/** What the new binding says of itself, in a process of its own. */
function report() {
  const program = `
    const { binding, isUsingGpuDevice } = require('@tensorflow/tfjs-node').backend();
    console.log('TensorFlow ' + binding.TF_Version + ', ' + (isUsingGpuDevice ? 'on a GPU' : 'on the CPU'));`;
  try {
    return execFileSync(process.execPath, ['-e', program], {
      cwd: project,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 2],
    }).trim();
  } catch {
    return fail(
      'It is built and does not load; the reason is above.',
      'Use the TensorFlow of another version.',
    );
  }
}

const tfjsNode = findTfjsNode();
const tensorflow = findTensorflow();
build(tfjsNode, tensorflow);
console.log(`${tfjsNode}: ${report()}`);
