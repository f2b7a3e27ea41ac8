import { existsSync } from 'node:fs';
import type { Diagnostic } from '../base/diagnostics/diagnostic';
import { renderText } from '../base/diagnostics/render/text';
import { decodeSource, type ReadSource, SourceError } from '../base/source/read-source';
import { type PlannedSpec, planSource, throwErrors } from '../check/sound-spec';
import { readNodeLocation } from '../hosts/node/location';
import type { Overrides } from '../language/overrides';
import { type CliIo, paintFor, writeLine } from './io';

/** The default spec of a folder: used by commands when no spec is given, and written by `convspec init`. */
export const usualSpec = 'convspec.yaml';
const usualNames = [usualSpec, 'convspec.yml'];

/** The two ways to pass a spec to a command. */
export interface SpecChoice {
  readonly argument?: string | undefined;
  readonly spec?: string | undefined;
}

/** The default spec in the current folder, or `undefined` if there is none. */
export function findUsualSpec(): string | undefined {
  return usualNames.find((name) => existsSync(name));
}

/**
 * Returns the spec a command works on: its argument, `--spec`, or the default spec, whose name is then passed to `say`.
 *
 * @throws SourceError if both are given, or neither and there is no default spec
 */
export function chooseSpec({ argument, spec }: SpecChoice, say: (text: string) => void): string {
  if (argument !== undefined && spec !== undefined)
    throw new SourceError(`two specs were given: ${argument} and --spec ${spec}`, 'give only one');
  const given = argument ?? spec;
  if (given !== undefined) return given;
  const found = findUsualSpec();
  if (found === undefined)
    throw new SourceError(
      `no spec was given, and ${usualSpec} was not found in this folder`,
      'give the path of a spec, or create one from a folder of images: convspec init PHOTOS',
    );
  say(`spec ${found}`);
  return found;
}

/** Returns a `say` that writes lines to stderr. */
export function sayOn({ stderr }: Pick<CliIo, 'stderr'>): (text: string) => void {
  return (text) => writeLine(stderr, text);
}

/** Reads a spec given on the command line; `-` is standard input. */
export async function readSpecArgument(path: string, io: CliIo): Promise<ReadSource> {
  if (path !== '-') return readNodeLocation(path);
  return { file: decodeSource('<stdin>', await io.readStdin()), directory: null };
}

/**
 * Reads and checks a spec for a command that needs its network, but not its claims. Such a command calls `throwErrors` with
 * the diagnostics after its output, so that it fails if claims have failed.
 *
 * @throws SpecError with every diagnostic if the network is unknown
 */
export async function loadPlannedSpec(
  path: string,
  { plugins = [], ...io }: CliIo,
  set: Overrides = {},
): Promise<PlannedSpec> {
  return planSource(await readSpecArgument(path, io), { set, plugins });
}

/** Reads and checks a spec for a command that needs one without errors. @throws SpecError with every diagnostic */
export async function loadSoundSpec(path: string, io: CliIo, set: Overrides = {}): Promise<PlannedSpec> {
  const planned = await loadPlannedSpec(path, io, set);
  throwErrors(planned.diagnostics);
  return planned;
}

/** Prints notes on claims that are only true without the overrides of `--set`. */
export function noteOverridden(diagnostics: readonly Diagnostic[], { stderr, env }: CliIo): void {
  const notes = diagnostics.filter(({ code }) => code === 'claim/overridden');
  if (notes.length > 0) stderr.write(`${renderText(notes, paintFor(stderr, env))}\n`);
}
