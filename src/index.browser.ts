/**
 * convspec in browsers: the same functions as in Node, with runs kept in IndexedDB.
 *
 * @module convspec/browser
 */

export type { BrowserPicture } from './hosts/browser/images';
export { buildFromSpec, exportOnnx, loadClassifier, rehearse, validateSpec } from './hosts/browser/library';
export type { ModelPlace } from './hosts/browser/prediction';
export { listStoredRuns, openStoredRun, type StoredFile, type StoredRun } from './hosts/browser/stored-run';
export * from './run/api';
