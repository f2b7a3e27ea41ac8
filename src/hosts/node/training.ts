import { resolve } from 'node:path';
import { openDataSets } from '../../run/data/open-data-sets';
import type { TrainingPlatform } from '../../run/host';
import { nodeData } from './data-files';
import { encodePicture } from './encode-picture';
import { readEnvironment } from './environment';
import { nodeFiles } from './files';
import { sharpPictures } from './images';
import { modelFile } from './model-file';
import { readPlotLibrary } from './plot-library';
import { nodeRuns } from './runs';

/** Training in Node. */
export const nodeTraining: TrainingPlatform = {
  pictures: sharpPictures,
  runs: nodeRuns,
  files: nodeFiles,
  report: { readEnvironment, readPlotLibrary, encodePicture },
  openDataSets: (plan, directory, options) => openDataSets(plan, directory, nodeData, options),
  withModel: async (path, directory, use) => use(await modelFile(resolve(directory, path)), nodeFiles),
};
