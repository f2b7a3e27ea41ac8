import { SourceFile } from '../../../src/base/source/source-file';
import { checkSpec } from '../../../src/check/check-spec';
import { vocabularyWith } from '../../../src/language/vocabulary';
import { createCalibration } from '../../../src/run/evaluate/calibration';
import { averageScores, classScores } from '../../../src/run/evaluate/class-scores';
import type { Evaluation } from '../../../src/run/evaluate/evaluate';
import type { PlotLibrary } from '../../../src/run/report/charts';
import type { ReportedRun } from '../../../src/run/report/report-page';
import type { EpochRecord } from '../../../src/run/training/events';
import { tinySpec } from '../../support/tiny-project';

/** A green dot. */
const dot =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** Six epochs; the third lowers the learning rate. */
export const history: readonly EpochRecord[] = Array.from({ length: 6 }, (_, epoch) => ({
  epoch,
  logs: {
    accuracy: 0.5 + epoch / 15,
    loss: 2 / (epoch + 1),
    val_accuracy: 0.45 + epoch / 20,
    val_loss: 2.2 / (epoch + 1),
  },
  learningRate: epoch < 3 ? 0.02 : 0.002,
  messages: epoch === 2 ? ['val_accuracy stands still: learning rate 0.02 → 0.002.'] : [],
  durationSeconds: 61,
}));

const names = ['dark', 'light & <bright>'];

function evaluationOf(confusion: readonly (readonly number[])[]): Evaluation {
  const images = confusion.map((row) => row.reduce((a, b) => a + b, 0));
  const classes = classScores(names, confusion, images);
  const calibration = createCalibration();
  for (const [t, row] of confusion.entries())
    for (const [p, count] of row.entries())
      for (let i = 0; i < count; i++) {
        const sure = 0.55 + (0.44 * i) / count;
        calibration.add(Float32Array.from(p === 0 ? [sure, 1 - sure] : [1 - sure, sure]), t, p);
      }
  const total = images.reduce((a, b) => a + b, 0);
  const correct = classes.reduce((sum, score) => sum + score.correct, 0);
  return {
    images: total,
    correct,
    accuracy: correct / total,
    top: { k: 2, accuracy: 1 },
    classes,
    averages: averageScores(classes),
    confusion,
    calibration: calibration.result(),
    unscored: 0,
  };
}

/** A run of the tiny spec with a malicious class name; `more` overrides its fields. */
export function reportedRun(more: Partial<ReportedRun> = {}): ReportedRun {
  const { plan } = checkSpec(new SourceFile('tiny.yaml', tinySpec), vocabularyWith());
  if (!plan) throw new Error('the tiny spec is sound');
  return {
    plan,
    specText: tinySpec,
    environment: {
      startedAt: '2026-01-02T03:04:05.678Z',
      convspec: '0.1.0',
      runtime: 'Node.js 20.0.0',
      platform: 'linux x64',
      cpus: { model: 'a processor', count: 2 },
      backend: 'wasm',
      device: 'CPU',
      seed: 3,
      packages: { sharp: '0.35.5' },
      git: { commit: 'b6589fc6ab0dc82cf12099d1c2d40ab994e8410c', changed: true },
    },
    history,
    messages: ['Weights of epoch 6, the best by val_accuracy, are back.'],
    stopReason: null,
    validation: {
      evaluation: evaluationOf([
        [38, 2],
        [7, 33],
      ]),
      mistakes: [
        { truth: 1, predicted: 0, score: 0.98, source: dot },
        { truth: 0, predicted: 1, score: 0.75, source: dot },
      ],
    },
    test: null,
    ...more,
  };
}

/** A stand-in for the plotting library in tests without a browser. */
export const noLibrary: PlotLibrary = { script: '', style: '' };
