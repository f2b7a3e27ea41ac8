import { DataError } from '../../run/data/data-error';
import type { TrainingHost } from '../../run/host';
import { memoryFiles } from './files';
import { type BrowserPicture, browserPictures } from './images';
import { browserPrediction } from './prediction';
import { browserReport } from './report';
import { openBrowserRuns } from './runs';

/** Training in a browser: on data passed by the page, saved in the browser's store. */
export async function openBrowserTraining(): Promise<TrainingHost<BrowserPicture>> {
  return {
    pictures: browserPictures,
    runs: await openBrowserRuns(),
    files: await memoryFiles(),
    report: browserReport,
    withModel: (path, _directory, use) => browserPrediction.withModel(path, use),
    async openDataSets() {
      throw new DataError(
        'a browser cannot read the folders and files of the section data',
        '',
        'pass the images: train({ data: { train: { x: [canvas, file, …], y: [0, 1, …] } } })',
      );
    },
  };
}
