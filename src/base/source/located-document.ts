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

/** A range in one of the texts of a spec: its file, or an override. */
export interface Place {
  readonly source: SourceFile;
  readonly range: Range;
}

interface Override {
  readonly path: Path;
  readonly source: SourceFile;
  readonly valueStart: number;
}

/** Expands the short form of a value under `key` to a mapping. Returns an empty mapping if it has no short form. */
export type ShortForm = (key: string | number, value: unknown) => Readonly<Record<string, unknown>>;

interface Step {
  readonly pair: Pair | null;
  readonly node: Node | null;
}

/** A plain value with the place of each of its keys and values. Aliases and merge keys are followed. */
export class LocatedDocument {
  /** Offsets of syntax errors, in order. */
  readonly errorOffsets: readonly number[];
  readonly #overrides: Override[] = [];
  readonly #pairs = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();
  #value: unknown;

  constructor(
    readonly source: SourceFile,
    readonly document: Document,
    value: unknown,
    readonly aliases: ReadonlyMap<Alias, Node>,
    /** Offsets of syntax errors. Values around them cannot be trusted. */
    errorOffsets: readonly number[] = [],
  ) {
    this.#value = value;
    this.errorOffsets = [...errorOffsets].sort((a, b) => a - b);
  }

  get value(): unknown {
    return this.#value;
  }

  /**
   * Sets the value at `path`, as if the author had written it. Diagnostics about it show `label`, such as
   * `--set training.epochs=5`, instead of the file.
   *
   * @param expandShortForm expands short forms along the path, such as `adam` to `{ type: adam }`
   */
  override(
    path: Path,
    value: unknown,
    label: { readonly text: string; readonly valueStart: number },
    expandShortForm: ShortForm = () => ({}),
  ): void {
    this.#value = withValueAt(this.#value, path, value, expandShortForm);
    this.#overrides.push({
      path,
      source: new SourceFile('<override>', label.text),
      valueStart: label.valueStart,
    });
  }

  /** The labels of all overrides, in order. */
  get overrides(): readonly string[] {
    return this.#overrides.map(({ source }) => source.text);
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

  /** Returns the place of the key or value at `path`, or of its nearest ancestor if the path does not exist. */
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
    const inside = this.#overrides.findLast((entry) => path.every((key, i) => key === entry.path[i]));
    if (inside && !this.#isCollection(path)) {
      return { source: inside.source, range: inside.source.range(0, inside.valueStart - 1) };
    }
    return { source: this.source, range: this.#rangeInFile(path, which) };
  }

  /** Like {@link place} for the value, but follows an alias to its definition. */
  definition(path: Path): Place {
    const place = this.place(path);
    const steps = this.#walk(path);
    const { node } = steps.at(-1) ?? { node: null };
    const target = this.#resolve(node);
    if (place.source !== this.source || steps.length !== path.length + 1 || target === node || !target?.range)
      return place;
    return { source: this.source, range: this.#trimmed(target.range[0], target.range[1]) };
  }

  /** Whether the value at `path`, or a value it includes through an alias or merge key, contains a syntax error. */
  damaged(path: Path): boolean {
    if (this.errorOffsets.length === 0) return false;
    const { node } = this.#walk(path).at(-1) ?? { node: null };
    return this.#withIncluded(node).some(({ range }) => !!range && this.#hasErrorIn(range[0], range[2]));
  }

  /** Whether a syntax error is between two offsets, both included. */
  #hasErrorIn(start: number, end: number): boolean {
    let low = 0;
    let high = this.errorOffsets.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.errorOffsets[middle] ?? end) < start) low = middle + 1;
      else high = middle;
    }
    return (this.errorOffsets[low] ?? Number.POSITIVE_INFINITY) <= end;
  }

  /** Returns a node, the target of its alias, and everything merged into that. */
  #withIncluded(node: Node | null): Node[] {
    const target = this.#resolve(node);
    if (!node || !target) return [];
    const merged = isMap(target)
      ? target.items
          .filter((pair) => isScalar(pair.key) && pair.key.source === '<<')
          .map((pair) => pair.value)
      : [];
    const sources = merged.flatMap((value) => (isSeq(value) ? value.items : [value]));
    return [node, target, ...sources.flatMap((source) => (isNode(source) ? this.#withIncluded(source) : []))];
  }

  /** Whether the file itself has a mapping or list at `path`, rather than one created by an override. */
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
      // A whole ancestor would mark many lines, so mark its key instead.
      const wanted =
        which === 'key' || !(exact && i === steps.length - 1) ? (key ?? firstToken(node)) : (node ?? key);
      if (wanted?.range) return this.#trimmed(wanted.range[0], wanted.range[1]);
    }
    return this.source.range(0, 0);
  }

  /** Returns the steps from the root, as far as `path` exists. */
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

  /** Returns the pairs of a mapping by key. The last of equal keys wins. */
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

  /** Returns the range without trailing whitespace: block collections end after their last line break. */
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
  expandShortForm: ShortForm,
  at?: Path[number],
): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(target) && typeof key === 'number') {
    return target.map((item, i) => (i === key ? withValueAt(item, rest, value, expandShortForm, key) : item));
  }
  const object = isRecord(target) ? target : expandShortForm(at ?? '', target);
  return { ...object, [key]: withValueAt(object[key], rest, value, expandShortForm, key) };
}
