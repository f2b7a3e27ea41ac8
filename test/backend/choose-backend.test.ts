import { describe, expect, it } from 'vitest';
import type { Backend, Probe, Support } from '../../src/backend/backend';
import { BackendError } from '../../src/backend/backend-error';
import { chooseBackend } from '../../src/backend/choose-backend';
import { planFromReference } from '../support/plan-from-reference';
import { readReferenceNet } from '../support/reference-numerics';

const plan = planFromReference(readReferenceNet('a-overlapping-pool'));

type Health = 'fine' | 'absent' | 'incapable';

/** A backend that can only be asked how it is. */
function fake(name: string, health: Health): Backend {
  const probe: Probe =
    health === 'absent'
      ? { available: false, reason: 'no such device', remedy: `buy a ${name}` }
      : { available: true, device: `${name} device` };
  const support: Support =
    health === 'incapable' ? { supported: false, reason: 'it lacks the kernel Dream' } : { supported: true };
  const refuse = () => Promise.reject(new Error('only chosen, never used'));
  return {
    name,
    accelerator: 'cpu',
    probe: async () => probe,
    supports: async () => support,
    compile: refuse,
    createEngine: refuse,
  };
}

const choose = (wanted: string | string[], health: Record<string, Health>) =>
  chooseBackend(
    wanted,
    Object.fromEntries(Object.entries(health).map(([name, h]) => [name, fake(name, h)])),
    plan,
  );

const autoReason = 'the first in the order of auto that can train this plan';
const absent = { name: 'wasm', reason: 'no such device' };
const incapable = { name: 'wasm', reason: 'it cannot train this plan: it lacks the kernel Dream' };

describe('chooseBackend', () => {
  it.each([
    ['auto', { cpu: 'fine', wasm: 'fine' }, 'wasm', autoReason, []],
    ['auto', { wasm: 'absent', cpu: 'fine' }, 'cpu', autoReason, [absent]],
    ['auto', { wasm: 'incapable', cpu: 'fine' }, 'cpu', autoReason, [incapable]],
    ['auto', { quantum: 'fine', cpu: 'fine' }, 'cpu', autoReason, []],
    ['cpu', { wasm: 'fine', cpu: 'fine' }, 'cpu', 'asked for', []],
    [['cpu', 'wasm'], { wasm: 'fine', cpu: 'fine' }, 'cpu', 'asked for', []],
    [['wasm', 'cpu'], { wasm: 'absent', cpu: 'fine' }, 'cpu', 'asked for', [absent]],
  ] as const)('%j of %j is %s', async (wanted, health, name, reason, passedOver) => {
    const choice = await choose(typeof wanted === 'string' ? wanted : [...wanted], { ...health });
    expect(choice).toMatchObject({ backend: { name }, device: `${name} device`, reason });
    expect(choice.passedOver).toEqual(passedOver);
  });

  it.each([
    ['wasn', { wasm: 'fine' }, 'unknown backend "wasn"', 'did you mean "wasm"? There are "auto" and "wasm"'],
    ['abacus', { wasm: 'fine', cpu: 'fine' }, 'unknown backend "abacus"', 'use "auto", "wasm" or "cpu"'],
    [['cpu', 'toString'], { cpu: 'fine' }, 'unknown backend "toString"', 'use "auto" or "cpu"'],
    ['wasm', { wasm: 'absent' }, 'backend "wasm": no such device', 'buy a wasm'],
    [
      'wasm',
      { wasm: 'incapable' },
      'backend "wasm": it cannot train this plan: it lacks the kernel Dream',
      'change the layer that it names, or use backend: auto',
    ],
    [
      ['wasm', 'cpu'],
      { wasm: 'absent', cpu: 'incapable' },
      'no backend can train this plan: wasm: no such device; cpu: it cannot train this plan: it lacks the kernel Dream',
      'wasm: buy a wasm; cpu: change the layer that it names, or use backend: auto',
    ],
    [[], { cpu: 'fine' }, 'no backend to choose from', 'name at least one'],
  ] as const)('%j of %j is an error with a way out', async (wanted, health, message, hint) => {
    const error = await choose(typeof wanted === 'string' ? wanted : [...wanted], { ...health }).catch(
      (e) => e,
    );
    expect(error).toBeInstanceOf(BackendError);
    expect(error).toMatchObject({ message, hint });
  });
});
