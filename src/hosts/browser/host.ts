import type { Host } from '../../run/host';
import type { BrowserPicture } from './images';
import { readBrowserLocation } from './location';
import type { ModelPlace } from './prediction';

/** Browsers: URLs, canvases, IndexedDB, and the backends that run there. */
export const browserHost: Host<BrowserPicture, ModelPlace> = {
  readLocation: readBrowserLocation,
  backends: async () => (await import('./backends')).browserBackends,
  training: async () => (await import('./training')).openBrowserTraining(),
  prediction: async () => (await import('./prediction')).browserPrediction,
};
