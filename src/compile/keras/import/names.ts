import { inputName } from '../../../check/unfold';
import type { Draft } from './draft';

/** Names of blocks and layers that no other has. */
export interface Naming {
  /** The name of each block. */
  readonly blocks: ReadonlyMap<Draft, string>;
  /** The language's name of each Keras layer that has become a layer. */
  readonly layers: ReadonlyMap<string, string>;
}

/**
 * Names blocks after the Keras layers that they begin with, in legal characters. A name that ends as the language's own
 * names of layers do (`conv1_conv`) loses that end, so that the layer is called as before.
 */
export function nameBlocks(drafts: readonly Draft[]): Naming {
  const taken = new Set<string>([inputName]);
  const blocks = new Map<Draft, string>();
  const layers = new Map<string, string>();
  for (const draft of drafts) {
    const wanted = legal(draft);
    let name = wanted;
    for (let number = 2; !isFree(name, draft); number++) name = `${wanted}_${number}`;
    blocks.set(draft, name);
    taken.add(name);
    for (const { part, keras } of draft.parts) {
      const layer = layerName(name, part);
      taken.add(layer);
      if (keras !== null) layers.set(keras, layer);
    }
  }
  return { blocks, layers };

  function isFree(name: string, { parts }: Draft): boolean {
    return !taken.has(name) && !parts.some(({ part }) => taken.has(layerName(name, part)));
  }
}

function layerName(block: string, part: string | null): string {
  return part === null ? block : `${block}_${part}`;
}

function legal({ keras, parts }: Draft): string {
  const name = keras.replace(/[^A-Za-z0-9_-]/g, '_').replace(/^[_-]+/, '');
  const end = `_${parts[0]?.part}`;
  const short = name.endsWith(end) ? name.slice(0, -end.length) : name;
  return short === '' ? 'layer' : short;
}
