import { layersByBlock, partOf } from '../../check/layer-graph';
import type { ModelPlan } from '../../check/model-plan';
import { unfold } from '../../check/unfold';
import type { GroupSpec, ModelSpec } from '../../language/model-spec';
import type { PlannedLayer } from '../../layers/layer';

/** What one figure stands for: a block of the spec or a layer. */
export type DiagramLevel = 'blocks' | 'layers';

/** Something drawn as one figure: a block, or a layer. */
export interface DiagramNode {
  readonly name: string;
  /** The name without those of the frames that it stands in. */
  readonly label: string;
  /** In the plan's order; the last yields the node's output. */
  readonly layers: readonly PlannedLayer[];
  /** Names of the nodes that it takes, each once. */
  readonly inputs: readonly string[];
}

/** Nodes with a frame around them. */
export interface DiagramFrame {
  readonly name: string;
  readonly title: string;
  /** Names of its nodes: a run of the graph's, two at least. */
  readonly nodes: readonly string[];
}

/** What a diagram shows. Each node comes after those that it takes. */
export interface DiagramGraph {
  readonly nodes: readonly DiagramNode[];
  /** The outer before the inner. Any two are nested or apart. */
  readonly frames: readonly DiagramFrame[];
}

/** The plan as blocks, or as layers with a frame for each block, in the frames of the templates' uses. */
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

/** A name without that of the innermost group that it is in; groups come from the outermost on. */
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

/** A layer in the frame of its block goes by its part; one that is alone by its block. */
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

/** `stage1 · basic`; the template alone does for a name that begins with it, as those given by default do. */
function titleOf(name: string, template: string): string {
  return name.startsWith(template) ? name : `${name} · ${template}`;
}

/** The blocks that came from one use of a template. */
export interface DiagramGroup {
  /** Its name in the whole network, which those of its blocks begin with. */
  readonly name: string;
  /** Name of the template. */
  readonly template: string;
  /** Names of its blocks. */
  readonly blocks: readonly string[];
}

/** The uses of templates in a spec, the inner before the outer. A `repeat` by itself is none. */
export function templateGroups(spec: ModelSpec): readonly DiagramGroup[] {
  return unfold(spec).groups.flatMap(({ name, spec: group, blocks }) => {
    const template = templateOf(group);
    return template === null ? [] : [{ name, template, blocks }];
  });
}

/** The blocks of a use stand in the template; those of a repeat stand where the repeat does. */
function templateOf(group: GroupSpec): string | null {
  const [first] = group.blocks;
  if (!first || first.path.join('/') === group.path.join('/')) return null;
  const [section, template] = first.path;
  return section === 'templates' && typeof template === 'string' ? template : null;
}
