import { describe, expect, it } from 'vitest';
import { formatBytes } from '../../../src/base/text/format-numbers';
import { largestBatch, trainingMemory } from '../../../src/check/training-memory';
import type { Support } from '../../../src/compile/support';
import { builtInBackends } from '../../../src/hosts/node/backends';
import { builtInBackendNames } from '../../../src/language/backend-names';
import type { Backend, Probe } from '../../../src/run/backends/backend';
import { backendsWith } from '../../../src/run/backends/backend';
import { BackendError, BackendNameError, MissingKernelError } from '../../../src/run/backends/backend-error';
import { chooseBackend } from '../../../src/run/backends/choose-backend';
import { surveyBackends } from '../../../src/run/backends/survey-backends';
import { planFromReference } from '../../support/plan-from-reference';
import { readReferenceNet } from '../../support/reference-numerics';

const plan = planFromReference(readReferenceNet('a-overlapping-pool'));

type Health = 'fine' | 'absent' | 'incapable' | 'software' | 'broken' | 'choosy';

const missing = [{ part: 'conv2d', layer: 'conv', kernels: ['Dream'] }];

/** A backend that only supports probing. One that is `choosy` has only the device `b`. */
function fake(name: string, health: Health): Backend {
  const probe: Probe =
    health === 'absent'
      ? { available: false, reason: 'no such device', remedy: `buy a ${name}` }
      : { available: true, device: `${name} device`, memoryBytes: 1e9, software: health === 'software' };
  const support: Support =
    health === 'incapable'
      ? { supported: false, reason: 'it lacks the kernel Dream', missing }
      : { supported: true };
  const refuse = () => Promise.reject(new Error('only chosen, never used'));
  return {
    name,
    accelerator: 'cpu',
    probe: async () => (health === 'broken' ? Promise.reject(new Error('bang')) : probe),
    supports: async () => support,
    compile: refuse,
    createEngine: refuse,
    ...(health === 'choosy'
      ? { onDevice: (device: string) => fake(`${name}:${device}`, device === 'b' ? 'fine' : 'absent') }
      : {}),
  };
}

const table = (health: Readonly<Record<string, Health>>) =>
  Object.fromEntries(Object.entries(health).map(([name, h]) => [name, fake(name, h)]));

const choose = (wanted: string | readonly string[], health: Readonly<Record<string, Health>>) =>
  chooseBackend(wanted, table(health), plan);

const autoReason = 'the first in the order of auto that can train this plan';
const absent = { name: 'wasm', reason: 'no such device' };
const incapable = { name: 'wasm', reason: 'it cannot train this plan: it lacks the kernel Dream' };

describe('chooseBackend', () => {
  it('warns about a slow backend that is chosen because a better one is not available', async () => {
    const cpu = { ...fake('cpu', 'fine'), slow: true };
    const backends = (wasm: Health) => ({ webgl: fake('webgl', 'absent'), wasm: fake('wasm', wasm), cpu });
    expect((await chooseBackend('auto', backends('absent'), plan)).warning).toBe(
      'the backend is cpu (cpu device), which is slow, because wasm cannot be used: no such device; to use wasm, buy a wasm',
    );
    expect(await chooseBackend('auto', backends('fine'), plan)).not.toHaveProperty('warning');
    expect(await chooseBackend('cpu', backends('absent'), plan)).not.toHaveProperty('warning');
  });

  it.each<
    [
      string | readonly string[],
      Readonly<Record<string, Health>>,
      string,
      string,
      readonly { readonly name: string; readonly reason: string }[],
    ]
  >([
    ['auto', { cpu: 'fine', wasm: 'fine' }, 'cpu', autoReason, []],
    ['auto', { wasm: 'absent', cpu: 'fine' }, 'cpu', autoReason, [absent]],
    ['auto', { wasm: 'incapable', cpu: 'fine' }, 'cpu', autoReason, [incapable]],
    [
      'auto',
      { gpu: 'software', wasm: 'broken', cpu: 'fine' },
      'cpu',
      autoReason,
      [
        { name: 'gpu', reason: 'gpu device: a GPU emulated in software, slower than wasm' },
        { name: 'wasm', reason: 'its probe failed: bang' },
      ],
    ],
    ['gpu', { gpu: 'software', cpu: 'fine' }, 'gpu', 'requested', []],
    ['cpu', { wasm: 'fine', cpu: 'fine' }, 'cpu', 'requested', []],
    [['cpu', 'wasm'], { wasm: 'fine', cpu: 'fine' }, 'cpu', 'requested', []],
    [['gpu', 'cpu'], { gpu: 'software', cpu: 'fine' }, 'gpu', 'requested', []],
    [['wasm', 'cpu'], { wasm: 'absent', cpu: 'fine' }, 'cpu', 'requested', [absent]],
    ['gpu:b', { gpu: 'choosy', cpu: 'fine' }, 'gpu:b', 'requested', []],
    [
      ['gpu:a', 'gpu:b'],
      { gpu: 'choosy' },
      'gpu:b',
      'requested',
      [{ name: 'gpu:a', reason: 'no such device' }],
    ],
  ])('%j of %j is %s', async (wanted, health, name, reason, passedOver) => {
    const choice = await choose(wanted, health);
    expect(choice).toMatchObject({ backend: { name }, device: `${name} device`, memoryBytes: 1e9, reason });
    expect(choice.passedOver).toEqual(passedOver);
    if (wanted === 'auto') expect(await surveyBackends(table(health), plan)).toMatchObject({ auto: name });
  });

  it('auto ignores backends of other hosts', async () => {
    const elsewhere = { ...fake('page', 'absent'), home: 'browser' as const };
    const here = { ...fake('server', 'fine'), home: 'node' as const };
    const { backend, passedOver } = await chooseBackend('auto', { elsewhere, here }, plan);
    expect([backend.name, passedOver]).toEqual(['server', []]);
    await expect(chooseBackend('elsewhere', { elsewhere }, plan)).rejects.toThrow('no such device');
  });

  it.each<[string | readonly string[], Readonly<Record<string, Health>>, string, string]>([
    ['wasn', { wasm: 'fine' }, 'unknown backend "wasn"', 'did you mean "wasm"? Available: "auto" and "wasm"'],
    ['abacus', { wasm: 'fine', cpu: 'fine' }, 'unknown backend "abacus"', 'use "auto", "wasm" or "cpu"'],
    [['cpu', 'toString'], { cpu: 'fine' }, 'unknown backend "toString"', 'use "cpu"'],
    [
      'wasn:2',
      { wasm: 'fine' },
      'unknown backend "wasn"',
      'did you mean "wasm"? Available: "auto" and "wasm"',
    ],
    [
      'gpu:',
      { gpu: 'choosy' },
      '"gpu:" has no device after the colon',
      'write gpu, or add a device after the colon',
    ],
    [
      ['wasm', 'auto'],
      { wasm: 'fine' },
      '"auto" cannot be part of a list: a list names backends in order of preference',
      'write backend: auto, or remove it from the list',
    ],
  ])('%j of %j is an invalid name', async (wanted, health, message, hint) => {
    const error: unknown = await choose(wanted, health).catch((e) => e);
    expect(error).toBeInstanceOf(BackendNameError);
    expect(error).toMatchObject({ message, hint });
  });

  it.each<[string | readonly string[], Readonly<Record<string, Health>>, string, string]>([
    ['wasm', { wasm: 'absent' }, 'backend "wasm": no such device', 'buy a wasm'],
    ['webgl', { cpu: 'fine' }, 'backend "webgl": it is not available on this host', 'use auto'],
    [
      'cpu:2',
      { cpu: 'fine' },
      'backend "cpu" does not support choosing a device',
      'write cpu without a device',
    ],
    ['gpu:a', { gpu: 'choosy' }, 'backend "gpu:a": no such device', 'buy a gpu:a'],
    [
      'auto',
      { wasm: 'absent', cpu: 'absent' },
      'no backend can train this plan: wasm: no such device; cpu: no such device',
      'wasm: buy a wasm; cpu: buy a cpu',
    ],
    [[], { cpu: 'fine' }, 'the list of backends is empty', 'name at least one'],
  ])('%j of %j is an error with a hint', async (wanted, health, message, hint) => {
    const error: unknown = await choose(wanted, health).catch((e) => e);
    expect(error).toBeInstanceOf(BackendError);
    expect(error).not.toBeInstanceOf(MissingKernelError);
    expect(error).toMatchObject({ message, hint });
  });

  it.each<[string | readonly string[], Readonly<Record<string, Health>>, object]>([
    [
      'wasm',
      { wasm: 'incapable' },
      {
        message: 'backend "wasm": it cannot train this plan: it lacks the kernel Dream',
        hint: 'change the part that needs it, or use backend: auto',
        lacking: [{ name: 'wasm', missing }],
        others: [],
      },
    ],
    [
      ['wasm', 'cpu'],
      { wasm: 'absent', cpu: 'incapable' },
      {
        message:
          'no backend can train this plan: wasm: no such device; cpu: it cannot train this plan: it lacks the kernel Dream',
        hint: 'wasm: buy a wasm; cpu: change the part that needs it, or use backend: auto',
        lacking: [{ name: 'cpu', missing }],
        others: ['skipped wasm: no such device'],
      },
    ],
  ])('%j of %j lacks kernels', async (wanted, health, expected) => {
    const error: unknown = await choose(wanted, health).catch((e) => e);
    expect(error).toBeInstanceOf(MissingKernelError);
    expect(error).toMatchObject(expected);
  });
});

describe('the table of backends', () => {
  it('has the built-in ones in the order of auto', () => {
    expect(Object.keys(builtInBackends)).toEqual(builtInBackendNames);
    for (const [name, backend] of Object.entries(builtInBackends)) expect(backend.name).toBe(name);
  });

  it('starts with those of plugins, which replace built-in names', () => {
    const plugins = [{ backends: table({ quantum: 'fine', cpu: 'fine' }) }, {}];
    const backends = backendsWith(table({ wasm: 'fine', cpu: 'absent' }), plugins);
    expect(Object.keys(backends)).toEqual(['quantum', 'cpu', 'wasm']);
    expect(backends.cpu).toBe(plugins[0]?.backends?.cpu);
  });

  it.each(['auto', 'my:gpu', '1', '', '__proto__'])('rejects a backend called %j', (name) => {
    const backends = Object.fromEntries([[name, fake(name, 'fine')]]);
    expect(() => backendsWith({}, [{ backends }])).toThrow(
      `a plugin has a backend with the invalid name "${name}"`,
    );
  });
});

describe('surveyBackends', () => {
  it('probes every backend, and reports why auto skips it', async () => {
    const health = { gpu: 'software', toy: 'incapable', wasm: 'fine', cpu: 'absent' } as const;
    expect(await surveyBackends(table(health), plan)).toEqual({
      backends: [
        {
          name: 'gpu',
          accelerator: 'cpu',
          available: true,
          device: 'gpu device',
          software: true,
          memoryBytes: 1e9,
          supported: true,
          reason: 'gpu device: a GPU emulated in software, slower than wasm',
          remedy: 'to use it anyway, request it by name: backend: gpu',
        },
        {
          name: 'toy',
          accelerator: 'cpu',
          available: true,
          device: 'toy device',
          software: false,
          memoryBytes: 1e9,
          supported: false,
          reason: 'it cannot train this plan: it lacks the kernel Dream',
          remedy: 'change the part that needs it',
        },
        {
          name: 'wasm',
          accelerator: 'cpu',
          available: true,
          device: 'wasm device',
          software: false,
          memoryBytes: 1e9,
          supported: true,
        },
        {
          name: 'cpu',
          accelerator: 'cpu',
          available: false,
          reason: 'no such device',
          remedy: 'buy a cpu',
        },
      ],
      auto: 'wasm',
    });
  });

  it('does not check support without a plan', async () => {
    const { backends, auto } = await surveyBackends(table({ toy: 'incapable' }), null);
    expect(auto).toBe('toy');
    expect(backends[0]).not.toHaveProperty('supported');
  });

  it('reports where a batch of the plan does not fit, as the diagnostic does', async () => {
    const batchSize = 10_000_000;
    const large = { ...plan, training: { ...plan.training, batchSize } };
    const { backends, auto } = await surveyBackends(table({ wasm: 'fine', toy: 'incapable' }), large);
    const { total } = trainingMemory(large, batchSize);
    const fits = largestBatch(large, 1e9);
    expect(auto).toBe('wasm');
    expect(backends[0]?.shortage).toEqual({
      reason: `training with batches of 10000000 takes about ${formatBytes(total)}: at most ${fits} images fit at once`,
      remedy: expect.stringContaining(`use batchSize: ${fits} or less`),
    });
    expect(backends[1]).not.toHaveProperty('shortage');
  });

  it('skips a backend whose supports() returns undefined', async () => {
    const silent = { ...fake('silent', 'fine'), supports: async () => undefined as unknown as Support };
    const { backends, auto } = await surveyBackends({ silent }, plan);
    expect(auto).toBeNull();
    expect(backends[0]).toMatchObject({
      available: false,
      reason: 'its probe failed: its supports() returned undefined',
    });
  });
});
