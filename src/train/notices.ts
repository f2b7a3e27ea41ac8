/** Warnings that arise before anybody listens, or beside the loop: kept until somebody does, then passed on. */
export interface Notices {
  readonly warn: (text: string) => void;
  /** Passes on what was kept and whatever comes. */
  listen(listener: (text: string) => void): void;
}

export function createNotices(): Notices {
  const kept: string[] = [];
  let listener: ((text: string) => void) | undefined;
  return {
    warn(text) {
      if (listener) listener(text);
      else kept.push(text);
    },
    listen(next) {
      listener = next;
      for (const text of kept.splice(0)) next(text);
    },
  };
}
