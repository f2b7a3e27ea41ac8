// What is the same on every platform; the entries add what is bound to theirs.

export type { Backend, KernelNeed, Probe, Support } from './backend/backend';
export type { Batch, Engine, EngineSnapshot, MetricSums, WeightInfo } from './backend/engine';
export { type TfjsBackendOptions, tfjsBackend } from './backend/tfjs-backend';
export { type BlockKind, type BlockLayer, defineBlock } from './blocks/block-kind';
export type { BuildFromSpec, BuildOptions, BuiltModel } from './build-from-spec';
export type { DataSet } from './data/data-set';
export type { ArrayData, GivenData, TensorLike } from './data/given-data';
export type { GivenRunData } from './data/given-run-data';
export type { Sample, SampleData } from './data/sample-data-set';
export { defineSpec, type SpecInput } from './define-spec';
export { type DiagnosticCode, diagnosticCodes } from './diagnostics/codes';
export type { Diagnostic, RelatedPlace, Severity } from './diagnostics/diagnostic';
export type { IgnorableCode } from './diagnostics/ignore';
export { renderText } from './diagnostics/render/text';
export { SpecError } from './diagnostics/spec-error';
export { UserError } from './diagnostics/user-error';
export { type DiagramOptions, drawDiagram } from './diagram/draw-diagram';
export type { DiagramGroup } from './diagram/template-groups';
export type { Calibration, ReliabilityBin } from './evaluate/calibration';
export type { AverageScore, Averages, ClassScore } from './evaluate/class-scores';
export { type Evaluation, evaluate, type Mistake } from './evaluate/evaluate';
export type { ExportOnnx, ExportOptions, OnnxExport } from './export/export-onnx';
export {
  customLayer,
  defineLayer,
  type LayerCall,
  type LayerDefinition,
} from './layers/custom/definition';
export type { KerasConfig, KerasValue } from './layers/keras-object';
export type { InitializerSpec, Layer, LayerKind, Shape, WeightSpec } from './layers/layer';
export type { ShapeProblem } from './layers/shape-facet';
export { diffPlans, type PlanDiff } from './plan/diff-plans';
export type { ModelPlan, PlannedLayer, PlanTotals } from './plan/model-plan';
export { type PlanSummary, summarise } from './plan/summary';
export type { Classifier, ClassifierOptions, LoadClassifier, Prediction } from './predict/classifier';
export type { Rehearsal, RehearsedEpoch } from './rehearse/rehearsal';
export type { Rehearse, RehearseOptions } from './rehearse/rehearse';
export type { SpecSource } from './source/read-source';
export type { Position, Range } from './source/source-file';
export {
  type Callback,
  type CallbackKind,
  defineCallback,
  type Logs,
  type TrainingControl,
} from './train/callbacks/callback';
export type { EpochRecord, TrainingEvent, TrainingResult } from './train/events';
export type { RunOptions, StartedRun } from './train/start-run';
export type { ValidateOptions, ValidateSpec } from './validate-spec';
export type { Plugin } from './vocabulary';
