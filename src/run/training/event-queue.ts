import type { TrainingEvent } from './events';

/** Passes events from a producer that never waits to a single consumer that may be slow, late or absent. */
export interface EventQueue<E> {
  push(event: E): void;
  /** Ends the iteration after the last event, by throwing `error` if given. */
  close(error?: unknown): void;
  readonly events: AsyncIterable<E>;
}

/**
 * @param supersedes whether a newer event replaces an unread one just before it, which keeps the queue short while nobody
 *   reads it
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

/** What a run reports outside its loop. */
type Notice = Extract<TrainingEvent, { readonly type: 'message' | 'warning' }>;

/** Messages and warnings from outside the loop, buffered until there is a listener. */
export interface Notices {
  readonly say: (text: string) => void;
  readonly warn: (text: string) => void;
  /** Passes buffered and future notices to `listener`. */
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
