import type { FileSystem } from '../base/codecs/file-system';
import type { LocationReader } from '../base/source/read-source';
import type { DataSpec } from '../language/data';
import type { BackendTable } from './backends/backend';
import type { ImageFacts } from './data/arrays/array-images';
import type { ImageSource, Pictures } from './data/data-host';
import type { ImageRecord } from './data/identity/image-record';
import type { OpenedDataSets } from './data/open-data-sets';
import type { PlotLibrary } from './report/charts';
import type { Environment, EnvironmentRun } from './report/environment';
import type { EncodeImage } from './report/mistake-gallery';
import type { RunStore } from './training/run-store';

/**
 * What the library needs from its host, implemented for Node and for browsers. The pipeline, the loop, the callbacks and
 * the formats are the same everywhere. Each step loads what it needs on demand.
 *
 * @typeParam Picture the type of an image
 * @typeParam Place the type of a saved model's location
 */
export interface Host<Picture = ImageSource, Place = string> {
  /** Reads the text of a spec from a path or URL. */
  readonly readLocation: LocationReader;
  /** The built-in backends by name. */
  backends(): Promise<BackendTable>;
  training(): Promise<TrainingHost<Picture>>;
  prediction(): Promise<PredictionHost<Picture, Place>>;
}

/** What training needs from its host. */
export interface TrainingHost<Picture = ImageSource> {
  readonly pictures: Pictures<Picture>;
  readonly runs: RunStore;
  /** Where models are written before they move to the {@link RunStore}. */
  readonly files: FileSystem;
  readonly report: ReportHost;
  /** Opens the section `data` of a spec in the folder `directory`. @throws UserError if it cannot be used */
  openDataSets(
    plan: ImageFacts & { readonly data: DataSpec; readonly seed: number },
    directory: string,
    options: { readonly record: ImageRecord | null; readonly onWarning: (message: string) => void },
  ): Promise<OpenedDataSets>;
  /**
   * Finds a model that a spec in the folder `directory` refers to, as a file or a run, and calls `use` with it.
   *
   * @throws UserError if no model is found
   */
  withModel<T>(
    path: string,
    directory: string,
    use: (file: string, files: FileSystem) => Promise<T>,
  ): Promise<T>;
}

/** What the report of a run needs from its host. */
export interface ReportHost {
  readEnvironment(run: EnvironmentRun): Promise<Environment>;
  /** @throws UserError if it is missing */
  readPlotLibrary(): Promise<PlotLibrary>;
  readonly encodeImage: EncodeImage;
}

/** What a saved model needs from its host to classify images. */
export interface PredictionHost<Picture = ImageSource, Place = string> {
  readonly pictures: Pictures<Picture>;
  /**
   * Finds a saved model and calls `use` with it.
   *
   * @param place a model file, or a run folder that contains one
   * @throws UserError if no model is found
   */
  withModel<T>(place: Place, use: (file: string, files: FileSystem) => Promise<T>): Promise<T>;
  /** Finds the spec of a model file that contains none; `null` if there is none. */
  specNextTo?(file: string): Promise<string | null>;
}
