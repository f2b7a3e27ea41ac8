import type { PredictionHost } from '../../run/host';
import { nodeFiles } from './files';
import { sharpPictures } from './images';
import { modelFile } from './model-file';

/** Prediction in Node. */
export const nodePrediction: PredictionHost = {
  pictures: sharpPictures,
  withModel: async (place, use) => use(await modelFile(place), nodeFiles),
};
