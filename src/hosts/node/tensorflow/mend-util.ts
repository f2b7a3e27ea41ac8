import type { NodeModules } from './node-modules';

/**
 * Node 23 took `util.isNullOrUndefined` away, which tfjs-node 4.22 calls in every operation. It is put back where it is
 * missing; nothing that is there is changed.
 */
export function mendUtil({ util }: NodeModules): void {
  const removed: { isNullOrUndefined?: (value: unknown) => boolean } = util;
  removed.isNullOrUndefined ??= (value) => value === null || value === undefined;
}
