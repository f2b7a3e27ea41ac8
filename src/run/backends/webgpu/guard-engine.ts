import { BackendError } from '../backend-error';
import type { Engine } from '../engine';
import { nextTurn } from '../engine';

/** What a device has reported since it was started. */
export interface DeviceWatch {
  /** Operations that it has refused. */
  readonly refusals: number;
  /** That it is lost, or what it refused last when there were more than `refusals`. */
  fault(refusals: number): BackendError | undefined;
}

/** Listens to a device for as long as it lives; once a device. */
export function watchDevice(device: GPUDevice): DeviceWatch {
  let lost: BackendError | undefined;
  let refused: BackendError | undefined;
  let refusals = 0;
  void device.lost.then((info) => {
    lost = lostError(info);
  });
  device.addEventListener('uncapturederror', (event) => {
    event.preventDefault();
    refused = refusal(event.error);
    refusals += 1;
  });
  return {
    get refusals() {
      return refusals;
    },
    fault: (former) => lost ?? (refusals > former ? refused : undefined),
  };
}

/**
 * `engine` on `device`, whose calls reject as soon as the device is lost or has refused an operation. tfjs hears of
 * neither: it would go on, and read zeros. Batches go to the device one ahead of what it works on: many would take its
 * memory, and an interrupted run would wait for all of them.
 */
export function guardEngine(engine: Engine, device: GPUDevice, watch: DeviceWatch): Engine {
  const { refusals } = watch;
  let formerBatch: Promise<unknown> = Promise.resolve();
  const waitForFormerBatch = async () => {
    const former = formerBatch;
    formerBatch = device.queue.onSubmittedWorkDone().catch(() => undefined);
    await former;
  };

  const guarded = (method: (...args: unknown[]) => unknown, target: Engine, key: string | symbol) => {
    return async (...args: unknown[]): Promise<unknown> => {
      let fault = watch.fault(refusals);
      if (fault) throw fault;
      try {
        const result = await Reflect.apply(method, target, args);
        if (key === 'trainBatch' || key === 'evaluateBatch') await waitForFormerBatch();
        fault = watch.fault(refusals);
        if (!fault) return result;
      } catch (error) {
        // What a device reports comes a turn after what it does.
        await nextTurn();
        fault = watch.fault(refusals);
        if (!fault) throw error;
      }
      throw fault;
    };
  };
  return new Proxy(engine, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key);
      if (typeof member !== 'function') return member;
      // A lost device is freed as any other.
      if (key === 'dispose') return member.bind(target);
      return guarded(member as (...args: unknown[]) => unknown, target, key);
    },
    set: (target, key, value) => Reflect.set(target, key, value),
  });
}

/** A device is gone, and all that was on it. */
export function lostError({ message }: GPUDeviceLostInfo): BackendError {
  return new BackendError(
    `the GPU device was lost: ${firstLine(message)}`,
    'its driver was reset or updated, or something ended it',
  );
}

function refusal(error: GPUError): BackendError {
  const memory = error.constructor.name === 'GPUOutOfMemoryError';
  return new BackendError(
    memory ? 'the GPU is out of memory' : `the GPU refused an operation: ${firstLine(error.message)}`,
    memory ? 'a smaller training.batchSize takes less' : 'try another backend, or a newer driver',
  );
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.replace(/\.$/, '') ?? text;
}
