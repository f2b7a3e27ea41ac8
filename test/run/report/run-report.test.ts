import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/base/diagnostics/user-error';
import { nodeTraining } from '../../../src/hosts/node/training';
import type { DataSet } from '../../../src/run/data/data-set';
import { createRunReport } from '../../../src/run/report/run-report';
import type { EndedRun } from '../../../src/run/training/train-options';

import { fakeData, fakeEngine, fakePlan } from '../training/fakes';
import { memoryRun } from '../training/memory-control';

const ended: EndedRun = {
  history: [{ epoch: 0, logs: { loss: 1 }, learningRate: 0.01, messages: [], durationSeconds: 1 }],
  stopReason: null,
  interrupted: false,
  messages: [],
};

/** The fake engine's scores of an image are its first two values: of three images, the last is predicted as a cat. */
const validation = fakeData(3, (i) => ({
  pixels: i === 1 ? [0.1, 0.9, 0] : [0.8, 0.2, 0],
  label: i === 0 ? 0 : 1,
}));

function reportOf(choice: Partial<Parameters<typeof createRunReport>[0]> = {}) {
  return createRunReport({
    host: nodeTraining.report,
    plan: fakePlan(),
    engine: fakeEngine(),
    validation,
    test: null,
    specText: 'version: 1\n',
    specDirectory: '/',
    ...choice,
  });
}

function textOf(run: ReturnType<typeof memoryRun>, path: string): string {
  const file = run.files.get(path);
  return file && 'text' in file ? file.text : '';
}

describe('the report of a run', () => {
  it('writes the environment at the start, and a page with the evaluation at the end', async () => {
    const run = memoryRun();
    const report = reportOf();
    await report.begin(run.control);
    expect(run.written).toEqual(['environment.json']);
    const startedAt = new Date(run.control.now() * 1000).toISOString();
    expect(JSON.parse(textOf(run, 'environment.json'))).toMatchObject({
      startedAt,
      backend: 'fake',
      seed: 1,
    });
    expect(report.evaluations.validation).toBeNull();
    await report.conclude(run.control, ended);
    expect(run.written).toEqual(['environment.json', 'report.html']);
    expect(report.evaluations.validation).toMatchObject({ images: 3, correct: 2 });
    const page = textOf(run, 'report.html');
    expect(page).toContain('With the final weights, 2 of 3 images are classified correctly');
    expect(page.match(/<img src="data:image\/webp/g)).toHaveLength(1);
    expect(page.length).toBeLessThan(150_000);
    expect(run.warnings).toEqual([]);
  });

  it('measures the test set once, and writes the evaluation', async () => {
    const run = memoryRun();
    const report = reportOf({ test: fakeData(2, () => ({ pixels: [0.9, 0.1, 0], label: 0 })) });
    await report.conclude(run.control, ended);
    expect(run.written).toEqual(['test.json', 'report.html']);
    expect(report.evaluations).toMatchObject({ validation: { images: 3 }, test: { images: 2, correct: 2 } });
    expect(JSON.parse(textOf(run, 'test.json'))).toEqual(report.evaluations.test);
    const page = textOf(run, 'report.html');
    expect(page).toContain('<h2>Test images</h2>\n<p>With the final weights, 2 of 2 images are classified');
    expect(page).toContain('<dt>test accuracy</dt><dd>100.00%</dd>');
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('does not measure the test set of an interrupted run', async () => {
    const run = memoryRun();
    await reportOf({ test: fakeData(2) }).conclude(run.control, { ...ended, interrupted: true });
    expect(run.written).toEqual(['report.html']);
    expect(textOf(run, 'report.html')).toContain(
      '<h2>Test images</h2><p class="muted">Not evaluated: the run',
    );
  });

  it('keeps the start time of a resumed run', async () => {
    const run = memoryRun({ files: { 'environment.json': '{"startedAt":"2020-01-01T00:00:00.000Z"}' } });
    await reportOf().begin(run.control);
    expect(JSON.parse(textOf(run, 'environment.json')).startedAt).toBe('2020-01-01T00:00:00.000Z');
  });

  it('rewrites a damaged environment', async () => {
    const run = memoryRun({ files: { 'environment.json': '{' } });
    await reportOf().begin(run.control);
    expect(JSON.parse(textOf(run, 'environment.json'))).toMatchObject({ backend: 'fake' });
  });

  it.each([
    ['the run was interrupted', { ...ended, stopReason: 'interrupted', interrupted: true }, {}],
    ['the spec has no validation images', ended, { validation: null }],
    ['the run was interrupted', ended, { signal: AbortSignal.abort() }],
  ])('does not evaluate: %s', async (why, how, choice) => {
    const run = memoryRun();
    const report = reportOf(choice);
    await report.conclude(run.control, how);
    expect(report.evaluations.validation).toBeNull();
    expect(textOf(run, 'report.html')).toContain(`Not evaluated: ${why}.`);
    expect(run.warnings).toEqual([]);
  });

  it('warns if the images cannot be read, and writes the page without an evaluation', async () => {
    const run = memoryRun();
    const unreadable: DataSet = {
      ...fakeData(1),
      batches: () => ({
        [Symbol.asyncIterator]: () => ({
          next: () => Promise.reject(new UserError('the disk is gone', 'attach it')),
        }),
      }),
    };
    await reportOf({ validation: unreadable }).conclude(run.control, ended);
    expect(run.warnings).toEqual(['the validation images could not be evaluated: the disk is gone']);
    expect(textOf(run, 'report.html')).toContain('Not evaluated: the images could not be read.');
  });

  it('warns if the page cannot be written, because the run is already saved', async () => {
    const run = memoryRun();
    const full = {
      ...run.control,
      writeText: () => Promise.reject(new UserError('the disk is full', 'free some')),
    };
    await reportOf().conclude(full, ended);
    expect(run.warnings).toEqual(['report.html could not be written: the disk is full']);
  });

  it('does not hide a bug in the program', async () => {
    const broken = {
      ...memoryRun().control,
      writeText: () => Promise.reject(new TypeError('x is undefined')),
    };
    await expect(reportOf().conclude(broken, ended)).rejects.toThrow('x is undefined');
  });
});
