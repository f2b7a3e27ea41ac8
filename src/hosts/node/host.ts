import type { Host } from '../../run/host';
import { readNodeLocation } from './location';

/** Node: paths, folders, sharp, and the backends of its packages. */
export const nodeHost: Host = {
  readLocation: readNodeLocation,
  backends: async () => (await import('./backends')).builtInBackends,
  training: async () => (await import('./training')).nodeTraining,
  prediction: async () => (await import('./prediction')).nodePrediction,
};
