// The API that is the same on every host; the entries add the functions bound to theirs.

export type { DiagnosticCode, IgnorableCode, Severity } from '../base/diagnostics/codes';
export type { Diagnostic, RelatedPlace } from '../base/diagnostics/diagnostic';
export { renderText } from '../base/diagnostics/render/text';
export { SpecError } from '../base/diagnostics/spec-error';
export { UserError } from '../base/diagnostics/user-error';
export type { SpecSource } from '../base/source/read-source';
export type { Position, Range } from '../base/source/source-file';
export { diagnosticCodes } from '../check/catalogue';
export type { ModelPlan, PlanTotals } from '../check/model-plan';
export type { ValidateOptions, ValidateSpec } from '../check/sound-spec';
export type { KernelNeed, Support } from '../compile/support';
export type { DiagramGroup } from '../describe/diagram/diagram-graph';
export { type DiagramOptions, drawDiagram } from '../describe/diagram/draw-diagram';
export { diffPlans, type PlanDiff } from '../describe/diff-plans';
export { type PlanSummary, summarise } from '../describe/summary';
export { type BlockKind, defineBlock } from '../language/blocks/block-kind';
export { defineSpec, type SpecInput } from '../language/define-spec';
export type { LanguagePlugin } from '../language/vocabulary';
export { customLayer } from '../layers/custom/custom-layer';
export { defineLayer, type LayerCall, type LayerDefinition } from '../layers/custom/definition';
export type { KerasConfig, KerasValue } from '../layers/keras/keras-object';
export type { BlockLayer, Layer, LayerKind, PlannedLayer } from '../layers/layer';
export type { Shape, ShapeProblem } from '../layers/shapes';
export type { InitializerSpec, WeightSpec } from '../layers/weight-spec';
export type { Backend, Probe } from './backends/backend';
export type { Batch, Engine, EngineSnapshot, MetricSums, WeightInfo } from './backends/engine';
export { type TfjsBackendOptions, tfjsBackend } from './backends/tfjs-backend';
export type { BuildFromSpec, BuildOptions, BuiltModel } from './build-from-spec';
export type { DataSet } from './data/data-set';
export type { ArrayData, GivenData, GivenRunData, TensorLike } from './data/given-data';
export type { Sample, SampleData } from './data/sample-data-set';
export type { Calibration, ReliabilityBin } from './evaluate/calibration';
export type { AverageScore, Averages, ClassScore } from './evaluate/class-scores';
export { type Evaluation, evaluate, type Mistake } from './evaluate/evaluate';
export type { ExportOnnx, ExportOptions, OnnxExport } from './export-onnx';
export type { Plugin } from './plugin';
export type { Classifier, ClassifierOptions, LoadClassifier, Prediction } from './predict/classifier';
export type { Rehearsal, RehearsedEpoch } from './rehearse/rehearsal';
export type { Rehearse, RehearseOptions } from './rehearse/rehearse';
export {
  type Callback,
  type CallbackKind,
  defineCallback,
  type Logs,
  type TrainingControl,
} from './training/callbacks/callback';
export type { EpochRecord, TrainingEvent, TrainingResult } from './training/events';
export type { RunOptions, StartedRun } from './training/start-run';
