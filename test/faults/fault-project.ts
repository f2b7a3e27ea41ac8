import { type Files, tinyProject, tinySpec } from '../support/tiny-project';

/** Callbacks that have state, keep weights, append, replace and remove files. */
const callbacks = `callbacks:
  - { type: reduceLROnPlateau, monitor: loss, factor: 0.5, patience: 1, minDelta: 10 }
  - { type: tensorBoard, logDir: logs, histogramFrequency: 1 }
  - { type: csvLogger, path: log.csv }
  - { type: modelCheckpoint, path: 'model-{epoch}.h5', keepLast: 1 }
  - { type: modelCheckpoint, path: 'often/{epoch}-{batch}.h5', saveFrequency: 5 }
  - { type: earlyStopping, monitor: loss, mode: max, patience: 9, restoreBestWeights: true }
`;

/** The tiny project with {@link callbacks}, dropout and augmentation, for the life of a test file. */
export async function faultProject(atEnd: (remove: () => void) => void, files: Files = {}): Promise<string> {
  const spec = tinySpec
    .replace(/callbacks:[\s\S]*?(?=data:)/, callbacks)
    .replace('type: flatten }', 'type: flatten }\n  - { name: drop, type: dropout, rate: 0.3 }')
    .replace('momentum: 0.5 }, activation', 'momentum: 0.5 }, dropout: 0.2, activation')
    .replace('data/train }', 'data/train, augment: { brightness: 0.1 } }');
  return tinyProject({ 'spec.yaml': spec, ...files }, atEnd);
}
