import { SourceFile } from '../../../base/source/source-file';
import { checkSpec } from '../../../check/check-spec';
import type { ModelPlan } from '../../../check/model-plan';
import { vocabularyWith } from '../../../language/vocabulary';
import type { KerasConfig } from '../../../layers/keras/keras-object';
import { UnsupportedError } from '../../../layers/keras/options';
import type { SavedModel } from '../../model-content';
import { specAttribute } from '../../model-content';
import { type Draft, draftOf, rankAfter } from './draft';
import { fold } from './fold';
import { type ImportProblem, type KerasLayer, type KerasNetwork, readNetwork } from './network';
import { inputSection, isScaler } from './preprocessing';
import { nameBlocks, specText } from './spec-text';
import { importTraining } from './training';

/** A Keras model as a spec. */
export interface ImportedModel {
  /** The spec, as YAML. */
  readonly text: string;
  readonly plan: ModelPlan;
  /** For each Keras layer that became a layer, its name in the plan. */
  readonly layerNames: ReadonlyMap<string, string>;
  /** Where the spec differs from the Keras model, or information was missing. */
  readonly notes: readonly string[];
}

export type ImportResult = ImportedModel | { readonly problems: readonly ImportProblem[] };

/**
 * Writes the spec of a functional or sequential Keras model. Batch norm, activation, pool and dropout become options of
 * the convolution or dense layer before them; scaling layers after the input become its `rescale`, `mean` and `std`.
 *
 * @param compiled the `compile_config` or `training_config`, the source of loss, optimizer and metrics
 * @returns the spec, which has no errors, or everything that specs do not support
 */
export function importNetwork(config: KerasConfig, compiled: KerasConfig | null): ImportResult {
  const read = readNetwork(config);
  if ('problems' in read) return read;
  const { network } = read;
  const problems: ImportProblem[] = [];
  const attempt = <T>(layer: string, step: () => T): T | null => {
    try {
      return step();
    } catch (error) {
      if (!(error instanceof UnsupportedError)) throw error;
      problems.push({ layer, reason: error.message });
      return null;
    }
  };

  const { start, scaling, rest } = splitInput(network);
  const input = attempt(start.name, () => inputSection(start, scaling));
  const entry = scaling.at(-1)?.name ?? start.name;
  const ranks = new Map([[entry, 4]]);
  const drafts = rest.flatMap((layer) => {
    const rank = ranks.get(layer.inputs[0] ?? '') ?? 4;
    ranks.set(layer.name, rankAfter(layer, rank));
    const draft = attempt(layer.name, () => draftOf(layer, rank));
    return draft ? [draft] : [];
  });
  if (problems.length > 0) return { problems };
  if (drafts.length === 0) return { problems: [{ layer: null, reason: 'it has no layers' }] };

  const blocks = fold(drafts);
  const naming = nameBlocks(blocks);
  const { section: training, notes } = importTraining(compiled);
  const text = specText({
    name: network.name,
    input: input ?? {},
    classes: classCount(blocks),
    blocks,
    entry,
    names: naming.blocks,
    training,
  });
  const { plan, diagnostics } = checkSpec(new SourceFile('spec', text), vocabularyWith());
  if (!plan) {
    const errors = diagnostics.filter(({ severity }) => severity === 'error');
    return {
      problems: errors.map(({ path: [section, index], message }) => ({
        layer: (section === 'blocks' && typeof index === 'number' && blocks[index]?.keras) || null,
        reason: message,
      })),
    };
  }
  const noted = [
    ...notes,
    ...(scaling.length > 0
      ? []
      : ['the model contains no preprocessing: set rescale, mean and std under "input"']),
  ];
  return { text, plan, layerNames: naming.layers, notes: noted };
}

/** Splits the layers into the input, the chain of scaling layers directly after it, and the rest. */
function splitInput({ layers }: KerasNetwork) {
  const takers = new Map<string, KerasLayer[]>();
  for (const layer of layers)
    for (const input of layer.inputs) takers.set(input, [...(takers.get(input) ?? []), layer]);
  const start = layers.find(({ inputs }) => inputs.length === 0) as KerasLayer;
  const scaling: KerasLayer[] = [];
  for (let at = start.name; ; ) {
    const [next, ...others] = takers.get(at) ?? [];
    if (!next || others.length > 0 || !isScaler(next)) break;
    scaling.push(next);
    at = next.name;
  }
  const apart = new Set([start, ...scaling]);
  return { start, scaling, rest: layers.filter((layer) => !apart.has(layer)) };
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
  attributes,
}: Pick<SavedModel, 'config' | 'attributes'>): ReadonlyMap<string, string> {
  if (config === null || attributes[specAttribute] !== undefined) return new Map();
  const imported = importNetwork(config, null);
  return 'layerNames' in imported ? imported.layerNames : new Map();
}
