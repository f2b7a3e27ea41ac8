import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readStateFile, readStateHeader, writeStateFile } from '../../../src/hosts/node/run-state-file';
import { fromStateFile, type SavedRun, toStateFile } from '../../../src/run/training/run-state';
import { fakePlan } from '../../run/training/fakes';
import { temporaryFolder } from '../../support/temporary-folder';

const content = {
  header: { sequence: 3, text: 'naïve' },
  tensors: [
    ['weight/0', Float32Array.of(1.5, Number.NaN, -0)],
    ['empty', new Float32Array(0)],
    ['slot/a', Float32Array.of(7)],
  ] as const,
};

describe('a state file', () => {
  it('is read back unchanged, as is its header alone', async () => {
    const path = join(temporaryFolder(), 'state');
    await writeStateFile(path, content);
    expect(await readStateFile(path)).toEqual(content);
    expect(await readStateHeader(path)).toEqual({ header: content.header });
  });

  it('is read back with a tensor larger than one write', async () => {
    const path = join(temporaryFolder(), 'state');
    const large = Float32Array.from({ length: 5_000_001 }, (_, i) => i % 1013);
    await writeStateFile(path, {
      header: null,
      tensors: [
        ['small', Float32Array.of(1)],
        ['large', large],
        ['last', Float32Array.of(2)],
      ],
    });
    const read = await readStateFile(path);
    expect(read?.tensors.map(([name, { length }]) => [name, length])).toEqual([
      ['small', 1],
      ['large', 5_000_001],
      ['last', 1],
    ]);
    const [, values = new Float32Array(0)] = read?.tensors[1] ?? [];
    expect(Buffer.from(values.buffer).equals(Buffer.from(large.buffer))).toBe(true);
  });

  it('that does not exist is null', async () => {
    expect(await readStateFile(join(temporaryFolder(), 'state'))).toBeNull();
    expect(await readStateHeader(join(temporaryFolder(), 'state'))).toBeNull();
  });

  it('is rejected with any byte changed, and truncated anywhere', async () => {
    const path = join(temporaryFolder(), 'state');
    await writeStateFile(path, content);
    const sound = readFileSync(path);
    for (let at = 0; at < sound.length; at++) {
      const changed = Buffer.from(sound);
      changed[at] = (changed[at] ?? 0) ^ 0x21;
      writeFileSync(path, changed);
      await expect(readStateFile(path), `byte ${at}`).rejects.toThrow('cannot be resumed from');
      writeFileSync(path, sound.subarray(0, at));
      await expect(readStateFile(path), `cut to ${at}`).rejects.toThrow('cannot be resumed from');
    }
    writeFileSync(path, Buffer.concat([sound, Buffer.alloc(1)]));
    await expect(readStateFile(path)).rejects.toThrow('it is longer than its header states');
  });

  it('that is a folder is rejected with a message', async () => {
    await expect(readStateFile(temporaryFolder())).rejects.toThrow(/: cannot read: /);
  });
});

describe('a saved run', () => {
  const identity: SavedRun['identity'] = {
    ...{ plan: fakePlan(), backend: 'cpu', device: 'CPU', classes: ['cat', 'dog'] },
    ...{ images: 5, validationImages: 0, testImages: 0, fingerprint: null },
  };

  it('is read back from a file, with NaN and infinities', async () => {
    const saved: SavedRun = {
      identity,
      files: [
        { path: 'a', length: 3 },
        { path: 'b', length: null },
      ],
      progress: {
        ...{ epoch: 1, batch: 2, trained: false, step: 5, seconds: 0.25, stopReason: null },
        history: [
          {
            epoch: 0,
            logs: { loss: Number.NaN, accuracy: -0 },
            learningRate: 0.5,
            messages: [],
            durationSeconds: 1,
          },
        ],
        messages: ['one'],
        callbacks: [
          { state: { best: 'NaN' }, kept: null },
          { state: {}, kept: [Float32Array.of(1), Float32Array.of(2, 3)] },
        ],
        engine: {
          ...{ learningRate: 0.01, iterations: 5 },
          weights: [Float32Array.of(1, 2), Float32Array.of(3)],
          slots: { 'fc/kernel/momentum': Float32Array.of(4, 5) },
          metrics: { loss: { sum: Number.POSITIVE_INFINITY, count: 4 } },
        },
      },
    };
    const path = join(temporaryFolder(), 'state');
    await writeStateFile(path, toStateFile(saved));
    const read = await readStateFile(path);
    expect(read && fromStateFile(read)).toEqual(saved);
  });

  it('that has not started has no tensors', () => {
    const saved: SavedRun = { identity, files: [], progress: null };
    expect(toStateFile(saved).tensors).toEqual([]);
    expect(fromStateFile(JSON.parse(JSON.stringify(toStateFile(saved))))).toEqual(saved);
  });
});
