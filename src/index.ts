export * from './api';
export { builtInBackends } from './backend';
export { type EvaluateModelOptions, evaluateModel, type ModelEvaluation } from './evaluate/evaluate-model';
export { buildFromSpec, exportOnnx, loadClassifier, rehearse, validateSpec } from './node';
