import { SourceFile } from '../../../base/source/source-file';
import { checkSpec } from '../../../check/check-spec';
import type { ModelPlan } from '../../../check/model-plan';
import { vocabularyWith } from '../../../language/vocabulary';
import type { KerasConfig } from '../../../layers/keras/keras-object';
import { UnsupportedError } from '../../../layers/keras/options';
import type { SavedModel } from '../../model-content';
import { specAttribute } from '../../model-content';
import { snakeCase } from '../weight-order';
import {
  cropDraft,
  type Draft,
  draftOf,
  hasWeights,
  isSupported,
  rankAfter,
  unsupportedClass,
} from './draft';
import { fold } from './fold';
import { type ImportProblem, type KerasLayer, noteTexts } from './graph';
import { readNetwork } from './network';
import { isPreprocessing, readPreprocessing, splitNetwork } from './preprocessing';
import type { Statistics } from './scaling';
import { nameBlocks, specText } from './spec-text';
import { type Activation, importTraining } from './training';

/** A Keras model as a spec. */
export interface ImportedModel {
  /** The spec, as YAML. */
  readonly text: string;
  readonly plan: ModelPlan;
  /**
   * For each Keras layer that became a layer, its name in the plan; `null` for a layer whose weights became part of the
   * section `input`. Layers of nested models also have their path: `base/conv1`.
   */
  readonly layerNames: LayerNames;
  /** Where the spec differs from the Keras model, or information was missing. */
  readonly notes: readonly string[];
}

export type LayerNames = ReadonlyMap<string, string | null>;

export type ImportResult = ImportedModel | { readonly problems: readonly ImportProblem[] };

/** What is known about a model in addition to its configuration. */
export interface ImportOptions {
  /** The `compile_config` or `training_config`: loss, optimizer and metrics; `null` if it is not compiled. */
  readonly compiled?: KerasConfig | null;
  /** What its `Normalization` layers were adapted to, by layer. */
  readonly statistics?: ReadonlyMap<string, Statistics>;
  /** Steps per epoch, to convert learning-rate schedules. */
  readonly stepsPerEpoch?: number | undefined;
}

/**
 * Writes the spec of a functional or sequential Keras model. Batch norm, activation, pool and dropout become options of
 * the convolution or dense layer before them; layers directly after the input that scale, resize and augment images
 * become the sections `input` and `data`.
 *
 * @returns the spec, which has no errors, or everything that specs do not support
 */
export function importNetwork(config: KerasConfig, options: ImportOptions = {}): ImportResult {
  const { network, layers, notes: read, problems } = readNetwork(config);
  if (!network) {
    const named = new Set(problems.map(({ layer }) => layer));
    const others = unsupported(layers).filter(({ layer }) => !named.has(layer));
    return { problems: [...problems, ...others] };
  }
  const split = splitNetwork(network, isSupported);
  const preprocessing = readPreprocessing(split, options.statistics ?? new Map());
  const found = draftsOf(split);
  const all = [...preprocessing.problems, ...found.problems];
  if (all.length > 0) return { problems: all };
  const training = importTraining(options.compiled ?? null, options.stepsPerEpoch);
  const { crop } = preprocessing;
  const drafts = [...(crop ? [cropDraft(crop, split.start.name, split.entry)] : []), ...found.drafts];
  if (drafts.length === 0) return { problems: [{ layer: null, reason: 'it has no layers' }] };
  const last = layers.find(({ name }) => name === network.output);
  if (last && classCount(drafts) < 2)
    return {
      problems: [
        {
          layer: last.name,
          className: last.className,
          reason: 'it has 1 output; specs need one for each class',
        },
      ],
    };

  const folded = fold(drafts);
  const { blocks, note } = withProbabilities(folded, training.activation);
  const naming = nameBlocks(blocks);
  const { augment } = preprocessing;
  const text = specText({
    name: network.name,
    input: preprocessing.input,
    classes: classCount(blocks),
    blocks,
    entry: crop ? split.start.name : split.entry,
    names: naming.blocks,
    training: training.section,
    schedule: training.schedule,
    augment: Object.keys(augment).length > 0 ? augment : null,
  });
  const { plan, diagnostics } = checkSpec(new SourceFile('spec', text), vocabularyWith());
  if (!plan) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    return {
      problems: errors.map(({ path: [section, index], message }) => {
        const block = section === 'blocks' && typeof index === 'number' ? blocks[index] : undefined;
        const layer = layers.find(({ name }) => name === block?.keras);
        return { layer: layer?.name ?? null, className: layer?.className, reason: message };
      }),
    };
  }
  const notes = [
    ...noteTexts([...read, ...preprocessing.notes, ...blocks.flatMap((block) => block.notes)]),
    ...training.notes,
    ...note,
    ...(preprocessing.scales
      ? []
      : ['the model contains no preprocessing: set rescale, mean and std under "input"']),
    ...(Object.keys(augment).length > 0
      ? ['set the folder of your training images under data.train: "images/train" is a placeholder']
      : []),
    ...diagnostics
      .filter(({ code }) => code === 'policy/loss-activation')
      .map(({ message, hint }) => `${message}: ${hint}`),
  ];
  return { text, plan, layerNames: withPaths(layers, naming.layers), notes };
}

/** Layers of unsupported classes, for a model that has other problems. */
function unsupported(layers: readonly KerasLayer[]): ImportProblem[] {
  return layers
    .filter(
      ({ className }) => className !== 'InputLayer' && !isPreprocessing(className) && !isSupported(className),
    )
    .map(({ name, className }) => ({ layer: name, className, reason: unsupportedClass(className) }));
}

/** The blocks that single layers become, and every layer that specs do not support. */
function draftsOf({ rest, entry }: Pick<ReturnType<typeof splitNetwork>, 'rest' | 'entry'>) {
  const ranks = new Map([[entry, 4]]);
  const problems: ImportProblem[] = [];
  const drafts = rest.flatMap((layer) => {
    const rank = ranks.get(layer.inputs[0] ?? '') ?? 4;
    ranks.set(layer.name, rankAfter(layer, rank));
    const { value, problem } = attempt(layer, () => draftOf(layer, rank));
    if (problem) problems.push(problem);
    return value ? [value] : [];
  });
  return { drafts, problems };
}

function attempt<T>(
  { name, className }: KerasLayer,
  step: () => T,
): { readonly value?: T; readonly problem?: ImportProblem } {
  try {
    return { value: step() };
  } catch (error) {
    if (!(error instanceof UnsupportedError)) throw error;
    return { problem: { layer: name, className, reason: error.message } };
  }
}

/**
 * Ends the network with an activation if the loss takes logits: losses of specs take probabilities, and have the same
 * values then.
 */
function withProbabilities(
  blocks: readonly Draft[],
  activation: Activation | null,
): { readonly blocks: readonly Draft[]; readonly note: readonly string[] } {
  const last = blocks.at(-1);
  if (activation === null || !last) return { blocks, note: [] };
  const given = last.options.function ?? last.options.activation;
  if (given === activation)
    return {
      blocks,
      note: [
        `the loss has from_logits: true, but the network already ends with ${activation}: nothing is added`,
      ],
    };
  const note = [
    `the loss has from_logits: true: the spec ends with ${activation}, so that its scores are probabilities`,
  ];
  const draft: Draft = {
    keras: `${activation}`,
    type: 'activation',
    options: { function: activation },
    hasWeights: false,
    inputs: [last.output],
    output: `${last.output}/${activation}`,
    parts: [{ part: null, keras: null }],
    notes: [],
  };
  return { blocks: fold([...blocks, draft]), note };
}

/**
 * Adds the other names that layers have in files: their paths in nested models, and their classes with a number, as in
 * files that do not name layers.
 */
function withPaths(layers: readonly KerasLayer[], names: ReadonlyMap<string, string>): LayerNames {
  const all = new Map<string, string | null>(names);
  const counts = new Map<string, number>();
  for (const { name, path, className } of layers) {
    const own = className === 'Normalization' ? null : names.get(name);
    if (own === undefined) continue;
    if (path.length === 1 && (own === null || hasWeights(className))) {
      const number = counts.get(className) ?? 0;
      counts.set(className, number + 1);
      all.set(`${snakeCase(className)}#${number}`, own);
    }
    for (let start = 0; start < path.length; start++) {
      const key = path.slice(start).join('/');
      if (start === 0 || !layers.some((other) => other.name !== name && other.path.join('/').endsWith(key)))
        all.set(key, own);
    }
  }
  return all;
}

/** The number of values of the last block with `units` or `filters`. */
function classCount(blocks: readonly Draft[]): number {
  const byOutput = new Map(blocks.map((block) => [block.output, block]));
  for (let block = blocks.at(-1); block; block = byOutput.get(block.inputs[0] ?? '')) {
    const { units, filters } = block.options;
    const count = units ?? filters;
    if (typeof count === 'number') return count;
  }
  return 2;
}

/**
 * The names in the plan of the layers of an imported model. Empty for models that convspec saved, for files with only
 * weights, and for unsupported models.
 */
export function importedNames({
  config,
  compileConfig: compiled,
  attributes,
}: Pick<SavedModel, 'config' | 'compileConfig' | 'attributes'>): LayerNames {
  if (config === null || attributes[specAttribute] !== undefined) return new Map();
  const imported = importNetwork(config, { compiled });
  return 'layerNames' in imported ? imported.layerNames : new Map();
}
