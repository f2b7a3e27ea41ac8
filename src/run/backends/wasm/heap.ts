import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { UserError } from '../../../base/diagnostics/user-error';
import { formatBytes } from '../../../base/text/format-numbers';

/** The 32-bit address space minus its last page, which tfjs's build does not use: 4 GiB − 64 KiB. */
const ADDRESSABLE = 2 ** 32 - 2 ** 16;

/** XNNPACK packs weights in groups of this many columns, and stores a few tables in addition. */
const PACKED_COLUMNS = 8;
const TABLES = 2 ** 16;

/** The fraction of a full heap that packed weights and gaps between buffers leave. */
const USABLE = 0.7;

/**
 * Bytes that the tensors of a training run may use: 70 % of the size that the heap can grow to, which is limited by the
 * address space and by `available`, the memory that the host gives this process.
 */
export function memoryForTraining(available = Number.POSITIVE_INFINITY): number {
  return Math.floor(USABLE * Math.min(ADDRESSABLE, available));
}

/** The current size of the heap in bytes. It never shrinks. */
function heapBytes(backend: BackendWasm): number {
  return backend.wasm.HEAPU8.byteLength;
}

/**
 * Makes an allocation that exceeds the heap throw a {@link UserError}. tfjs does not check: it would continue with
 * address 0 and overwrite the program's memory. The allocator of tfjs's builds may overflow past 4 GiB to 0. Its
 * results are then unreliable, and every later allocation is rejected.
 */
export function guardHeap(backend: BackendWasm): void {
  const { wasm } = backend;
  // Emscripten's functions replace themselves on their first call.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc;
  let isLost = false;
  wasm._malloc = (bytes) => {
    // A size beyond 4 GiB would be truncated to 32 bits.
    const address = isLost || bytes > ADDRESSABLE ? 0 : allocate(bytes) >>> 0;
    isLost ||= address + bytes > heapBytes(backend) && address > 0;
    if (isLost || (address === 0 && bytes > 0)) throw outOfMemory(heapBytes(backend), bytes);
    return address;
  };
}

/**
 * Checks that XNNPACK has room to pack `weights`, `[…, columns]`, for a convolution or product with `tableBytes` of
 * addresses. Without room, XNNPACK reports no error and computes wrong results.
 *
 * @throws {UserError} if there is not enough room
 */
export function requireRoomToPack(backend: BackendWasm, weights: TensorInfo, tableBytes = 0): void {
  const columns = weights.shape.at(-1) ?? 1;
  const groups = Math.ceil(columns / PACKED_COLUMNS);
  const packed = 4 * (util.sizeFromShape(weights.shape.slice(0, -1)) + 1) * groups * PACKED_COLUMNS;
  const bytes = packed + tableBytes + TABLES;
  const { wasm } = backend;
  wasm._free(wasm._malloc(bytes));
}

function outOfMemory(taken: number, wanted: number): UserError {
  return new UserError(
    `wasm is out of memory: cannot allocate ${formatBytes(wanted)}, the heap has grown to ${formatBytes(taken)} of at most ${formatBytes(ADDRESSABLE)}`,
    'lower training.batchSize and raise training.accumulate to keep the effective batch size, or a backend with more memory',
  );
}
