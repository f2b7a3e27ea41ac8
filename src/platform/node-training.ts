import { resolve } from 'node:path';
import { sharpPictures } from '../data/decode-image';
import { openDataSets } from '../data/open-data-sets';
import { nodeFiles } from '../formats/node-files';
import { modelFile } from '../predict/model-file';
import { encodePicture } from '../report/encode-picture';
import { readEnvironment } from '../report/environment';
import { readPlotLibrary } from '../report/plot-library';
import { nodeRuns } from '../train/node-runs';
import type { TrainingPlatform } from './platform';

/** Training in Node. */
export const nodeTraining: TrainingPlatform = {
  pictures: sharpPictures,
  runs: nodeRuns,
  files: nodeFiles,
  report: { readEnvironment, readPlotLibrary, encodePicture },
  openDataSets,
  withModel: async (path, directory, use) => use(await modelFile(resolve(directory, path)), nodeFiles),
};
