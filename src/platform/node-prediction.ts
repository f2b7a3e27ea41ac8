import { sharpPictures } from '../data/decode-image';
import { nodeFiles } from '../formats/node-files';
import { modelFile } from '../predict/model-file';
import type { PredictionPlatform } from './platform';

/** Prediction in Node. */
export const nodePrediction: PredictionPlatform = {
  pictures: sharpPictures,
  withModel: async (place, use) => use(await modelFile(place), nodeFiles),
};
