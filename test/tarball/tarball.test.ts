import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tinySpec } from '../support/tiny-project';

const root = resolve(import.meta.dirname, '../..');
const run = promisify(execFile);
const bin = (name: string) => join(root, 'node_modules/.bin', name);
const folder = mkdtempSync(join(tmpdir(), 'convspec-tarball-'));
const installed = join(folder, 'node_modules/convspec');
let tarball = '';

beforeAll(async () => {
  const argv = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { stdout } = await run('npm', argv, { cwd: root, maxBuffer: 1 << 26 });
  tarball = join(folder, JSON.parse(stdout)[0].filename);
  writeFileSync(join(folder, 'package.json'), '{ "name": "consumer", "private": true }\n');
  await run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', tarball], { cwd: folder });
}, 300_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All files in a folder, with `/`. */
function filesOf(path: string): string[] {
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(path.length + 1));
}

describe('the packed files', () => {
  it('are the build, the schema, the specs and the documentation only', () => {
    const places = new Set(
      filesOf(installed).map((file) => (file.includes('/') ? `${file.split('/')[0]}/` : file)),
    );
    expect([...places].sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'NOTICE',
      'README.md',
      'dist/',
      'docs/',
      'package.json',
      'schema/',
      'scripts/',
      'specs/',
    ]);
    expect(filesOf(join(installed, 'scripts'))).toEqual(['tensorflow/build-tfjs-node.mjs']);
  });

  it('are less than two megabytes to download', () => {
    expect(statSync(tarball).size).toBeLessThan(2_000_000);
  });

  it('contain no paths of the machine that built them', () => {
    const named = filesOf(join(installed, 'dist')).filter((file) =>
      readFileSync(join(installed, 'dist', file), 'utf8').includes(root),
    );
    expect(named).toEqual([]);
  });

  it('include the pages that their pages link to, except those of the repository', () => {
    const pages = ['README.md', ...filesOf(join(installed, 'docs')).map((file) => `docs/${file}`)];
    const missing = pages
      .filter((page) => page.endsWith('.md'))
      .flatMap((page) =>
        [...readFileSync(join(installed, page), 'utf8').matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g)]
          .map(([, link]) => join(dirname(page), link ?? ''))
          .filter((link) => link.startsWith('docs/') && !existsSync(join(installed, link))),
      );
    expect(missing).toEqual([]);
  });
});

describe('other checkers', () => {
  it('publint: no problems', async () => {
    const { messages, pkg } = await publint({ pkgDir: installed, pack: false, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  it('arethetypeswrong: no problems, except for the browser entry, which is ESM only', async () => {
    const argv = [tarball, '--profile', 'node16', '--exclude-entrypoints', './browser', '--format', 'json'];
    const { stdout } = await run(bin('attw'), argv, { cwd: root, maxBuffer: 1 << 26 });
    const problems = Object.values(JSON.parse(stdout).problems as Record<string, Problem[]>).flat();
    // TypeScript before version 4.7 does not read `exports`.
    expect(problems.filter(({ resolutionKind }) => resolutionKind !== 'node10')).toEqual([]);
  });
});

interface Problem {
  readonly resolutionKind?: string;
}

const program = `validateSpec({ yaml: ${JSON.stringify(tinySpec)} }).then(({ plan }) => console.log(plan?.totals.params));\n`;

describe('installed in an empty folder', () => {
  it.each([
    ['ESM', 'use.mjs', `import { validateSpec } from 'convspec';\n`],
    ['CommonJS', 'use.cjs', `const { validateSpec } = require('convspec');\n`],
  ])('works as %s', async (_, name, importing) => {
    writeFileSync(join(folder, name), importing + program);
    expect((await run(process.execPath, [name], { cwd: folder })).stdout).toBe('162\n');
  });

  it.each([
    ['node16', 'node16', 'types.mts'],
    ['node16', 'node16', 'types.cts'],
    ['nodenext', 'nodenext', 'types.mts'],
    ['nodenext', 'nodenext', 'types.cts'],
    ['esnext', 'bundler', 'types.ts'],
  ])('has its types with module %s, resolution %s: %s', async (module, resolution, name) => {
    writeFileSync(
      join(folder, name),
      `import { buildFromSpec, type ModelPlan, validateSpec } from 'convspec';
${program}
export const layers = (plan: ModelPlan): number => plan.layers.length;
// @ts-expect-error: a spec is not a number
void buildFromSpec(5);
`,
    );
    const argv = [
      ...['--noEmit', '--strict', '--skipLibCheck', '--target', 'es2022', '--module', module],
      ...['--moduleResolution', resolution, name],
    ];
    const { stdout } = await run(bin('tsc'), argv, { cwd: folder }).catch((error) => error);
    expect(stdout).toBe('');
  });

  it.each([
    ['validate-spec', ['tiny.yaml'], /^1 spec checked, no problems found\n$/],
    ['convspec', ['summary', 'tiny.yaml'], /162/],
    ['convspec', ['validate', 'node_modules/convspec/specs'], /^\d+ specs checked, no problems found\n$/],
  ])('has the program %s %j', async (name, argv, expected) => {
    writeFileSync(join(folder, 'tiny.yaml'), tinySpec);
    const { stdout } = await run(join(folder, 'node_modules/.bin', name), argv, { cwd: folder });
    expect(stdout).toMatch(expected);
  });

  it('trains', async () => {
    const doctor = await run(join(folder, 'node_modules/.bin/convspec'), ['doctor', '--backend', 'wasm'], {
      cwd: folder,
    });
    expect(doctor.stdout).toMatch(/two epochs/i);
  });

  it('trains on ONNX Runtime if that is installed, even if its install script downloads nothing', async () => {
    const convspec = join(folder, 'node_modules/.bin/convspec');
    const list = async () => (await run(convspec, ['backends', '--format', 'json'], { cwd: folder })).stdout;
    const before = JSON.parse(await list()) as {
      auto: string;
      backends: { name: string; remedy?: string }[];
    };
    expect(before.auto).toBe('wasm');
    expect(before.backends.find(({ name }) => name === 'onnxruntime')?.remedy).toBe(
      'run npm install --ignore-scripts onnxruntime-node (290 MB)',
    );
    const { version } = JSON.parse(
      readFileSync(join(root, 'node_modules/onnxruntime-node/package.json'), 'utf8'),
    );
    await run(
      'npm',
      ['install', '--prefer-offline', '--no-audit', '--no-fund', `onnxruntime-node@${version}`],
      {
        cwd: folder,
        env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip' },
      },
    );
    expect(
      filesOf(join(folder, 'node_modules/onnxruntime-node')).filter((file) => file.includes('cuda')),
    ).toEqual([]);
    expect(JSON.parse(await list())).toMatchObject({ auto: 'onnxruntime' });
    const doctor = await run(convspec, ['doctor', '--backend', 'onnxruntime'], { cwd: folder });
    expect(doctor.stdout).toMatch(/two epochs/i);
  }, 120_000);
});
