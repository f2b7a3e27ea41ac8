import { layersByBlock, partOf } from '../../check/layer-graph';
import type { ModelPlan } from '../../check/model-plan';
import { unfold } from '../../check/unfold';
import type { GroupSpec, ModelSpec } from '../../language/model-spec';
import type { PlannedLayer } from '../../layers/layer';

/** What one figure stands for: a block of the spec or a layer. */
export type DiagramLevel = 'blocks' | 'layers';

/** A node that is drawn as one figure: a block or a layer. */
export interface DiagramNode {
  readonly name: string;
  /** The name without the names of the frames around it. */
  readonly label: string;
  /** In the plan's order; the output of the last is the node's output. */
  readonly layers: readonly PlannedLayer[];
  /** Names of its input nodes, without duplicates. */
  readonly inputs: readonly string[];
}

/** A frame around nodes. */
export interface DiagramFrame {
  readonly name: string;
  readonly title: string;
  /** Names of its nodes: at least two consecutive nodes of the graph. */
  readonly nodes: readonly string[];
}

/** The content of a diagram. Each node comes after its inputs. */
export interface DiagramGraph {
  readonly nodes: readonly DiagramNode[];
  /** Outer frames before inner ones. Any two are nested or disjoint. */
  readonly frames: readonly DiagramFrame[];
}

/** Shows the plan as blocks, or as layers with a frame per block, inside frames for the uses of templates. */
export function diagramGraph(
  plan: ModelPlan,
  level: DiagramLevel,
  groups: readonly DiagramGroup[],
): DiagramGraph {
  const blocks = layersByBlock(plan.layers);
  const drawn = groups.filter((group) => group.blocks.length > 1);
  const outer = [...drawn].sort((a, b) => b.blocks.length - a.blocks.length);
  const localName = localNames(outer);
  const nodeOf = new Map(plan.layers.map(({ name, block }) => [name, level === 'blocks' ? block : name]));
  const members: ReadonlyMap<string, readonly PlannedLayer[]> =
    level === 'blocks' ? blocks : new Map(plan.layers.map((layer) => [layer.name, [layer]]));
  const nodes = [...members].map(([name, layers]) => ({
    name,
    label: level === 'blocks' ? localName(name) : labelOf(layers, blocks, localName),
    layers,
    inputs: inputsOf(name, layers, nodeOf),
  }));
  const nodesIn = (names: readonly string[]) =>
    level === 'blocks'
      ? names
      : names.flatMap((block) => (blocks.get(block) ?? []).map((layer) => layer.name));
  const templates = outer.map((group) => ({
    name: group.name,
    title: titleOf(localName(group.name), group.template),
    nodes: nodesIn(group.blocks),
  }));
  const ofBlocks = [...blocks].flatMap(([name, layers]) =>
    level === 'layers' && layers.length > 1
      ? [{ name, title: localName(name), nodes: layers.map((layer) => layer.name) }]
      : [],
  );
  return { nodes, frames: [...templates, ...ofBlocks] };
}

/** Removes the name of the innermost group from a name. `groups` starts with the outermost. */
function localNames(groups: readonly DiagramGroup[]): (name: string) => string {
  const prefixes = new Map<string, string>();
  for (const group of groups) {
    const blocks = new Set(group.blocks);
    const inner = groups.filter(
      (other) => other !== group && other.blocks.every((block) => blocks.has(block)),
    );
    for (const name of [...blocks, ...inner.map((other) => other.name)])
      if (name.startsWith(`${group.name}_`)) prefixes.set(name, `${group.name}_`);
  }
  return (name) => name.slice(prefixes.get(name)?.length ?? 0);
}

/** The label of a layer: its part inside the frame of its block, or the block's name if it is the only layer. */
function labelOf(
  [layer]: readonly PlannedLayer[],
  blocks: ReadonlyMap<string, readonly PlannedLayer[]>,
  localName: (name: string) => string,
): string {
  if (!layer) return '';
  return (blocks.get(layer.block)?.length ?? 0) > 1 ? partOf(layer) : localName(layer.block);
}

function inputsOf(
  name: string,
  layers: readonly PlannedLayer[],
  nodeOf: ReadonlyMap<string, string>,
): readonly string[] {
  const inputs = layers.flatMap((layer) => layer.inputs.map((input) => nodeOf.get(input) ?? input));
  return [...new Set(inputs)].filter((input) => input !== name);
}

/** The title `stage1 · basic`, or only the name if it starts with the template's name, as default names do. */
function titleOf(name: string, template: string): string {
  return name.startsWith(template) ? name : `${name} · ${template}`;
}

/** The blocks created by one use of a template. */
export interface DiagramGroup {
  /** Its full name, with which the names of its blocks start. */
  readonly name: string;
  /** Name of the template. */
  readonly template: string;
  /** Names of its blocks. */
  readonly blocks: readonly string[];
}

/** Lists the uses of templates in a spec, inner ones before outer ones. A plain `repeat` does not count. */
export function templateGroups(spec: ModelSpec): readonly DiagramGroup[] {
  return unfold(spec).groups.flatMap(({ name, spec: group, blocks }) => {
    const template = templateOf(group);
    return template === null ? [] : [{ name, template, blocks }];
  });
}

/** The template that a group uses. Its blocks have paths in the template, those of a repeat have the repeat's path. */
function templateOf(group: GroupSpec): string | null {
  const [first] = group.blocks;
  if (!first || first.path.join('/') === group.path.join('/')) return null;
  const [section, template] = first.path;
  return section === 'templates' && typeof template === 'string' ? template : null;
}
