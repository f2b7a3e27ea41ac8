import type { FileSystem } from '../base/codecs/file-system';
import type { LocationReader } from '../base/source/read-source';
import type { DataSpec } from '../language/data';
import type { BackendTable } from './backends/backend';
import type { ImageFacts } from './data/arrays/array-images';
import type { ImageSource, Pictures } from './data/data-host';
import type { OpenedDataSets } from './data/open-data-sets';
import type { PlotLibrary } from './report/charts';
import type { Environment, EnvironmentRun } from './report/environment';
import type { EncodeImage } from './report/mistake-gallery';
import type { RunStore } from './training/run-store';

/**
 * What a program's surroundings do for the library: one for Node, one for browsers. The pipeline, the loop, the callbacks
 * and the formats are the same everywhere. What a step needs is loaded when that step comes.
 *
 * @typeParam Picture what may be given as a picture
 * @typeParam Place what tells where a saved model is
 */
export interface Host<Picture = ImageSource, Place = string> {
  /** Reads a spec's text at a path or URL. */
  readonly readLocation: LocationReader;
  /** The backends that there are, by name. */
  backends(): Promise<BackendTable>;
  training(): Promise<TrainingHost<Picture>>;
  prediction(): Promise<PredictionHost<Picture, Place>>;
}

/** What training needs. */
export interface TrainingHost<Picture = ImageSource> {
  readonly pictures: Pictures<Picture>;
  readonly runs: RunStore;
  /** Where models are written before {@link RunStore} has them. */
  readonly files: FileSystem;
  readonly report: ReportHost;
  /** Opens the section `data` of a spec in the folder `directory`. @throws UserError where it cannot be used */
  openDataSets(
    plan: ImageFacts & { readonly data: DataSpec; readonly seed: number },
    directory: string,
    options: { readonly onWarning: (message: string) => void },
  ): Promise<OpenedDataSets>;
  /**
   * Finds the model that a spec in the folder `directory` names, or the run that holds one, and lets `use` read it.
   *
   * @throws UserError when no model is there
   */
  withModel<T>(
    path: string,
    directory: string,
    use: (file: string, files: FileSystem) => Promise<T>,
  ): Promise<T>;
}

/** What the report of a run needs. */
export interface ReportHost {
  readEnvironment(run: EnvironmentRun): Promise<Environment>;
  /** @throws UserError when it is not there */
  readPlotLibrary(): Promise<PlotLibrary>;
  readonly encodeImage: EncodeImage;
}

/** What a saved model needs to classify pictures. */
export interface PredictionHost<Picture = ImageSource, Place = string> {
  readonly pictures: Pictures<Picture>;
  /**
   * Finds a saved model and lets `use` read it.
   *
   * @param place a model's file, or the run folder that holds one
   * @throws UserError when no model is there
   */
  withModel<T>(place: Place, use: (file: string, files: FileSystem) => Promise<T>): Promise<T>;
}
