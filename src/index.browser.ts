export type { BrowserPicture } from './hosts/browser/images';
export { buildFromSpec, exportOnnx, loadClassifier, rehearse, validateSpec } from './hosts/browser/library';
export type { ModelPlace } from './hosts/browser/prediction';
export { listStoredRuns, openStoredRun, type StoredRun } from './hosts/browser/stored-run';
export * from './run/api';
