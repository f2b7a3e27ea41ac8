// The API that is the same on every host; the entries add the functions bound to theirs.

export type { DiagnosticCode, IgnorableCode, Severity, SeverityOf } from '../base/diagnostics/codes';
export type { Diagnostic, Edit, RelatedPlace } from '../base/diagnostics/diagnostic';
export { type Paint, renderText } from '../base/diagnostics/render/text';
export { SpecError } from '../base/diagnostics/spec-error';
export { FileFormatError, UserError, type UserErrorOptions } from '../base/diagnostics/user-error';
export type { Path } from '../base/source/located-document';
export type { SpecSource, YamlText } from '../base/source/read-source';
export type { Position, Range } from '../base/source/source-file';
export { type DiagnosticCodes, diagnosticCodes } from '../check/catalogue';
export type { ModelPlan, PlanTotals } from '../check/model-plan';
export type { ValidateOptions, ValidateSpec, Validation } from '../check/sound-spec';
export type { KernelNeed, Support } from '../compile/support';
export type { CompiledModel } from '../compile/tfjs/compile';
export type { DiagramGroup, DiagramLevel } from '../describe/diagram/diagram-graph';
export { type DiagramOptions, drawDiagram } from '../describe/diagram/draw-diagram';
export type { DiagramDirection } from '../describe/diagram/figure';
export type { DiagramTheme } from '../describe/diagram/theme';
export type { BlockDiff, FromTo, ResultChanges } from '../describe/diff-blocks';
export { diffPlans, type PlanDiff, type TotalChange } from '../describe/diff-plans';
export type { Change } from '../describe/diff-values';
export {
  type BlockSummary,
  type Figures,
  type LayerSummary,
  type PlanMemory,
  type PlanSummary,
  type ReceptiveField,
  summarise,
} from '../describe/summary';
export type * from '../language/block-options';
export { type BlockKind, defineBlock } from '../language/blocks/block-kind';
export type { CallbackSchema, CallbackSpec } from '../language/callbacks';
export type { ClaimedCount, ModelClaims } from '../language/claims';
export type {
  ArrayFiles,
  AugmentSpec,
  ClassWeightsSpec,
  DataSourceInput,
  DataSourceSpec,
  DataSpec,
  FolderSource,
  ManifestSource,
  NpySource,
  NpzSource,
  SplitSource,
  TrainDataSpec,
  ValidationDataSpec,
} from '../language/data';
export {
  type BlockInput,
  type BlockKeys,
  type CallbackInput,
  type DefaultsInput,
  defineSpec,
  type KindOfPlugin,
  type OneOrList,
  type SpecInput,
  type TemplateInput,
  type UseInput,
} from '../language/define-spec';
export type { InitialWeightsSpec } from '../language/initial-weights';
export type { InlineCallback } from '../language/inline-callbacks';
export type { InputSpec } from '../language/input';
export type { ScheduledRun } from '../language/learning-rate-schedules';
export type { Overrides } from '../language/overrides';
export type * from '../language/section-options';
export type {
  LossSpec,
  LossType,
  OptimizerSpec,
  OptimizerType,
  TrainingSpec,
} from '../language/training';
export type { LanguagePlugin } from '../language/vocabulary';
export { customLayer } from '../layers/custom/custom-layer';
export {
  defineLayer,
  type LayerCall,
  type LayerDefinition,
  type LayerWindow,
} from '../layers/custom/definition';
export type { KerasConfig, KerasValue } from '../layers/keras/keras-object';
export type {
  ActivationConfig,
  ActivationName,
  BatchNormConfig,
  BiasConfig,
  BlockLayer,
  Borders,
  ConvWindow,
  CroppingConfig,
  CustomConfig,
  DenseConfig,
  DepthwiseConfig,
  DropoutConfig,
  Elu,
  FiltersConfig,
  GlobalPoolConfig,
  InputConfig,
  KernelConfig,
  Layer,
  LayerConfigs,
  LayerKind,
  LayerNormConfig,
  LayerOf,
  LeakyReLU,
  PlainActivation,
  PlannedLayer,
  PointwiseConfig,
  PoolConfig,
  PreluConfig,
  ReshapeConfig,
  UpsamplingConfig,
  ZeroPaddingConfig,
} from '../layers/layer';
export type { Padding, Pair, Shape, ShapeProblem } from '../layers/shapes';
export type { ConstraintSpec, InitializerSpec, RegularizerSpec, WeightSpec } from '../layers/weight-spec';
export type { Backend, BackendTable, Probe } from './backends/backend';
export type { Batch, Engine, EngineSnapshot, MetricSum, MetricSums, WeightInfo } from './backends/engine';
export { type Device, type TfjsBackendOptions, tfjsBackend } from './backends/tfjs-backend';
export type {
  BuildFromSpec,
  BuildOptions,
  BuiltModel,
  ChosenBackend,
  SkippedBackend,
} from './build-from-spec';
export type { DecodeLimits, ImageSource } from './data/data-host';
export type { DataSet, IndexedBatch } from './data/data-set';
export type { ArrayData, GivenData, GivenRunData, Numbers, TensorLike } from './data/given-data';
export type { ImageSet } from './data/identity/image-record';
export type { NestedNumbers } from './data/nested-numbers';
export type { Pixels } from './data/pixels';
export type { Sample, SampleData } from './data/sample-data-set';
export type { Calibration, ReliabilityBin } from './evaluate/calibration';
export type { AverageScore, Averages, ClassScore } from './evaluate/class-scores';
export { type Evaluation, evaluate, type Mistake } from './evaluate/evaluate';
export type { ExportOnnx, ExportOptions, OnnxExport } from './export-onnx';
export type { Plugin } from './plugin';
export type {
  Classifier,
  ClassifierOptions,
  LoadClassifier,
  Prediction,
  UsedBackend,
} from './predict/classifier';
export type { BestLog, CallbackState, KeptModel, Rehearsal, RehearsedEpoch } from './rehearse/rehearsal';
export type { Rehearse, RehearseOptions } from './rehearse/rehearse';
export {
  type Callback,
  type CallbackKind,
  type DiskUse,
  defineCallback,
  type Logs,
  type NoOptions,
  type PlannedRun,
  type TrainingControl,
} from './training/callbacks/callback';
export type { EpochRecord, TrainingEvent, TrainingResult } from './training/events';
export type { RunOptions, StartedRun } from './training/start-run';
export type { TrainingRun } from './training/train';
