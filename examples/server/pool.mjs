// A classifier in several processes. Image decoders are native code: only a process can be stopped in the middle of an
// image, and only a process keeps a crash to itself.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

const worker = fileURLToPath(new URL('worker.mjs', import.meta.url));
/** Milliseconds before a process that could not load the model is started again. */
const pause = 1000;

/**
 * Loads the model at `place` in several processes. The result is used like a classifier.
 *
 * @param size number of processes, and so of images at the same time. With two or more, an image that takes as long as
 * allowed does not delay others
 * @param maxSeconds after this time, an image is rejected; its process is killed and replaced
 * @param limits what decoding an image may take; see the option `limits` of `loadClassifier`
 */
export async function createPool(place, options = {}) {
  const { size = Math.min(4, Math.max(3, availableParallelism())), maxSeconds = 5, limits = {} } = options;
  const members = new Set();
  const idle = [];
  const waiting = [];
  let disposed = false;

  /** Starts a process; calls `onModel` when it has loaded the model, or `onFault` if it cannot. */
  function start(onModel, onFault) {
    const child = fork(worker, [place, JSON.stringify({ svg: false, ...limits, maxSeconds })], {
      serialization: 'advanced',
      // One thread per image: several would take the processor from the other images.
      env: { ...process.env, VIPS_CONCURRENCY: '1' },
    });
    const member = { child, settle: undefined };
    members.add(member);
    child.on('message', ({ model, predictions, error }) => {
      if (model) {
        onModel(model);
        release(member);
      } else if (!member.settle) onFault(error);
      else {
        const settle = member.settle;
        member.settle = undefined;
        release(member);
        settle(error ? Promise.reject(Object.assign(new Error(error.message), error)) : predictions);
      }
    });
    // Messages to a process that just ended are lost; `exit` reports it.
    child.on('error', () => {});
    child.on('exit', () => {
      members.delete(member);
      if (idle.includes(member)) idle.splice(idle.indexOf(member), 1);
      member.settle?.(Promise.reject(fault('the image cannot be decoded')));
      if (disposed) return;
      if (member.loaded)
        start(
          () => {},
          () => {},
        );
      else
        setTimeout(
          () =>
            disposed ||
            start(
              () => {},
              () => {},
            ),
          pause,
        ).unref();
    });
  }

  function release(member) {
    member.loaded = true;
    const next = waiting.shift();
    if (next) next(member);
    else idle.push(member);
  }

  async function classify(image) {
    const member = idle.pop() ?? (await new Promise((resolve) => waiting.push(resolve)));
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        settle(Promise.reject(fault(`the image takes more than ${maxSeconds} seconds`)));
        member.child.kill('SIGKILL');
      }, maxSeconds * 1000);
      const settle = (result) => {
        clearTimeout(timer);
        member.settle = undefined;
        resolve(result);
      };
      member.settle = settle;
      member.child.send(image);
    });
  }

  function dispose() {
    disposed = true;
    for (const { child } of members) child.kill('SIGKILL');
  }

  const model = await new Promise((resolve, reject) => {
    for (let i = 0; i < size; i++) start(resolve, reject);
  }).catch((error) => {
    dispose();
    throw Object.assign(new Error(error.message), error);
  });
  return { ...model, size, classify, dispose };
}

/** An error that the client caused, as `classify` of a classifier throws it. */
function fault(message) {
  return Object.assign(new Error(message), { name: 'DataError' });
}
