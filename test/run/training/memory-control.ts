import type { TrainingControl } from '../../../src/run/training/callbacks/callback';

/** A run in memory that records what callbacks write, report and request. */
export interface MemoryRun {
  readonly control: TrainingControl;
  readonly files: Map<string, { weightsOfEpoch: number } | { text: string } | { bytes: Uint8Array }>;
  /** Paths written since the list was last cleared. */
  written: string[];
  removed: string[];
  readonly said: string[];
  readonly warnings: string[];
  stopReason: string | null;
  learningRate: number;
  /** The value of every weight. */
  weights: number;
}

/** @param directions the logs whose direction is known, without `val_`. */
export function memoryRun(
  options: {
    learningRate?: number;
    directions?: Readonly<Record<string, 'min' | 'max'>>;
    files?: Readonly<Record<string, string>>;
  } = {},
): MemoryRun {
  const directions = options.directions ?? { loss: 'min', accuracy: 'max' };
  let kept: number | undefined;
  const write = (
    path: string,
    content: { weightsOfEpoch: number } | { text: string } | { bytes: Uint8Array },
  ) => {
    run.files.set(path, content);
    run.written.push(path);
  };
  const text = (path: string) => {
    const file = run.files.get(path);
    return file && 'text' in file ? file.text : undefined;
  };
  const control: TrainingControl = {
    get learningRate() {
      return run.learningRate;
    },
    set learningRate(rate) {
      run.learningRate = Math.fround(rate);
    },
    step: 7,
    epochs: 3,
    batchesPerEpoch: 2,
    stop(reason) {
      run.stopReason ??= reason;
    },
    say: (message) => void run.said.push(message),
    warn: (message) => void run.warnings.push(message),
    direction: (log) => directions[log.replace(/^val_/, '')],
    async keepWeights() {
      kept = run.weights;
    },
    async restoreKeptWeights() {
      if (kept === undefined) throw new Error('no weights were kept');
      run.weights = kept;
    },
    async saveModel(path) {
      write(path, { weightsOfEpoch: run.weights });
    },
    async removeFile(path) {
      run.files.delete(path);
      run.removed.push(path);
    },
    async writeText(path, content) {
      write(path, { text: content });
    },
    async appendText(path, content) {
      write(path, { text: (text(path) ?? '') + content });
    },
    readText: async (path) => text(path),
    async appendBytes(path, bytes) {
      const file = run.files.get(path);
      const before = file && 'bytes' in file ? file.bytes : new Uint8Array();
      write(path, { bytes: new Uint8Array([...before, ...bytes]) });
    },
    async *weights() {
      yield { path: 'conv_conv/kernel', values: new Float32Array([1, 2, 3]) };
      yield { path: 'conv_conv/bias', values: new Float32Array([0]) };
    },
    modelConfig: () => '{"class_name":"Functional"}',
    now: () => 1_700_000_000.5,
  };
  const run: MemoryRun = {
    control,
    files: new Map(Object.entries(options.files ?? {}).map(([path, content]) => [path, { text: content }])),
    written: [],
    removed: [],
    said: [],
    warnings: [],
    stopReason: null,
    learningRate: Math.fround(options.learningRate ?? 0.01),
    weights: 0,
  };
  return run;
}
