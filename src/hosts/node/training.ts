import { resolve } from 'node:path';
import { openDataSets } from '../../run/data/open-data-sets';
import type { TrainingHost } from '../../run/host';
import { nodeData } from './data-files';
import { nodeFiles } from './files';
import { sharpPictures } from './images';
import { modelFile } from './model-file';
import { encodeImage, readEnvironment, readPlotLibrary } from './report';
import { nodeRuns } from './runs';

/** Training in Node. */
export const nodeTraining: TrainingHost = {
  pictures: sharpPictures,
  runs: nodeRuns,
  files: nodeFiles,
  report: { readEnvironment, readPlotLibrary, encodeImage },
  openDataSets: (plan, directory, options) => openDataSets(plan, directory, nodeData, options),
  withModel: async (path, directory, use) => use(await modelFile(resolve(directory, path)), nodeFiles),
};
