import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, tinySpec } from '../support/tiny-project';
import { root, runNode } from './run-node';

const packageJson = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** A folder of a project with this package installed. */
function projectWith(files: Readonly<Record<string, string>>): string {
  const folder = folderOf(files);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/convspec'));
  return folder;
}

const use = `
validateSpec({ yaml: ${JSON.stringify(tinySpec)} })
  .then(({ plan, diagnostics }) => console.log(plan.totals.params, diagnostics.filter(({ severity }) => severity !== 'note').length));
`;

describe('the package by its name', () => {
  it.each([
    ['ESM', 'main.mjs', `import { validateSpec } from 'convspec';${use}`],
    ['CommonJS', 'main.cjs', `const { validateSpec } = require('convspec');${use}`],
  ])('can be imported by %s', async (_, name, program) => {
    const cwd = projectWith({ [name]: program });
    expect(await runNode([name], { cwd })).toEqual({ code: 0, stdout: '162 0\n', stderr: '' });
  });

  it.each([
    ['ESM', 'main.mjs', "import { buildFromSpec } from 'convspec';"],
    ['CommonJS', 'main.cjs', "const { buildFromSpec } = require('convspec');"],
  ])("builds a model with the host program's tfjs: %s", async (_, name, importing) => {
    const load =
      name === 'main.mjs'
        ? "import { LayersModel } from '@tensorflow/tfjs-layers';"
        : "const { LayersModel } = require('@tensorflow/tfjs-layers');";
    const cwd = projectWith({
      [name]: `${importing}\n${load}
buildFromSpec({ yaml: ${JSON.stringify(tinySpec)} }, { backend: 'wasm' })
  .then(({ model }) => console.log(model.countParams(), model instanceof LayersModel));
`,
    });
    symlinkSync(join(root, 'node_modules/@tensorflow'), join(cwd, 'node_modules/@tensorflow'));
    expect(await runNode([name], { cwd })).toEqual({ code: 0, stdout: '162 true\n', stderr: '' });
  });

  it('has every file listed in package.json', () => {
    const { types, main, module, exports, bin } = packageJson;
    const named = [types, main, module, ...Object.values(bin), ...pathsIn(exports)];
    expect(named.length).toBeGreaterThan(8);
    expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(readFileSync(join(root, types), 'utf8')).toContain('buildFromSpec');
  });
});

function pathsIn(value: unknown): string[] {
  return typeof value === 'object' && value !== null
    ? Object.values(value).flatMap(pathsIn)
    : [String(value)];
}

describe('the programs', () => {
  it.each([
    ['validate-spec', ['specs/icons-12.yaml'], '1 spec checked, no problems found\n'],
    ['convspec', ['validate', 'specs/icons-12.yaml'], '1 spec checked, no problems found\n'],
    ['convspec', ['--version'], `${packageJson.version}\n`],
  ])('%s %j', async (name, argv, stdout) => {
    expect(await runNode([packageJson.bin[name], ...argv])).toEqual({ code: 0, stdout, stderr: '' });
  });

  it('handle a closed pipe', async () => {
    const folder = folderOf({
      'closed.mjs': `import { spawn } from 'node:child_process';
const child = spawn(process.execPath, [process.argv[2], 'schema'], { stdio: ['ignore', 'pipe', 'inherit'] });
child.stdout.destroy();
child.on('close', (code) => console.log(code));
`,
    });
    const argv = [join(folder, 'closed.mjs'), join(root, packageJson.bin.convspec)];
    expect(await runNode(argv)).toEqual({ code: 0, stdout: '0\n', stderr: '' });
  });
});

describe('what a check does not load', () => {
  const hooks = {
    'register.mjs': `import { register } from 'node:module';
register('./hooks.mjs', import.meta.url);
`,
    'hooks.mjs': `import { writeSync } from 'node:fs';
export function resolve(specifier, context, next) {
  writeSync(2, 'resolve ' + specifier + '\\n');
  return next(specifier, context);
}
`,
  };

  const heavy = /tensorflow|sharp|h5wasm/;

  async function resolvedBy(program: string, argv: readonly string[]): Promise<string[]> {
    const folder = folderOf(hooks);
    const script = join(root, packageJson.bin[program]);
    const { code, stderr } = await runNode(['--import', join(folder, 'register.mjs'), script, ...argv], {
      // Hooks do not see the imports of code from the launcher's cache.
      env: { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' },
    });
    expect(code).toBe(0);
    return [...stderr.matchAll(/^resolve (.*)$/gm)].map(([, specifier]) => specifier ?? '');
  }

  it.each([
    ['validate-spec', ['specs']],
    ['convspec', ['summary', 'specs/convnet-12class.yaml']],
    ['convspec', ['render', 'specs/convnet-12class.yaml']],
    ['convspec', ['schema']],
  ])('%s %j', async (program, argv) => {
    const resolved = await resolvedBy(program, argv);
    expect(resolved).toContain('node:module');
    expect(resolved.filter((specifier) => heavy.test(specifier))).toEqual([]);
  });

  it('is detected by this test: predict --help loads none, an invalid model loads one', async () => {
    expect((await resolvedBy('convspec', ['predict', '--help'])).filter((name) => heavy.test(name))).toEqual(
      [],
    );
    const folder = folderOf(hooks);
    // The first bytes of an HDF5 file, so that its reader is loaded.
    writeFileSync(join(folder, 'a.h5'), Buffer.from('894844460d0a1a0a00', 'hex'));
    const { stderr } = await runNode([
      ...['--import', join(folder, 'register.mjs')],
      ...[join(root, packageJson.bin.convspec), 'predict', 'a.png', '--model', join(folder, 'a.h5')],
    ]);
    expect(stderr).toMatch(/^resolve h5wasm/m);
  });
});
