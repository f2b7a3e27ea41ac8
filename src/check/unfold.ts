import { type Diagnostic, diagnose, maxFindings } from '../base/diagnostics/diagnostic';
import { didYouMean, guess } from '../base/diagnostics/suggest';
import type { Path } from '../base/source/located-document';
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

/** What a name stands for inside one scope. */
interface Known {
  readonly path: Path;
  /** The block that yields its output; `null` when unknown. */
  readonly output: string | null;
}

/** Writes groups out: every block gets its full name, `<group>_<name>`, and the full names of those that it takes. */
export function unfold(spec: ModelSpec): Unfolded {
  const { document } = spec;
  const blocks: UnfoldedBlock[] = [];
  const groups: UnfoldedGroup[] = [];
  const diagnostics: Diagnostic[] = [];
  /** Full names, and where they stand. */
  const names = new Map<string, Path>();
  const entries = spec.blocks === unknown ? [] : spec.blocks;
  unfoldScope(entries, '', inputName, { path: [inputName], what: 'the input of the network' });
  return { blocks, groups, diagnostics };

  /** @returns the block that yields the output of the last entry. */
  function unfoldScope(
    scope: readonly BlockEntry[],
    prefix: string,
    input: string | null,
    owner: { readonly path: Path; readonly what: string },
    /** Whether the scope has the name of another, so that its names are taken too: that has been said. */
    namesTaken = false,
    frozen = false,
  ): string | null {
    const known = new Map<string, Known>([[inputName, { path: owner.path, output: input }]]);
    const used = new Set<string>();
    let unresolved = false;
    let previous = input;

    for (const [index, entry] of scope.entries()) {
      const name = prefix + entry.name;
      const inputs = inputsOf(entry, index);
      const taken = claimName(entry, name);
      const trainable = entry.trainable && !frozen;
      if (isGroup(entry)) {
        const first = blocks.length;
        const inside = { path: entry.path, what: `what "${entry.name}" takes` };
        const [input = null] = inputs ?? [];
        previous = unfoldScope(entry.blocks, `${name}_`, input, inside, namesTaken || taken, !trainable);
        groups.push({ name, spec: entry, blocks: blocks.slice(first).map((block) => block.name) });
      } else {
        blocks.push({ name, spec: entry, trainable, inputs });
        previous = name;
      }
      if (!known.has(entry.name)) known.set(entry.name, { path: entry.path, output: previous });
    }
    reportUnused();
    return previous;

    function inputsOf(entry: BlockEntry, index: number): readonly string[] | null {
      if (entry.from === unknown) return null;
      const wanted = entry.from === null ? [previous] : entry.from.map((name) => resolve(name, entry, index));
      if (!takesSoMany(entry, wanted.length)) return null;
      return wanted.every((name) => name !== null) ? wanted : null;
    }

    function resolve({ name, path }: Reference, entry: BlockEntry, index: number): string | null {
      used.add(name);
      const found = known.get(name);
      if (found) return found.output;
      unresolved = true;
      // To say what was meant takes a look at every block.
      if (diagnostics.length > maxFindings) return null;
      const later = scope.slice(index).find((other) => other.name === name);
      const finding = later
        ? {
            message: `"${entry.name}" takes "${name}", which ${later === entry ? 'is itself' : 'comes after it'}`,
            hint: 'a block may only take blocks before it',
            related: later === entry ? [] : [{ message: `"${name}" stands here`, path: later.path }],
          }
        : didYouMean(
            `"${entry.name}" takes "${name}", which does not exist`,
            guess(name, known.keys()),
            `the blocks before it are ${lastOf([...known.keys()])}`,
          );
      const related = [...('related' in finding ? finding.related : []), ...usesOf(entry)];
      diagnostics.push(diagnose(document, 'graph/unknown-input', { ...finding, path, related }));
      return null;
    }

    /** @returns whether the name is taken. */
    function claimName(entry: BlockEntry, name: string): boolean {
      const taken = known.get(entry.name)?.path ?? names.get(name);
      if (!names.has(name)) names.set(name, entry.path);
      if (!taken || namesTaken) return taken !== undefined;
      const first = entry.name === inputName ? `"input" is ${owner.what}` : 'it stands here first';
      diagnostics.push(
        diagnose(document, 'graph/duplicate-name', {
          path: optionOr(document, entry, 'name', entry.path),
          message: `the name "${known.has(entry.name) ? entry.name : name}" is taken`,
          related: [{ message: first, path: taken }, ...usesOf(entry)],
          hint: 'choose another name',
        }),
      );
      return true;
    }

    function reportUnused(): void {
      // A name that leads nowhere may have meant any block.
      if (unresolved || scope.some((entry) => entry.from === unknown)) return;
      for (const [i, entry] of scope.entries()) {
        const next = scope[i + 1];
        if (!next || next.from === null || used.has(entry.name)) continue;
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

  function takesSoMany(entry: BlockEntry, count: number): boolean {
    if (!isGroup(entry) && entry.kind === unknown) return false;
    const merges = !isGroup(entry) && entry.kind !== unknown && entry.kind.merges === true;
    if (merges ? count >= 2 : count === 1) return true;
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
}

/** The names nearest before, as a list. */
function lastOf(names: readonly string[]): string {
  const shown = names.slice(-8).join(', ');
  return names.length > 8 ? `…, ${shown}` : shown;
}
