import {
  type Alias,
  type Document,
  isAlias,
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type YAMLMap,
} from 'yaml';
import type { DiagnosticCode } from '../diagnostics/codes';

/** A problem of a node, with offsets into the text. */
interface NodeProblem {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly start: number;
  readonly end: number;
  /** Whether the document cannot be converted to a value. */
  readonly fatal: boolean;
}

export interface Inspected {
  /** The node that each alias refers to: the last node before it with its anchor. */
  readonly aliases: ReadonlyMap<Alias, Node>;
  readonly problems: readonly NodeProblem[];
  /** Offsets of keys that are mappings or lists. */
  readonly collectionKeys: readonly number[];
}

/** Checks every node of a parsed document once: duplicate or invalid keys, aliases, merges. */
export function inspectNodes({ contents }: Document): Inspected {
  const aliases = new Map<Alias, Node>();
  const anchors = new Map<string, Node>();
  const problems: NodeProblem[] = [];
  const collectionKeys: number[] = [];
  /** The collections that contain the current node. */
  const open = new Set<unknown>();
  if (isNode(contents)) inspect(contents);
  return { aliases, problems, collectionKeys };

  function report(code: DiagnosticCode, message: string, node: Node, fatal = false): void {
    const [start = 0, end = 0] = node.range ?? [];
    problems.push({ code, message, start, end, fatal });
  }

  function inspect(node: Node): void {
    if (isAlias(node)) inspectAlias(node);
    if ((isScalar(node) || isCollection(node)) && node.anchor !== undefined) anchors.set(node.anchor, node);
    if (!isCollection(node)) return;
    open.add(node);
    if (isMap(node)) inspectMap(node);
    else for (const item of node.items) if (isNode(item)) inspect(item);
    open.delete(node);
  }

  function inspectMap({ items }: YAMLMap): void {
    const keys = new Set<unknown>();
    for (const { key, value } of items) {
      if (isNode(key)) inspect(key);
      if (isNode(value)) inspect(value);
      if (isScalar(key)) {
        if (keys.has(key.value))
          report('yaml/duplicate-key', `duplicate key "${String(key.value)}" in this mapping`, key);
        keys.add(key.value);
        if (key.source === '<<' && key.type === 'PLAIN') inspectMerge(key, value);
      } else if (isCollection(key)) {
        const what = isMap(key) ? 'a mapping' : 'a list';
        report('yaml/syntax', `expected a word as a key, received ${what}`, key);
        collectionKeys.push(key.range?.[0] ?? 0);
      }
    }
  }

  function inspectMerge(key: Node, value: unknown): void {
    const target = (node: unknown) => (isAlias(node) ? aliases.get(node) : node);
    const merged = target(value);
    const sources = isSeq(merged) ? merged.items.map(target) : [merged];
    if (sources.every((source) => source === undefined || isMap(source))) return;
    const message = 'expected a mapping or an alias of one after "<<"';
    report('yaml/syntax', message, isNode(value) ? value : key, true);
  }

  function inspectAlias(alias: Alias): void {
    const target = anchors.get(alias.source);
    if (target) aliases.set(alias, target);
    if (!target) {
      report(
        'yaml/unresolved-alias',
        `the anchor "&${alias.source}" is not defined before this alias`,
        alias,
        true,
      );
    } else if (open.has(target)) {
      report(
        'yaml/cyclic-alias',
        `the alias "*${alias.source}" refers to a value that contains it`,
        alias,
        true,
      );
    }
  }
}
