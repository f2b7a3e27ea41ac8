import type { BackendWasm } from '@tensorflow/tfjs-backend-wasm';
import { type TensorInfo, util } from '@tensorflow/tfjs-core';
import { UserError } from '../../../base/diagnostics/user-error';
import { formatBytes } from '../../../base/text/format-numbers';

/** What 32-bit addresses reach, less the last page, which tfjs's build leaves alone: 4 GiB − 64 KiB. */
const ADDRESSABLE = 2 ** 32 - 2 ** 16;

/** XNNPACK packs weights in groups of so many columns, and keeps a few tables besides. */
const PACKED_COLUMNS = 8;
const TABLES = 2 ** 16;

/** What packed weights and gaps between buffers leave of a full heap. */
const USABLE = 0.7;

/**
 * Bytes that the tensors of a training run may take: 70 % of what the heap can grow to, which is limited by 32-bit
 * addresses and by `available`, the memory that the host gives this process.
 */
export function memoryForTraining(available = Number.POSITIVE_INFINITY): number {
  return Math.floor(USABLE * Math.min(ADDRESSABLE, available));
}

/** Bytes that the heap has grown to. It never shrinks. */
function heapBytes(backend: BackendWasm): number {
  return backend.wasm.HEAPU8.byteLength;
}

/**
 * Makes an allocation for which the heap has no room a {@link UserError}. tfjs does not look: it would go on with
 * address 0, and write over the memory of the program. The allocator of tfjs's builds may count past 4 GiB and begin
 * anew at 0: what it says from then on is worth nothing, and every later allocation is refused.
 */
export function guardHeap(backend: BackendWasm): void {
  const { wasm } = backend;
  // Emscripten's functions replace themselves when they are called first.
  wasm._free(wasm._malloc(1));
  const allocate = wasm._malloc;
  let isLost = false;
  wasm._malloc = (bytes) => {
    // Beyond 4 GiB a size would be cut to 32 bits.
    const address = isLost || bytes > ADDRESSABLE ? 0 : allocate(bytes) >>> 0;
    isLost ||= address + bytes > heapBytes(backend) && address > 0;
    if (isLost || (address === 0 && bytes > 0)) throw outOfMemory(heapBytes(backend), bytes);
    return address;
  };
}

/**
 * Sees to it that XNNPACK finds room to pack `weights`, `[…, columns]`, for a convolution or product with
 * `tableBytes` of addresses: it does not say so when there is none, and computes nonsense.
 *
 * @throws {UserError} when there is none
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
    `wasm is out of memory: its heap has grown to ${formatBytes(taken)} of at most ${formatBytes(ADDRESSABLE)} and has no room for ${formatBytes(wanted)} more`,
    'use a smaller training.batchSize, with training.accumulate for the same step, or a backend with more memory',
  );
}
