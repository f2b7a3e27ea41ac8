import type { TrainingEvent } from './events';

/** Events from a producer that never waits to the one consumer that may be slow, late, or absent. */
export interface EventQueue<E> {
  push(event: E): void;
  /** Ends the iteration once it has caught up; with an error, the iteration then throws it. */
  close(error?: unknown): void;
  readonly events: AsyncIterable<E>;
}

/**
 * @param supersedes whether a newer event makes the one before it worthless when nobody has read that yet; keeps the
 *   queue short when nobody reads.
 */
export function createEventQueue<E>(supersedes: (newer: E, older: E) => boolean): EventQueue<E> {
  const waiting: E[] = [];
  let closed: { readonly error?: unknown } | null = null;
  let abandoned = false;
  let wake = () => {};

  async function* read(): AsyncGenerator<E, void, undefined> {
    try {
      for (;;) {
        while (waiting.length > 0) yield* waiting.splice(0, 1);
        if (closed) {
          if ('error' in closed) throw closed.error;
          return;
        }
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      abandoned = true;
      waiting.length = 0;
    }
  }

  const events = read();
  return {
    events,
    push(event) {
      if (abandoned) return;
      const last = waiting.at(-1);
      if (last !== undefined && supersedes(event, last)) waiting.pop();
      waiting.push(event);
      wake();
    },
    close(...error) {
      closed = error.length > 0 ? { error: error[0] } : {};
      wake();
    },
  };
}

/** What a run tells from beside its loop. */
type Notice = Extract<TrainingEvent, { readonly type: 'message' | 'warning' }>;

/** Messages and warnings that arise before anybody listens, or beside the loop: kept until somebody does, then passed on. */
export interface Notices {
  readonly say: (text: string) => void;
  readonly warn: (text: string) => void;
  /** Passes on what was kept and whatever comes. */
  listen(listener: (notice: Notice) => void): void;
}

export function createNotices(): Notices {
  const kept: Notice[] = [];
  let listener: ((notice: Notice) => void) | undefined;
  const tell = (notice: Notice) => {
    if (listener) listener(notice);
    else kept.push(notice);
  };
  return {
    say: (text) => tell({ type: 'message', text }),
    warn: (text) => tell({ type: 'warning', text }),
    listen(next) {
      listener = next;
      for (const notice of kept.splice(0)) next(notice);
    },
  };
}
