/**
 * Checks, builds and trains the networks that specs describe.
 *
 * @packageDocumentation
 * @module convspec
 */

export { builtInBackends } from './hosts/node/backends';
export { type EvaluateModelOptions, evaluateModel, type ModelEvaluation } from './hosts/node/evaluate-model';
export { buildFromSpec, exportOnnx, loadClassifier, rehearse, validateSpec } from './hosts/node/library';
export * from './run/api';
