import type { SavedModel } from '../../model-content';
import { specAttribute } from '../../model-content';
import { importNetwork } from './import-network';

/** This library's names of the layers of another's model; none for our own, for weights alone, and for what it cannot hold. */
export function importedNames({
  config,
  attributes,
}: Pick<SavedModel, 'config' | 'attributes'>): ReadonlyMap<string, string> {
  if (config === null || attributes[specAttribute] !== undefined) return new Map();
  const imported = importNetwork(config, null);
  return 'layerNames' in imported ? imported.layerNames : new Map();
}
