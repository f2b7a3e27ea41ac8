import { type Diagnostic, diagnose, maxFindings } from '../base/diagnostics/diagnostic';
import { didYouMean, guess } from '../base/diagnostics/suggest';
import type { Path } from '../base/source/located-document';
import type { InitialWeightsSpec } from '../language/initial-weights';
import {
  type BlockEntry,
  type BlockSpec,
  type GroupSpec,
  isGroup,
  type ModelSpec,
  type Reference,
  unknown,
} from '../language/model-spec';
import { optionOr, usesOf } from '../language/site';

export const inputName = 'input';

/** A block with its name in the whole network and what it takes. */
export interface UnfoldedBlock {
  readonly name: string;
  readonly spec: BlockSpec;
  /** Whether training changes its weights: neither it nor what it stands in is frozen. */
  readonly trainable: boolean;
  /** Names of the blocks whose outputs it takes, or `input`; `null` when unknown. */
  readonly inputs: readonly string[] | null;
}

/** What became of a template's use or of a repeated block. */
export interface UnfoldedGroup {
  readonly name: string;
  readonly spec: GroupSpec;
  /** Names of its blocks. */
  readonly blocks: readonly string[];
}

export interface Unfolded {
  readonly blocks: readonly UnfoldedBlock[];
  readonly groups: readonly UnfoldedGroup[];
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Writes groups out: every block gets its full name, `<group>_<name>`, and the full names of those that it takes.
 *
 * For each entry of a scope, in order: what it takes → its name → the block, or the scope inside the group.
 */
export function unfold(spec: ModelSpec): Unfolded {
  const network: Network = {
    document: spec.document,
    blocks: [],
    groups: [],
    diagnostics: [],
    names: new Map(),
  };
  const root = new Scope(network, {
    entries: spec.blocks === unknown ? [] : spec.blocks,
    prefix: '',
    input: inputName,
    owner: { path: [inputName], what: 'the input of the network' },
    namesTaken: false,
    frozen: false,
  });
  root.unfold();
  return network;
}

/** What has been unfolded so far, of all scopes. */
interface Network {
  readonly document: ModelSpec['document'];
  readonly blocks: UnfoldedBlock[];
  readonly groups: UnfoldedGroup[];
  readonly diagnostics: Diagnostic[];
  /** Full names, and where they stand. */
  readonly names: Map<string, Path>;
}

/** The blocks that can name each other: those of the spec, or of one use of a template. */
interface ScopeSettings {
  readonly entries: readonly BlockEntry[];
  /** What its names begin with in the whole network. */
  readonly prefix: string;
  /** The block that it takes; `null` when unknown. */
  readonly input: string | null;
  /** What stands for `input` in it. */
  readonly owner: { readonly path: Path; readonly what: string };
  /** Whether the scope has the name of another, so that its names are taken too: that has been said. */
  readonly namesTaken: boolean;
  readonly frozen: boolean;
}

/** What a name stands for inside one scope. */
interface Known {
  readonly path: Path;
  /** The block that yields its output; `null` when unknown. */
  readonly output: string | null;
}

/** A scope while it is unfolded, entry by entry. */
class Scope {
  readonly #known: Map<string, Known>;
  /** Names that a `from` has named. */
  readonly #used = new Set<string>();
  /** Whether a name leads nowhere. */
  #unresolved = false;
  /** The block that yields the output of the entry before. */
  #previous: string | null;

  constructor(
    private readonly network: Network,
    private readonly settings: ScopeSettings,
  ) {
    this.#known = new Map([[inputName, { path: settings.owner.path, output: settings.input }]]);
    this.#previous = settings.input;
  }

  /** @returns the block that yields the output of the last entry */
  unfold(): string | null {
    for (const [index, entry] of this.settings.entries.entries()) {
      const inputs = this.#inputsOf(entry, index);
      const taken = this.#claimName(entry);
      this.#previous = isGroup(entry) ? this.#addGroup(entry, inputs, taken) : this.#addBlock(entry, inputs);
      if (!this.#known.has(entry.name))
        this.#known.set(entry.name, { path: entry.path, output: this.#previous });
    }
    this.#reportUnused();
    return this.#previous;
  }

  #addBlock(spec: BlockSpec, inputs: readonly string[] | null): string {
    const name = this.settings.prefix + spec.name;
    const trainable = spec.trainable && !this.settings.frozen;
    this.network.blocks.push({ name, spec, trainable, inputs });
    return name;
  }

  #addGroup(spec: GroupSpec, inputs: readonly string[] | null, nameTaken: boolean): string | null {
    const { blocks, groups } = this.network;
    const { prefix, namesTaken, frozen } = this.settings;
    const name = prefix + spec.name;
    const first = blocks.length;
    const inside = new Scope(this.network, {
      entries: spec.blocks,
      prefix: `${name}_`,
      input: inputs?.[0] ?? null,
      owner: { path: spec.path, what: `what "${spec.name}" takes` },
      namesTaken: namesTaken || nameTaken,
      frozen: frozen || !spec.trainable,
    });
    const output = inside.unfold();
    groups.push({ name, spec, blocks: blocks.slice(first).map((block) => block.name) });
    return output;
  }

  #inputsOf(entry: BlockEntry, index: number): readonly string[] | null {
    if (entry.from === unknown) return null;
    const wanted =
      entry.from === null
        ? [this.#previous]
        : entry.from.map((reference) => this.#resolve(reference, entry, index));
    if (!this.#takesSoMany(entry, wanted.length)) return null;
    return wanted.every((name) => name !== null) ? wanted : null;
  }

  #resolve({ name, path }: Reference, entry: BlockEntry, index: number): string | null {
    this.#used.add(name);
    const found = this.#known.get(name);
    if (found) return found.output;
    this.#unresolved = true;
    const { document, diagnostics } = this.network;
    // To say what was meant takes a look at every block.
    if (diagnostics.length > maxFindings) return null;
    const later = this.settings.entries.slice(index).find((other) => other.name === name);
    const finding = later
      ? takesLater(name, entry, later)
      : takesNothing(name, entry, [...this.#known.keys()]);
    const related = [...finding.related, ...usesOf(entry)];
    diagnostics.push(diagnose(document, 'graph/unknown-input', { ...finding, path, related }));
    return null;
  }

  /** Whether an entry can take so many inputs; reports it otherwise. */
  #takesSoMany(entry: BlockEntry, count: number): boolean {
    if (!isGroup(entry) && entry.kind === unknown) return false;
    const merges = !isGroup(entry) && entry.kind !== unknown && entry.kind.merges === true;
    if (merges ? count >= 2 : count === 1) return true;
    const { document, diagnostics } = this.network;
    const type = isGroup(entry) || entry.kind === unknown ? 'block' : entry.kind.type;
    diagnostics.push(
      diagnose(document, 'graph/input-count', {
        path: optionOr(document, entry, 'from', optionOr(document, entry, 'type', entry.path)),
        message: merges
          ? `${type} "${entry.name}" needs at least two inputs, received ${count}`
          : `${type} "${entry.name}" takes one input, received ${count}`,
        related: usesOf(entry),
        hint: merges
          ? 'name them: from: [a, b]'
          : 'merge them first, with a block { type: add } or { type: concat }',
      }),
    );
    return false;
  }

  /** @returns whether the name is taken; reports it, unless that follows from the name of the scope */
  #claimName(entry: BlockEntry): boolean {
    const { document, names, diagnostics } = this.network;
    const { prefix, owner, namesTaken } = this.settings;
    const name = prefix + entry.name;
    const taken = this.#known.get(entry.name)?.path ?? names.get(name);
    if (!names.has(name)) names.set(name, entry.path);
    if (!taken || namesTaken) return taken !== undefined;
    const first = entry.name === inputName ? `"input" is ${owner.what}` : 'it stands here first';
    diagnostics.push(
      diagnose(document, 'graph/duplicate-name', {
        path: optionOr(document, entry, 'name', entry.path),
        message: `the name "${this.#known.has(entry.name) ? entry.name : name}" is taken`,
        related: [{ message: first, path: taken }, ...usesOf(entry)],
        hint: 'choose another name',
      }),
    );
    return true;
  }

  #reportUnused(): void {
    const { entries } = this.settings;
    const { document, diagnostics } = this.network;
    // A name that leads nowhere may have meant any block.
    if (this.#unresolved || entries.some((entry) => entry.from === unknown)) return;
    for (const [i, entry] of entries.entries()) {
      const next = entries[i + 1];
      if (!next || next.from === null || this.#used.has(entry.name)) continue;
      diagnostics.push(
        diagnose(document, 'graph/unused-block', {
          path: optionOr(document, entry, 'name', entry.path),
          message: `the output of "${entry.name}" is not used`,
          related: usesOf(entry),
          hint: `name it in a later block's "from", or remove it`,
        }),
      );
    }
  }
}

function takesLater(name: string, entry: BlockEntry, later: BlockEntry) {
  const itself = later === entry;
  return {
    message: `"${entry.name}" takes "${name}", which ${itself ? 'is itself' : 'comes after it'}`,
    hint: 'a block may only take blocks before it',
    related: itself ? [] : [{ message: `"${name}" stands here`, path: later.path }],
  };
}

function takesNothing(name: string, entry: BlockEntry, known: readonly string[]) {
  const message = `"${entry.name}" takes "${name}", which does not exist`;
  const otherwise = `the blocks before it are ${lastOf(known)}`;
  return { ...didYouMean(message, guess(name, known), otherwise), related: [] };
}

/** The names nearest before, as a list. */
function lastOf(names: readonly string[]): string {
  const shown = names.slice(-8).join(', ');
  return names.length > 8 ? `…, ${shown}` : shown;
}

/** The section with the blocks of a template's use, or of a repeat, in place of its name. */
export function weightedBlocks(
  { path, blocks, except }: InitialWeightsSpec,
  groups: readonly UnfoldedGroup[],
): InitialWeightsSpec {
  const members = new Map(groups.map((group) => [group.name, group.blocks]));
  const whole = (names: readonly string[]) => names.flatMap((name) => members.get(name) ?? [name]);
  return { path, blocks: blocks && whole(blocks), except: whole(except) };
}
