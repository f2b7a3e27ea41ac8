import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { folderOf } from '../support/tiny-project';
import { root } from './run-node';

/** Opens a file of a project that has this package installed. */
function open(text: string, options: ts.CompilerOptions = {}) {
  const folder = folderOf({ 'main.ts': text });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  const file = join(folder, 'main.ts');
  const settings: ts.CompilerOptions = {
    strict: true,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    target: ts.ScriptTarget.ES2022,
    types: [],
    skipLibCheck: true,
    noEmit: true,
    paths: {
      convspec: [join(root, 'dist/index.d.ts')],
      'convspec/browser': [join(root, 'dist/browser/index.d.ts')],
    },
    ...options,
  };
  const service = ts.createLanguageService({
    getScriptFileNames: () => [file],
    getScriptVersion: () => '1',
    getScriptSnapshot: (name) => {
      const content = ts.sys.readFile(name);
      return content === undefined ? undefined : ts.ScriptSnapshot.fromString(content);
    },
    getCurrentDirectory: () => folder,
    getCompilationSettings: () => settings,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: ts.sys.fileExists,
    readFile: ts.sys.readFile,
    directoryExists: ts.sys.directoryExists,
  });
  return {
    problems: () =>
      service
        .getSemanticDiagnostics(file)
        .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n')),
    /** The documentation that an editor shows for a key. */
    hover: (key: string) =>
      ts.displayPartsToString(service.getQuickInfoAtPosition(file, text.indexOf(`${key}:`))?.documentation),
  };
}

const spec = `import { defineSpec } from 'convspec';
export default defineSpec({
  version: 1,
  name: 'net',
  input: { shape: [8, 8, 1], rescale: '1/255' },
  classes: 3,
  defaults: { conv: { padding: 'same' } },
  blocks: [
    { type: 'conv', filters: 8, stride: 2, batchNorm: { momentum: 0.9 }, expect: { output: [4, 4, 8] } },
    { type: 'dense', units: 'classes', kernelRegularizer: { l2: 0.1 } },
  ],
  expect: { params: 3 },
  training: { optimizer: { type: 'adam', beta1: 0.9 }, epochs: 3, accumulate: 2 },
  callbacks: [
    { type: 'earlyStopping', patience: 3 },
    { onEpochEnd: (epoch, logs, control) => control.say(\`\${epoch.toFixed()} \${logs.loss}\`) },
  ],
  data: { train: { directory: 'a', augment: { rotation: 15 } }, maxPixels: 3 },
  limits: { macs: 5 },
});
`;

describe('the types of the package', () => {
  it('show the meaning and default of every key of defineSpec', () => {
    const { hover, problems } = open(spec);
    expect(problems()).toEqual([]);
    const keys = [...spec.matchAll(/(\w+):/g)].map(([, key = '']) => key);
    expect(keys.filter((key) => hover(key) === '')).toEqual([]);
    expect(hover('rescale')).toBe(
      'Factor for pixels of 0 to 255: a number, or a fraction such as 1/255. Default: `1`.',
    );
    expect(hover('stride')).toBe('Rows and columns from one window to the next. Default: `1`.');
    expect(hover('beta1')).toBe('Decay of the running mean of gradients per step. Default: `0.9`.');
    expect(hover('momentum')).toBe('Decay of the moving statistics per training step. Default: `0.99`.');
    expect(hover('patience')).toMatch(/Default: `0`\.$/);
    expect(hover('rotation')).toMatch(/Default: `0`\.$/);
  });

  const inBrowsers = `import { listStoredRuns, openStoredRun } from 'convspec/browser';
for (const name of await listStoredRuns()) (await openStoredRun(name)).download('model.h5');
`;
  it.each([
    ['with DOM types', ['lib.es2023.d.ts', 'lib.dom.d.ts']],
    ['without DOM types', ['lib.es2023.d.ts']],
  ])('check listStoredRuns under bundler resolution %s', (_, lib) => {
    expect(open(inBrowsers, { lib }).problems()).toEqual([]);
  });
});
