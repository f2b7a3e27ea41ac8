import type { SavedModel } from '../../model-content';
import { type ImportOptions, type ImportResult, importNetwork } from './import-network';
import { readNetwork } from './network';
import type { Statistics } from './scaling';

/**
 * Writes the spec of a Keras model in a file. The mean and variance of an adapted `Normalization` are weights: they are
 * read from it.
 *
 * @param options all but what the file contains
 * @throws FileFormatError if the weights cannot be read
 */
export async function importModel(
  saved: SavedModel,
  options: Pick<ImportOptions, 'stepsPerEpoch'> = {},
): Promise<ImportResult> {
  const { config, compileConfig: compiled } = saved;
  if (config === null) throw new Error('a file without a network cannot be imported');
  return importNetwork(config, { ...options, compiled, statistics: await statisticsOf(saved) });
}

/** What each `Normalization` of a model was adapted to, by the name of the layer in the network. */
async function statisticsOf(saved: SavedModel): Promise<ReadonlyMap<string, Statistics>> {
  const layers = readNetwork(saved.config ?? {}).layers.filter(
    ({ className, config }) => className === 'Normalization' && (config.mean ?? null) === null,
  );
  const names = new Map(layers.flatMap(({ name, path }) => [name, path.join('/')].map((key) => [key, name])));
  const values = new Map<string, number[][]>();
  if (names.size === 0) return new Map();
  for await (const weight of saved.weights()) {
    const name = names.get(weight.layer);
    if (name !== undefined) values.set(name, [...(values.get(name) ?? []), [...weight.values]]);
  }
  return new Map(
    [...values].flatMap(([name, [mean, variance]]) => (mean && variance ? [[name, { mean, variance }]] : [])),
  );
}
