import { type Diagnostic, diagnose } from '../base/diagnostics/diagnostic';
import { createGuess, didYouMean, type Guess } from '../base/diagnostics/suggest';
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

/** A block with its full name and inputs. */
export interface UnfoldedBlock {
  readonly name: string;
  readonly spec: BlockSpec;
  /** Whether training changes its weights: neither it nor a group that contains it is frozen. */
  readonly trainable: boolean;
  /** Names of its input blocks, or `input`; `null` if unknown. */
  readonly inputs: readonly string[] | null;
}

/** The expansion of a template's use or of a repeated block. */
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
 * Expands groups: gives every block its full name, `<group>_<name>`, and the full names of its inputs.
 *
 * For each entry of a scope, in order: its inputs → its name → the block, or the scope inside the group.
 */
export function unfold(spec: ModelSpec): Unfolded {
  const network: Network = {
    document: spec.document,
    blocks: [],
    groups: [],
    diagnostics: [],
    names: new Map(),
    guess: createGuess(),
  };
  const root = new Scope(network, {
    entries: spec.blocks === unknown ? [] : spec.blocks,
    prefix: '',
    input: inputName,
    owner: { path: [inputName], inputMeans: 'the input of the network' },
    namesTaken: false,
    frozen: false,
  });
  root.unfold();
  return network;
}

/** Everything unfolded so far, in all scopes. */
interface Network {
  readonly document: ModelSpec['document'];
  readonly blocks: UnfoldedBlock[];
  readonly groups: UnfoldedGroup[];
  readonly diagnostics: Diagnostic[];
  /** Full names with their paths in the spec. */
  readonly names: Map<string, Path>;
  readonly guess: Guess;
}

/** The blocks that can refer to each other: those of the spec, or of one use of a template. */
interface ScopeSettings {
  readonly entries: readonly BlockEntry[];
  /** Prefix of its names in the whole network. */
  readonly prefix: string;
  /** Name of its input block; `null` if unknown. */
  readonly input: string | null;
  /** The entry that the scope belongs to, and the meaning of `input` inside it. */
  readonly owner: { readonly path: Path; readonly inputMeans: string };
  /** Whether the name of the scope itself is a duplicate. Its names are then duplicates too, and not reported again. */
  readonly namesTaken: boolean;
  readonly frozen: boolean;
}

/** A name that is defined in a scope. */
interface Known {
  readonly path: Path;
  /** Name of its output block; `null` if unknown. */
  readonly output: string | null;
}

/** Unfolds a scope, entry by entry. */
class Scope {
  readonly #known: Map<string, Known>;
  /** The known names in order. */
  readonly #names = [inputName];
  /** The first entry of each name. */
  readonly #entries = new Map<string, BlockEntry>();
  /** Names that some `from` refers to. */
  readonly #used = new Set<string>();
  /** Whether some `from` contains an unknown name. */
  #unresolved = false;
  /** Name of the output block of the previous entry. */
  #previous: string | null;

  constructor(
    private readonly network: Network,
    private readonly settings: ScopeSettings,
  ) {
    this.#known = new Map([[inputName, { path: settings.owner.path, output: settings.input }]]);
    this.#previous = settings.input;
    for (const entry of settings.entries)
      if (!this.#entries.has(entry.name)) this.#entries.set(entry.name, entry);
  }

  /** @returns the name of the output block of the last entry; `null` if unknown */
  unfold(): string | null {
    for (const entry of this.settings.entries) {
      const inputs = this.#inputsOf(entry);
      const taken = this.#claimName(entry);
      this.#previous = isGroup(entry) ? this.#addGroup(entry, inputs, taken) : this.#addBlock(entry, inputs);
      if (this.#known.has(entry.name)) continue;
      this.#known.set(entry.name, { path: entry.path, output: this.#previous });
      this.#names.push(entry.name);
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
      owner: { path: spec.path, inputMeans: `the input of "${spec.name}"` },
      namesTaken: namesTaken || nameTaken,
      frozen: frozen || !spec.trainable,
    });
    const output = inside.unfold();
    groups.push({ name, spec, blocks: blocks.slice(first).map((block) => block.name) });
    return output;
  }

  #inputsOf(entry: BlockEntry): readonly string[] | null {
    if (entry.from === unknown) return null;
    const inputs =
      entry.from === null ? [this.#previous] : entry.from.map((reference) => this.#resolve(reference, entry));
    if (!this.#checkInputCount(entry, inputs.length)) return null;
    return inputs.every((name) => name !== null) ? inputs : null;
  }

  #resolve({ name, path }: Reference, entry: BlockEntry): string | null {
    this.#used.add(name);
    const found = this.#known.get(name);
    if (found) return found.output;
    this.#unresolved = true;
    const { document, diagnostics, guess } = this.network;
    // An entry before this one would be known.
    const later = this.#entries.get(name);
    const details = later ? laterInput(name, entry, later) : missingInput(name, entry, this.#names, guess);
    const related = [...details.related, ...usesOf(entry)];
    diagnostics.push(diagnose(document, 'graph/unknown-input', { ...details, path, related }));
    return null;
  }

  /** Whether an entry can take this number of inputs; reports it if not. */
  #checkInputCount(entry: BlockEntry, count: number): boolean {
    if (!isGroup(entry) && entry.kind === unknown) return false;
    const merges = !isGroup(entry) && entry.kind !== unknown && entry.kind.merges === true;
    if (merges ? count >= 2 : count === 1) return true;
    const { document, diagnostics } = this.network;
    const block = isGroup(entry) || entry.kind === unknown ? 'block' : `${entry.kind.type} block`;
    diagnostics.push(
      diagnose(document, 'graph/input-count', {
        path: optionOr(document, entry, 'from', optionOr(document, entry, 'type', entry.path)),
        message: merges
          ? `${block} "${entry.name}" needs at least two inputs, received ${count}`
          : `${block} "${entry.name}" takes one input, received ${count}`,
        related: usesOf(entry),
        hint: merges
          ? 'list them: from: [a, b]'
          : 'merge them first in a separate block: { type: add } or { type: concat }',
      }),
    );
    return false;
  }

  /** @returns whether the name is already taken; reports it, unless the name of the scope is the cause */
  #claimName(entry: BlockEntry): boolean {
    const { document, names, diagnostics } = this.network;
    const { prefix, owner, namesTaken } = this.settings;
    const name = prefix + entry.name;
    const taken = this.#known.get(entry.name)?.path ?? names.get(name);
    if (!names.has(name)) names.set(name, entry.path);
    if (!taken || namesTaken) return taken !== undefined;
    const first =
      entry.name === inputName ? `"input" means ${owner.inputMeans}` : 'the name is first used here';
    diagnostics.push(
      diagnose(document, 'graph/duplicate-name', {
        path: optionOr(document, entry, 'name', entry.path),
        message: `the name "${this.#known.has(entry.name) ? entry.name : name}" is already taken`,
        related: [{ message: first, path: taken }, ...usesOf(entry)],
        hint: 'choose another name',
      }),
    );
    return true;
  }

  #reportUnused(): void {
    const { entries } = this.settings;
    const { document, diagnostics } = this.network;
    // An unknown name may have meant any block.
    if (this.#unresolved || entries.some((entry) => entry.from === unknown)) return;
    for (const [i, entry] of entries.entries()) {
      const next = entries[i + 1];
      if (!next || next.from === null || this.#used.has(entry.name)) continue;
      diagnostics.push(
        diagnose(document, 'graph/unused-block', {
          path: optionOr(document, entry, 'name', entry.path),
          message: `the output of "${entry.name}" is not used`,
          related: usesOf(entry),
          hint: 'list it in the "from" of a later block, or remove it',
        }),
      );
    }
  }
}

function laterInput(name: string, entry: BlockEntry, later: BlockEntry) {
  const itself = later === entry;
  return {
    message: itself
      ? `"${entry.name}" takes its input from itself`
      : `"${entry.name}" takes its input from "${name}", which comes after it`,
    hint: 'a block can only take input from blocks before it',
    related: itself ? [] : [{ message: `"${name}" is defined here`, path: later.path }],
  };
}

function missingInput(name: string, entry: BlockEntry, known: readonly string[], guess: Guess) {
  const message = `"${entry.name}" takes its input from "${name}", which does not exist`;
  const otherwise = `the blocks before it are ${lastOf(known)}`;
  return { ...didYouMean(message, guess(name, known), otherwise), related: [] };
}

/** Lists the last names, which are closest to the block. */
function lastOf(names: readonly string[]): string {
  const shown = names.slice(-8).join(', ');
  return names.length > 8 ? `…, ${shown}` : shown;
}

/** Replaces names of template uses and repeated blocks with the names of their blocks. */
export function weightedBlocks(
  { path, blocks, except }: InitialWeightsSpec,
  groups: readonly UnfoldedGroup[],
): InitialWeightsSpec {
  const members = new Map(groups.map((group) => [group.name, group.blocks]));
  const whole = (names: readonly string[]) => names.flatMap((name) => members.get(name) ?? [name]);
  return { path, blocks: blocks && whole(blocks), except: whole(except) };
}
