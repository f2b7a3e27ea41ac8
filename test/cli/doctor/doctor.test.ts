import { chmodSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { examinationText } from '../../../src/cli/commands/doctor';
import {
  checkDisk,
  checkMemory,
  checkNode,
  checkPackages,
  checkRunFolder,
  checkThreads,
  coreFinding,
} from '../../../src/cli/doctor/check-machine';
import { trainingFinding } from '../../../src/cli/doctor/check-training';
import { backendFinding, checkImages } from '../../../src/cli/doctor/examine';
import type { Finding } from '../../../src/cli/doctor/finding';
import { folderOf } from '../../support/tiny-project';

const plain = (_style: unknown, text: string) => text;
const wasm = { name: 'wasm', accelerator: 'cpu', available: true, device: 'CPU' } as const;
const gpu = { name: 'webgpu', accelerator: 'gpu', available: true, device: 'H200' } as const;

it.each<[Finding, Finding['status'], string]>([
  [checkNode('20.1.0'), 'ok', 'Node.js 20.1.0 on '],
  [checkNode('18.19.0'), 'problem', '; version 20 or later is required'],
  [checkThreads(8), 'ok', '8 cores'],
  [checkThreads(1), 'warning', 'one core'],
  [checkMemory(4e9, 8e9), 'ok', '4 GB of 8 GB free'],
  [checkMemory(5e8, 8e9), 'warning', '500 MB of 8 GB free'],
  [checkDisk(2e9), 'ok', '2 GB free in this folder'],
  [checkDisk(2e8), 'warning', '200 MB free in this folder'],
  [checkDisk(undefined), 'ok', 'does not report'],
  [coreFinding(new Map()), 'problem', 'not installed'],
  [coreFinding(new Map([['/a', ['x', 'y']]])), 'ok', 'one shared copy'],
  [
    coreFinding(
      new Map([
        ['/a', ['x', 'y']],
        ['/b', ['z']],
      ]),
    ),
    'problem',
    '2 copies, which cannot share tensors: /a (x, y); /b (z)',
  ],
  [backendFinding({ auto: null, backends: [] }), 'problem', 'auto finds no suitable backend'],
  [
    backendFinding({ auto: 'wasm', backends: [wasm] }),
    'warning',
    'auto selects wasm (CPU), which does not use a GPU',
  ],
  [backendFinding({ auto: 'webgpu', backends: [gpu, wasm] }), 'ok', 'auto selects webgpu (H200)'],
  [trainingFinding('cpu', [0.7, 0.3], '1 s'), 'ok', 'two epochs on cpu in 1 s: loss 0.700 → 0.300'],
  [trainingFinding('cpu', [0.7, 0.7], '1 s'), 'problem', 'the loss does not decrease on cpu'],
  [trainingFinding('cpu', [0.7, Number.NaN], '1 s'), 'problem', '0.700 → NaN'],
])('$name is $status', (finding, status, message) => {
  expect(finding).toMatchObject({ status, message: expect.stringContaining(message) });
  expect(finding.remedy === null).toBe(status === 'ok');
});

it('finds no problems with the packages and image formats of this installation', async () => {
  expect(await checkPackages()).toMatchObject({
    status: 'ok',
    message: expect.stringContaining('tfjs-core 4.'),
  });
  expect(await checkImages()).toMatchObject({ status: 'ok' });
});

describe('the run folder', () => {
  it('is checked without leaving files, whether it exists or not', async () => {
    const folder = folderOf({});
    for (const runs of [folder, join(folder, 'runs')])
      expect(await checkRunFolder(runs)).toMatchObject({ status: 'ok' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('is not writable below a file, or without permission', async () => {
    const folder = folderOf({ file: '' });
    expect(await checkRunFolder(join(folder, 'file'))).toMatchObject({
      status: 'problem',
      message: /is not writable/,
    });
    chmodSync(folder, 0o500);
    const asRoot = process.getuid?.() === 0;
    expect((await checkRunFolder(folder)).status).toBe(asRoot ? 'ok' : 'problem');
    chmodSync(folder, 0o700);
  });
});

it('prints one line per finding with its hint, and the counts', () => {
  const findings: Finding[] = [
    { name: 'node', status: 'ok', message: 'fine', remedy: null },
    { name: 'memory', status: 'warning', message: 'little', remedy: 'close programs' },
    { name: 'disk', status: 'problem', message: 'full', remedy: 'free some' },
  ];
  expect(examinationText({ findings, backends: null }, plain)).toBe(`ok       node    fine
warning  memory  little
                 = hint: close programs
problem  disk    full
                 = hint: free some

1 problem, 1 warning`);
  expect(examinationText({ findings: findings.slice(0, 1), backends: null }, plain)).toBe(
    'ok       node  fine\n\nno problems found',
  );
});
