import type { PredictionPlatform } from '../../run/host';
import { nodeFiles } from './files';
import { sharpPictures } from './images';
import { modelFile } from './model-file';

/** Prediction in Node. */
export const nodePrediction: PredictionPlatform = {
  pictures: sharpPictures,
  withModel: async (place, use) => use(await modelFile(place), nodeFiles),
};
