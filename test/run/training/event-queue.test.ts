import { describe, expect, it } from 'vitest';
import { createEventQueue } from '../../../src/run/training/event-queue';

const keepAll = () => false;

describe('createEventQueue', () => {
  it('passes everything in order, before and while it is read', async () => {
    const queue = createEventQueue<number>(keepAll);
    queue.push(1);
    queue.push(2);
    const seen: number[] = [];
    for await (const event of queue.events) {
      seen.push(event);
      if (event === 2) setTimeout(() => queue.push(3));
      if (event === 3) queue.close();
    }
    expect(seen).toEqual([1, 2, 3]);
  });

  it('throws the error it was closed with, even undefined, after the last event', async () => {
    for (const reason of [new Error('broken'), undefined]) {
      const queue = createEventQueue<number>(keepAll);
      queue.push(1);
      queue.close(reason);
      const seen: number[] = [];
      const read = async () => {
        for await (const event of queue.events) seen.push(event);
      };
      await expect(read()).rejects.toBe(reason);
      expect(seen).toEqual([1]);
    }
  });

  it('drops unread events that a newer one replaces', async () => {
    const queue = createEventQueue<number>((newer, older) => newer % 2 === 0 && older % 2 === 0);
    for (const event of [2, 4, 1, 6, 8, 10, 3]) queue.push(event);
    queue.close();
    const seen: number[] = [];
    for await (const event of queue.events) seen.push(event);
    expect(seen).toEqual([4, 1, 10, 3]);
  });

  it('keeps nothing for a reader that stopped', async () => {
    const queue = createEventQueue<number>(keepAll);
    queue.push(1);
    for await (const _ of queue.events) break;
    queue.push(2);
    queue.close();
    const seen: number[] = [];
    for await (const event of queue.events) seen.push(event);
    expect(seen).toEqual([]);
  });
});
