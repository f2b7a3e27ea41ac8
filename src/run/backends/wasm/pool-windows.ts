import type { backend_util } from '@tensorflow/tfjs-core';

/** The part of a window that lies on the map: rows and columns, the ends exclusive. */
export interface PoolWindow {
  /** Images before its own. */
  image: number;
  rowBegin: number;
  rowEnd: number;
  columnBegin: number;
  columnEnd: number;
}

/**
 * Visits the windows of a pool in the order of its output, image by image, row-major. One object serves all visits:
 * there are hundreds of thousands in a step.
 */
export function eachPoolWindow(info: backend_util.Conv2DInfo, visit: (window: PoolWindow) => void): void {
  const window: PoolWindow = { image: 0, rowBegin: 0, rowEnd: 0, columnBegin: 0, columnEnd: 0 };
  for (window.image = 0; window.image < info.batchSize; window.image++) {
    for (let row = 0; row < info.outHeight; row++) {
      const top = row * info.strideHeight - info.padInfo.top;
      window.rowBegin = Math.max(top, 0);
      window.rowEnd = Math.min(top + info.filterHeight, info.inHeight);
      for (let column = 0; column < info.outWidth; column++) {
        const left = column * info.strideWidth - info.padInfo.left;
        window.columnBegin = Math.max(left, 0);
        window.columnEnd = Math.min(left + info.filterWidth, info.inWidth);
        visit(window);
      }
    }
  }
}
