import { copyFileSync, cpSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { evaluateModel } from '../../../../src/hosts/node/evaluate-model';
import { buildFromSpec } from '../../../../src/hosts/node/library';
import type { RunOptions } from '../../../../src/run/training/start-run';
import { folderOf, picture, tinyPictures, tinySpec } from '../../../support/tiny-project';

const spec = tinySpec
  .replace('validation: { directory: data/validation }', 'validation: { split: 0.34 }')
  .replace(/callbacks:\n(.*\n)*?data:/, 'data:');

async function train(project: string, options: RunOptions = {}, epochs = 2) {
  const set = { 'training.epochs': epochs };
  const built = await buildFromSpec(join(project, 'spec.yaml'), { backend: 'cpu', set });
  const warnings: string[] = [];
  const run = await built.train({ out: join(project, 'run'), ...options });
  for await (const event of run) if (event.type === 'warning') warnings.push(event.text);
  const { history } = await run.result;
  const weights = await Promise.all(run.engine.weights.map((_, i) => run.engine.readWeight(i)));
  run.engine.dispose();
  built.model.dispose();
  return { warnings, weights, logs: history.map(({ logs }) => logs) };
}

async function evaluated(project: string) {
  const warnings: string[] = [];
  const { confusion, calibration } = await evaluateModel(join(project, 'run'), {
    backend: 'cpu',
    onWarning: (text) => void warnings.push(text),
  });
  return { confusion, loss: calibration?.negativeLogLikelihood?.toFixed(6), warnings };
}

/** The held-out images of a run: `dark/3.png`. */
function heldOut(project: string): string[] {
  const { images } = JSON.parse(readFileSync(join(project, 'run/.convspec-images.json'), 'utf8'));
  return images
    .filter(([set]: string[]) => set === 'validation')
    .map(([, , name]: string[]) => name?.replace(/^.*train\//, ''))
    .sort();
}

describe('the images set aside', () => {
  let trained = '';
  let before: Awaited<ReturnType<typeof evaluated>>;
  let straight: Awaited<ReturnType<typeof train>>;
  beforeAll(async () => {
    let remove = () => {};
    trained = folderOf({ 'spec.yaml': spec, ...(await tinyPictures()) }, (removal) => {
      remove = removal;
    });
    straight = await train(trained, {}, 3);
    rmSync(join(trained, 'run'), { recursive: true });
    await train(trained);
    before = await evaluated(trained);
    return remove;
  }, 60_000);

  /** A copy of the project whose images `change` has changed; `at` gives the paths of its images. */
  function changed(change: (at: (image: string) => string, held: string[]) => void): string {
    const project = folderOf({});
    cpSync(trained, project, { recursive: true, preserveTimestamps: true });
    change((image) => join(project, 'data/train', image), heldOut(project));
    return project;
  }
  const swap = (a: string, b: string) => {
    renameSync(a, `${a}-`);
    renameSync(b, a);
    renameSync(`${a}-`, b);
  };

  it.each<[string, (at: (image: string) => string, held: string[]) => void]>([
    ['copied', () => {}],
    [
      'touched',
      (at, held) => {
        for (const image of held) utimesSync(at(image), 1, 1);
      },
    ],
    [
      'renamed',
      (at, held) => {
        for (const [i, image] of held.entries())
          renameSync(at(image), at(image.replace(/\d+\.png/, `${9 - i}-new.png`)));
      },
    ],
    ['renamed in a circle', (at) => swap(at('dark/0.png'), at('dark/5.png'))],
  ])('stay the same when files are %s: evaluate and --resume give the same bits', async (_, change) => {
    const project = changed(change);
    expect(await evaluated(project)).toEqual(before);
    expect(await train(project, { resume: true }, 3)).toEqual(straight);
    expect(await evaluated(project)).toMatchObject({ warnings: [] });
  });

  it.each<[string, (at: (image: string) => string, held: string[]) => void, string, RegExp]>([
    [
      'missing',
      (at, [image = '']) => rmSync(at(image)),
      '1 missing',
      /\n {2}missing: .*train\/dark\/\d\.png$/,
    ],
    [
      'replaced',
      (at, [image = '']) => copyFileSync(at('light/0.png'), at(image)),
      '1 changed',
      /\n {2}changed: .*train\/dark\/\d\.png$/,
    ],
    [
      'moved to another class',
      (at, [image = '']) => renameSync(at(image), at('light/moved.png')),
      '1 moved',
      /\n {2}moved: .*train\/dark\/\d\.png is now .*train\/light\/moved\.png \(class "dark" → "light"\)$/,
    ],
    ['in swapped folders', (at) => swap(at('dark'), at('light')), '4 moved', /class "light" → "dark"/],
  ])('are refused when they are %s', async (_, change, counts, listed) => {
    const project = changed(change);
    for (const [attempt, message] of [
      [evaluated(project), `the images that the run set aside for validation have changed: ${counts}`],
      [train(project, { resume: true }, 3), 'the images have changed since the run in '],
    ] as const) {
      const error = await attempt.catch((caught: unknown) => caught);
      expect(error).toMatchObject({ message: expect.stringContaining(message) });
      expect(error).toMatchObject({
        message: expect.stringMatching(listed),
        hint: expect.stringMatching(/^restore/),
      });
    }
  });

  it('are evaluated without added images, but a run is not resumed with them', async () => {
    const added = await picture(77);
    const project = changed((at) => writeFileSync(at('dark/added.png'), added));
    expect(await evaluated(project)).toEqual({
      ...before,
      warnings: [
        expect.stringMatching(
          /^1 image was added or changed since the run, and is not evaluated: .*added\.png$/,
        ),
      ],
    });
    await expect(train(project, { resume: true }, 3)).rejects.toThrow(
      / stopped: 1 added\n {2}added: .*added\.png$/,
    );
  });

  it.each<[string, (path: string) => void, string, string]>([
    [
      'missing',
      (path) => rmSync(path),
      'does not record which images were set aside for validation',
      'has no record of its images, so it cannot be resumed on exactly the same images',
    ],
    [
      'damaged',
      (path) =>
        writeFileSync(path, readFileSync(path, 'utf8').replace('"validation","dark"', '"train","dark"')),
      'the record of the images of the run in',
      'is damaged',
    ],
    ['not JSON', (path) => writeFileSync(path, '{"images":[['), 'the record of the images', 'is damaged'],
  ])('are not drawn again if their record is %s', async (_, change, onEvaluate, onResume) => {
    const project = changed(() => {});
    change(join(project, 'run/.convspec-images.json'));
    await expect(evaluated(project)).rejects.toThrow(onEvaluate);
    await expect(train(project, { resume: true }, 3)).rejects.toThrow(onResume);
  });

  it('are those to evaluate on: other folders are searched for images that the model was trained on', async () => {
    const project = changed(() => {});
    const warnings: string[] = [];
    await evaluateModel(join(project, 'run'), {
      backend: 'cpu',
      data: join(project, 'data/train'),
      onWarning: (text) => void warnings.push(text),
    });
    expect(warnings).toEqual([
      expect.stringMatching(/^the model was trained on 8 of these 12 images, so the results are too good: /),
    ]);
  });

  it('are reported if they are also training images, or have two classes', async () => {
    const project = changed((at, [image = '']) => {
      copyFileSync(at(image), at('light/twin.png'));
      for (const copy of ['a', 'b', 'c', 'd', 'e', 'f'])
        copyFileSync(at('dark/0.png'), at(`dark/${copy}.png`));
    });
    const { warnings } = await train(project, { overwrite: true });
    expect(warnings).toContainEqual(
      expect.stringMatching(
        /^\d+ validation images? (is|are) also used for training, so the validation results are too good: /,
      ),
    );
    expect(warnings).toContainEqual(
      expect.stringMatching(
        /^1 image appears with two classes: .*dark.*\(dark\) and .*twin\.png \(light\)|twin/,
      ),
    );
  });
});
