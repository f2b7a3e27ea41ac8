import { type Diagnostic, diagnose } from '../base/diagnostics/diagnostic';
import type { Path } from '../base/source/located-document';
import { type ModelSpec, unknown } from '../language/model-spec';
import { optionOr, usesOf } from '../language/site';
import { maxLayers } from '../language/validate-blocks';
import type { BlockLayer, Layer } from '../layers/layer';
import type { GraphNode, LayerGraph } from './layer-graph';
import { inputName, type UnfoldedBlock, unfold } from './unfold';

/** Expands blocks to primitive layers, named `<block>_<part>`, and connects each to its inputs. */
export function expand(spec: ModelSpec): { graph: LayerGraph; diagnostics: Diagnostic[] } {
  const { document } = spec;
  const { blocks, groups, diagnostics: found } = unfold(spec);
  const diagnostics = [...found];
  const nodes: GraphNode[] = [inputNode(spec)];
  /** The output layer of each block, by block name. */
  const outputs = new Map<string, string>([[inputName, inputName]]);
  const layerNames = new Map<string, Path>([[inputName, [inputName]]]);
  const classCount = spec.classes === unknown ? null : spec.classes.count;

  for (const block of blocks) {
    const { kind, options } = block.spec;
    const layers = kind === unknown || options === unknown ? null : kind.expand(options, { classCount });
    const made = layers ? chain(block, layers, inputsOf(block)) : [placeholder(block)];
    if (nodes.length + made.length > maxLayers + 1) {
      const limit = maxLayers.toLocaleString('en-US');
      diagnostics.push(
        diagnose(document, 'graph/too-many-layers', {
          path: block.spec.path,
          message: `the network exceeds ${limit} layers at this block`,
          related: usesOf(block.spec),
          hint: 'lower "repeat", or nest fewer templates',
        }),
      );
      break;
    }
    claimNames(block, made);
    nodes.push(...made);
    const last = made.at(-1)?.name;
    if (last !== undefined && !outputs.has(block.name)) outputs.set(block.name, last);
  }
  const output = blocks.length > 0 ? (nodes.at(-1)?.name ?? null) : null;
  return { graph: { nodes, output, blocks, groups }, diagnostics };

  function inputsOf({ inputs }: UnfoldedBlock): readonly string[] | null {
    const resolved = inputs?.map((name) => outputs.get(name));
    return resolved?.every((name) => name !== undefined) ? resolved : null;
  }

  function claimNames({ name, spec: block }: UnfoldedBlock, made: readonly GraphNode[]): void {
    const layer = made.find((node) => layerNames.has(node.name));
    for (const node of made) if (!layerNames.has(node.name)) layerNames.set(node.name, block.path);
    const taken = layer && layerNames.get(layer.name);
    // A duplicate block name has already been reported.
    if (!taken || outputs.has(name)) return;
    diagnostics.push(
      diagnose(document, 'graph/duplicate-name', {
        path: optionOr(document, block, 'name', block.path),
        message: `the layer "${layer.name}" of this block has the same name as another layer`,
        related: [{ message: 'the name is first used here', path: taken }, ...usesOf(block)],
        hint: 'choose another name for the block',
      }),
    );
  }
}

function inputNode({ input }: ModelSpec): GraphNode {
  const layer: Layer | null =
    input === unknown ? null : { name: inputName, kind: 'input', config: { shape: input.shape }, inputs: [] };
  return {
    name: inputName,
    block: inputName,
    path: [inputName],
    uses: [],
    layer,
    inputs: [],
    complete: true,
    written: (option) => [inputName, option ?? 'shape'],
  };
}

function placeholder({ name, spec }: UnfoldedBlock): GraphNode {
  const { path, uses } = spec;
  return { name, block: name, path, uses, layer: null, inputs: null, complete: false, written: () => path };
}

/** Names the layers of a block and connects each to the one before it. */
function chain(
  { name: block, spec, trainable }: UnfoldedBlock,
  layers: readonly BlockLayer[],
  firstInputs: readonly string[] | null,
): GraphNode[] {
  const nodes: GraphNode[] = [];
  for (const { part, kind, config, written = {} } of layers) {
    const name = part === undefined ? block : `${block}_${part}`;
    const before = nodes.at(-1);
    const inputs = before ? [before.name] : firstInputs;
    nodes.push({
      name,
      block,
      path: spec.path,
      uses: spec.uses,
      layer: { name, kind, config, inputs: inputs ?? [], ...(trainable ? {} : { trainable }) } as Layer,
      inputs,
      complete: spec.complete,
      written: (option) =>
        spec.written(
          option === undefined ? (Object.values(written)[0] ?? []) : (written[option] ?? [option]),
        ),
    });
  }
  return nodes;
}
