import { BackendError } from '../backend-error';
import type { Engine } from '../engine';
import { nextTurn } from '../engine';

/** What a device has reported since it started. */
export interface DeviceWatch {
  /** Number of operations that it has rejected. */
  readonly refusals: number;
  /** The error if the device is lost or has rejected more than `refusals` operations; otherwise `undefined`. */
  fault(refusals: number): BackendError | undefined;
}

/** Watches a device until it is destroyed. Call it once per device. */
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
 * Wraps `engine` so that its calls reject as soon as `device` is lost or has rejected an operation. tfjs notices
 * neither: it would continue, and read zeros. At most one batch is queued while another is being processed: more would
 * use up the device's memory, and an interrupted run would wait for all of them.
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
        // A device's reports arrive one turn later.
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
      // A lost device is disposed like any other.
      if (key === 'dispose') return member.bind(target);
      return guarded(member as (...args: unknown[]) => unknown, target, key);
    },
    set: (target, key, value) => Reflect.set(target, key, value),
  });
}

/** The error for a lost device, along with everything on it. */
export function lostError({ message }: GPUDeviceLostInfo): BackendError {
  return new BackendError(
    `the GPU device was lost: ${firstLine(message)}`,
    'try again: the driver was reset or updated, or another program terminated the device',
  );
}

function refusal(error: GPUError): BackendError {
  const memory = error.constructor.name === 'GPUOutOfMemoryError';
  return new BackendError(
    memory ? 'the GPU is out of memory' : `the GPU rejected an operation: ${firstLine(error.message)}`,
    memory ? 'use a smaller training.batchSize' : 'try another backend, or a newer driver',
  );
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0]?.replace(/\.$/, '') ?? text;
}
