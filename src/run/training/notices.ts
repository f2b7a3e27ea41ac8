import type { TrainingEvent } from './events';

/** What a run tells from beside its loop. */
export type Notice = Extract<TrainingEvent, { readonly type: 'message' | 'warning' }>;

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
