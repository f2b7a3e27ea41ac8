import type { PredictionHost } from '../../run/host';
import { nodeFiles } from './files';
import { sharpPictures } from './images';
import { modelFile, specNextTo } from './model-file';

/** Prediction in Node. */
export const nodePrediction: PredictionHost = {
  pictures: sharpPictures,
  specNextTo,
  withModel: async (place, use) => use(await modelFile(place), nodeFiles),
};
