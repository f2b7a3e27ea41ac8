import type { BrowserPicture } from '../browser/pictures';
import type { ModelPlace } from '../browser/prediction';
import { readBrowserLocation } from '../source/browser-location';
import type { Platform } from './platform';

/** Browsers: URLs, canvases, IndexedDB, and the backends that run there. */
export const browserPlatform: Platform<BrowserPicture, ModelPlace> = {
  readLocation: readBrowserLocation,
  backends: async () => (await import('../backend/browser')).browserBackends,
  training: async () => (await import('../browser/training')).openBrowserTraining(),
  prediction: async () => (await import('../browser/prediction')).browserPrediction,
};
