import type { BlockLayer } from '../blocks/block-kind';
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic';
import { didYouMean, suggest } from '../diagnostics/suggest';
import type { Layer } from '../layers/layer';
import type { Path } from '../source/located-document';
import { type BlockSpec, type ModelSpec, unknown } from '../spec/model-spec';
import type { GraphNode, LayerGraph } from './layer-graph';

const inputName = 'input';

/** Turns blocks into primitive layers and resolves what each takes. */
export function expand(spec: ModelSpec): { graph: LayerGraph; diagnostics: Diagnostic[] } {
  const { document } = spec;
  const diagnostics: Diagnostic[] = [];
  const nodes: GraphNode[] = [inputNode(spec)];
  const blocks = spec.blocks === unknown ? [] : spec.blocks;
  /** By block name: where it stands, and the layer that yields its output. */
  const outputs = new Map<string, { path: Path; node: string }>([
    [inputName, { path: ['input'], node: inputName }],
  ]);
  const layerNames = new Map<string, Path>([[inputName, ['input']]]);
  const used = new Set<string>();
  let previous = inputName;
  let unresolved = false;

  for (const [index, block] of blocks.entries()) {
    const wanted =
      block.from === unknown
        ? null
        : block.from === null
          ? [previous]
          : resolveInputs(block, block.from, index);
    const inputs = wanted && checkInputCount(block, wanted) ? wanted : null;
    const layers = expandBlock(block);
    const made = layers ? chain(block, layers, inputs) : [placeholder(block)];
    claimNames(block, made);
    nodes.push(...made);
    previous = made.at(-1)?.name ?? previous;
    if (!outputs.has(block.name)) outputs.set(block.name, { path: block.path, node: previous });
  }
  reportUnused();
  return { graph: { nodes, output: blocks.length > 0 ? previous : null }, diagnostics };

  function resolveInputs(block: BlockSpec, from: readonly string[], index: number): string[] | null {
    const resolved = from.map((name, i) => {
      used.add(name);
      const known = outputs.get(name);
      if (known) return known.node;
      const path: Path = Array.isArray(valueAt(spec, [...block.path, 'from']))
        ? [...block.path, 'from', i]
        : [...block.path, 'from'];
      const later = blocks.slice(index).find((other) => other.name === name);
      const near = suggest(name, outputs.keys());
      diagnostics.push(
        diagnose(document, 'graph/unknown-input', {
          path,
          ...(later
            ? {
                message: `"${block.name}" takes "${name}", which ${later === block ? 'is itself' : 'comes after it'}`,
                hint: 'a block may only take blocks before it',
                related: later === block ? [] : [{ message: `"${name}" stands here`, path: later.path }],
              }
            : didYouMean(
                `"${block.name}" takes "${name}", which does not exist`,
                near,
                `the blocks before it are ${[...outputs.keys()].join(', ')}`,
              )),
        }),
      );
      return null;
    });
    if (resolved.every((name) => name !== null)) return resolved;
    unresolved = true;
    return null;
  }

  function checkInputCount(block: BlockSpec, inputs: readonly string[]): boolean {
    if (block.kind === unknown) return false;
    const merges = block.kind.merges === true;
    if (merges ? inputs.length >= 2 : inputs.length === 1) return true;
    diagnostics.push(
      diagnose(document, 'graph/input-count', {
        path: document.has([...block.path, 'from']) ? [...block.path, 'from'] : [...block.path, 'type'],
        message: merges
          ? `${block.kind.type} "${block.name}" needs at least two inputs, received ${inputs.length}`
          : `${block.kind.type} "${block.name}" takes one input, received ${inputs.length}`,
        hint: merges
          ? 'name them: from: [a, b]'
          : 'merge them first, with a block { type: add } or { type: concat }',
      }),
    );
    return false;
  }

  function expandBlock(block: BlockSpec): readonly BlockLayer[] | null {
    if (block.kind === unknown || block.options === unknown) return null;
    return block.kind.expand(block.options, {
      classCount: spec.classes === unknown ? null : spec.classes.count,
    });
  }

  function claimNames(block: BlockSpec, made: readonly GraphNode[]): void {
    const blockTaken = outputs.get(block.name)?.path;
    const layer = made.find((node) => layerNames.has(node.name));
    for (const node of made) if (!layerNames.has(node.name)) layerNames.set(node.name, block.path);
    const taken = blockTaken ?? (layer && layerNames.get(layer.name));
    if (!taken) return;
    diagnostics.push(
      diagnose(document, 'graph/duplicate-name', {
        path: document.has([...block.path, 'name']) ? [...block.path, 'name'] : block.path,
        message: blockTaken
          ? `the name "${block.name}" is taken`
          : `the layer "${layer?.name}" of this block has the name of another`,
        related: [
          {
            message: taken[0] === inputName ? '"input" is the input of the network' : 'it stands here first',
            path: taken,
          },
        ],
        hint: 'choose another name',
      }),
    );
  }

  function reportUnused(): void {
    // A name that leads nowhere may have meant any block.
    if (unresolved || blocks.some((block) => block.from === unknown)) return;
    for (const [i, block] of blocks.entries()) {
      const next = blocks[i + 1];
      if (!next || next.from === null || used.has(block.name)) continue;
      diagnostics.push(
        diagnose(document, 'graph/unused-block', {
          path: document.has([...block.path, 'name']) ? [...block.path, 'name'] : block.path,
          message: `the output of "${block.name}" is not used`,
          hint: `name it in a later block's "from", or remove it`,
        }),
      );
    }
  }
}

function inputNode({ input }: ModelSpec): GraphNode {
  const layer: Layer | null =
    input === unknown ? null : { name: inputName, kind: 'input', config: { shape: input.shape }, inputs: [] };
  return {
    name: inputName,
    block: inputName,
    path: ['input'],
    layer,
    inputs: [],
    complete: true,
    written: (option) => ['input', option ?? 'shape'],
  };
}

function placeholder(block: BlockSpec): GraphNode {
  return {
    name: block.name,
    block: block.name,
    path: block.path,
    layer: null,
    inputs: null,
    complete: false,
    written: () => block.path,
  };
}

/** Names the layers of a block and ties each to the one before it. */
function chain(
  block: BlockSpec,
  layers: readonly BlockLayer[],
  firstInputs: readonly string[] | null,
): GraphNode[] {
  const nodes: GraphNode[] = [];
  for (const { part, kind, config, written = {} } of layers) {
    const name = part === undefined ? block.name : `${block.name}_${part}`;
    const before = nodes.at(-1);
    const inputs = before ? [before.name] : firstInputs;
    nodes.push({
      name,
      block: block.name,
      path: block.path,
      layer: { name, kind, config, inputs: inputs ?? [] } as Layer,
      inputs,
      complete: block.complete,
      written: (option) =>
        block.written(
          option === undefined ? (Object.values(written)[0] ?? []) : (written[option] ?? [option]),
        ),
    });
  }
  return nodes;
}

function valueAt(spec: ModelSpec, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) => (value as Record<string | number, unknown> | undefined)?.[key],
    spec.document.value,
  );
}
