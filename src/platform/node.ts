import { readNodeLocation } from '../source/node-location';
import type { Platform } from './platform';

/** Node: paths, folders, sharp, and whatever backends its packages bring. */
export const nodePlatform: Platform = {
  readLocation: readNodeLocation,
  backends: async () => (await import('../backend')).builtInBackends,
  training: async () => (await import('./node-training')).nodeTraining,
  prediction: async () => (await import('./node-prediction')).nodePrediction,
};
