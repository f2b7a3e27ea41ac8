import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isNode,
  isScalar,
  isSeq,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import { isRecord } from '../values';
import { type Range, SourceFile } from './source-file';

/** Keys and list indexes from the root of a document. */
export type Path = readonly (string | number)[];

/** A range in one of the texts that a spec is made of: its file, or an override given beside it. */
export interface Place {
  readonly source: SourceFile;
  readonly range: Range;
}

interface Override {
  readonly path: Path;
  readonly source: SourceFile;
  readonly valueStart: number;
}

/** The mapping that a value other than a mapping stands for under `key`; an empty one for what has no such form. */
export type ShortForm = (key: string | number, value: unknown) => Readonly<Record<string, unknown>>;

interface Step {
  readonly pair: Pair | null;
  readonly node: Node | null;
}

/** A plain value together with the place of each of its keys and values. Aliases and merge keys are followed. */
export class LocatedDocument {
  readonly #overrides: Override[] = [];
  readonly #pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  #value: unknown;

  constructor(
    readonly source: SourceFile,
    readonly document: Document,
    value: unknown,
    readonly aliases: ReadonlyMap<Alias, Node>,
    /** Offsets of syntax errors: what stands there cannot be trusted. */
    readonly errorOffsets: readonly number[] = [],
  ) {
    this.#value = value;
  }

  get value(): unknown {
    return this.#value;
  }

  /**
   * Puts `value` at `path`, as if the author had written it. Diagnostics about it show `label`, such as
   * `--set training.epochs=5`, in place of the file.
   *
   * @param opened the mapping that a short form on the way stands for, as `{ type: adam }` for `adam`
   */
  override(
    path: Path,
    value: unknown,
    label: { readonly text: string; readonly valueStart: number },
    opened: ShortForm = () => ({}),
  ): void {
    this.#value = withValueAt(this.#value, path, value, opened);
    this.#overrides.push({
      path,
      source: new SourceFile('<override>', label.text),
      valueStart: label.valueStart,
    });
  }

  /** Whether the author wrote something at `path`. */
  has(path: Path): boolean {
    let value: unknown = this.#value;
    for (const key of path) {
      if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return false;
      value = (value as Record<string | number, unknown>)[key];
    }
    return true;
  }

  /** The place of the key or of the value at `path`; of its nearest ancestor where the path does not exist. */
  place(path: Path, which: 'key' | 'value' = 'value'): Place {
    const override = this.#overrides.findLast(
      (entry) => entry.path.length <= path.length && entry.path.every((key, i) => key === path[i]),
    );
    if (override) {
      const { source, valueStart } = override;
      const [start, end] =
        which === 'key' && override.path.length === path.length
          ? [0, valueStart - 1]
          : [valueStart, source.text.length];
      return { source, range: source.range(start, end) };
    }
    const maker = this.#overrides.findLast((entry) => path.every((key, i) => key === entry.path[i]));
    if (maker && !this.#isCollection(path)) {
      return { source: maker.source, range: maker.source.range(0, maker.valueStart - 1) };
    }
    return { source: this.source, range: this.#rangeInFile(path, which) };
  }

  /** As {@link place} of the value, an alias followed to what it stands for. */
  definition(path: Path): Place {
    const place = this.place(path);
    const steps = this.#walk(path);
    const { node } = steps.at(-1) ?? { node: null };
    const target = this.#resolve(node);
    if (place.source !== this.source || steps.length !== path.length + 1 || target === node || !target?.range)
      return place;
    return { source: this.source, range: this.#trimmed(target.range[0], target.range[1]) };
  }

  /** Whether a syntax error lies inside the value at `path`, or in what it takes over by an alias or a merge key. */
  damaged(path: Path): boolean {
    if (this.errorOffsets.length === 0) return false;
    const { node } = this.#walk(path).at(-1) ?? { node: null };
    return this.#takenOver(node).some(
      ({ range }) => !!range && this.errorOffsets.some((offset) => offset >= range[0] && offset <= range[2]),
    );
  }

  /** A node, what it is an alias of, and what that merges. */
  #takenOver(node: Node | null): Node[] {
    const target = this.#resolve(node);
    if (!node || !target) return [];
    const merged = isMap(target)
      ? target.items
          .filter((pair) => isScalar(pair.key) && pair.key.source === '<<')
          .map((pair) => pair.value)
      : [];
    const sources = merged.flatMap((value) => (isSeq(value) ? value.items : [value]));
    return [node, target, ...sources.flatMap((source) => (isNode(source) ? this.#takenOver(source) : []))];
  }

  /** Whether the file itself has a mapping or a list at `path`; what else has members there, an override made. */
  #isCollection(path: Path): boolean {
    const steps = this.#walk(path);
    const node = this.#resolve(steps.at(-1)?.node ?? null);
    return steps.length === path.length + 1 && (isMap(node) || isSeq(node));
  }

  #rangeInFile(path: Path, which: 'key' | 'value'): Range {
    const steps = this.#walk(path);
    const exact = steps.length === path.length + 1;
    for (let i = steps.length - 1; i >= 0; i--) {
      const { pair, node } = steps[i] as Step;
      const key = pair && isNode(pair.key) ? pair.key : null;
      // An ancestor that is a whole block would mark many lines: its key says the same in one token.
      const wanted =
        which === 'key' || !(exact && i === steps.length - 1) ? (key ?? firstToken(node)) : (node ?? key);
      if (wanted?.range) return this.#trimmed(wanted.range[0], wanted.range[1]);
    }
    return this.source.range(0, 0);
  }

  /** The steps from the root as far as `path` exists. */
  #walk(path: Path): Step[] {
    let node = this.document.contents as Node | null;
    const steps: Step[] = [{ pair: null, node }];
    for (const key of path) {
      const target = this.#resolve(node);
      let pair: Pair | null = null;
      if (isMap(target)) {
        pair = this.#findPair(target, key);
        if (!pair) break;
        node = isNode(pair.value) ? pair.value : null;
      } else if (isSeq(target) && typeof key === 'number' && isNode(target.items[key])) {
        node = target.items[key];
      } else break;
      steps.push({ pair, node });
    }
    return steps;
  }

  /** The pairs of a mapping by key; of equal keys the last counts. */
  #ownPairs(map: YAMLMap): ReadonlyMap<string, Pair> {
    const known = this.#pairs.get(map);
    if (known) return known;
    const pairs = new Map<string, Pair>();
    for (const pair of map.items) if (isScalar(pair.key)) pairs.set(String(pair.key.value), pair);
    this.#pairs.set(map, pairs);
    return pairs;
  }

  #findPair(map: Node, key: string | number): Pair | null {
    if (!isMap(map)) return null;
    const own = this.#ownPairs(map).get(String(key));
    if (own) return own;
    for (const pair of map.items) {
      if (!isScalar(pair.key) || pair.key.source !== '<<' || !isNode(pair.value)) continue;
      const merged = this.#resolve(pair.value);
      for (const source of isSeq(merged) ? merged.items : [merged]) {
        const found = isNode(source) ? this.#findPair(this.#resolve(source) as Node, key) : null;
        if (found) return found;
      }
    }
    return null;
  }

  #resolve(node: Node | null): Node | null {
    return isAlias(node) ? (this.aliases.get(node) ?? null) : node;
  }

  /** Block collections end behind their last line break; a range ends with its last visible character. */
  #trimmed(start: number, end: number): Range {
    const text = this.source.text.slice(start, end).trimEnd();
    return this.source.range(start, start + text.length);
  }
}

function firstToken(node: Node | null): Node | null {
  if (isMap(node)) {
    const key = node.items[0]?.key;
    return isNode(key) ? key : node;
  }
  return node;
}

function withValueAt(
  target: unknown,
  path: Path,
  value: unknown,
  opened: ShortForm,
  at?: Path[number],
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(target) && typeof key === 'number') {
    return target.map((item, i) => (i === key ? withValueAt(item, rest, value, opened, key) : item));
  }
  const object = isRecord(target) ? target : opened(at ?? '', target);
  return { ...object, [key]: withValueAt(object[key], rest, value, opened, key) };
}
