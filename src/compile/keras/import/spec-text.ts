import { Document, isScalar, isSeq, visit } from 'yaml';
import { inputName } from '../../../check/unfold';
import type { Draft } from './draft';

/** The parts that a spec is written from. */
export interface SpecParts {
  /** The model's name in Keras; invalid characters are replaced. */
  readonly name: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly classes: number;
  readonly blocks: readonly Draft[];
  /** The Keras layer whose output is the input of the first blocks. */
  readonly entry: string;
  readonly names: ReadonlyMap<Draft, string>;
  readonly training: Readonly<Record<string, unknown>> | null;
  /** The schedule of the learning rate, if there is one. */
  readonly schedule: Readonly<Record<string, unknown>> | undefined;
  /** Random changes of training images, if there are any. */
  readonly augment: Readonly<Record<string, unknown>> | null;
}

/** Length of a mapping, as JSON, that still fits in a line. */
const longestFlow = 100;

/** Keras models do not say where their images are, but specs need it if there is augmentation. */
const placeholder = 'images/train';

/** A spec as a person would write it, with `from` only where a block's input is not the block before it. */
export function specText(parts: SpecParts): string {
  const { name, input, classes, blocks, entry, names, training, schedule, augment } = parts;
  const byOutput = new Map([[entry, inputName]]);
  for (const block of blocks) byOutput.set(block.output, names.get(block) ?? '');
  return authoredYaml({
    version: 1,
    name: name.replace(/[^A-Za-z0-9_-]/g, '_').replace(/^[_-]+/, '') || 'model',
    input,
    classes,
    blocks: blocks.map((block, i) => {
      const from = block.inputs.map((layer) => byOutput.get(layer) ?? layer);
      const [sole] = from;
      const before = i === 0 ? inputName : names.get(blocks[i - 1] ?? block);
      return {
        name: names.get(block),
        type: block.type,
        ...(from.length === 1 && sole === before ? {} : { from: from.length === 1 ? sole : from }),
        ...block.options,
        ...(i === blocks.length - 1 ? classesIn(block, classes) : {}),
      };
    }),
    ...(training === null ? {} : { training }),
    ...(schedule === undefined ? {} : { callbacks: [{ type: 'learningRateScheduler', schedule }] }),
    ...(augment === null ? {} : { data: { train: { directory: placeholder, augment } } }),
  });
}

/** YAML as a person would write it, with short lists and mappings on one line. */
export function authoredYaml(spec: object): string {
  const document = new Document(spec, { aliasDuplicateObjects: false });
  const isFlat = (node: unknown): boolean => isScalar(node) || (isSeq(node) && node.items.every(isFlat));
  visit(document, {
    Seq(_key, list) {
      list.flow = isFlat(list);
    },
    Map(_key, map) {
      const isShort =
        map.items.length < 6 &&
        map.items.every(({ value }) => isFlat(value)) &&
        JSON.stringify(map).length <= longestFlow;
      map.flow = map !== document.contents && isShort;
    },
  });
  return document.toString({ lineWidth: 110, flowCollectionPadding: true });
}

/** Writes the class count of the last block as `classes`. */
function classesIn({ options }: Draft, classes: number): Record<string, string> {
  if (options.units === classes) return { units: 'classes' };
  return options.filters === classes ? { filters: 'classes' } : {};
}

/** Unique names of blocks and layers. */
interface Naming {
  /** The name of each block. */
  readonly blocks: ReadonlyMap<Draft, string>;
  /** For each Keras layer that became a layer, its name in the plan. */
  readonly layers: ReadonlyMap<string, string>;
}

/**
 * Names blocks after the Keras layers that they start with, in valid characters. A suffix that convspec itself adds to
 * layer names (`conv1_conv`) is removed, so that the layer keeps its name.
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
