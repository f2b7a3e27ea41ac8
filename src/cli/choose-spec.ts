import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { decodeSource, type ReadSource, SourceError } from '../base/source/read-source';
import { readSoundSpec, type SoundSpec } from '../check/sound-spec';
import { readNodeLocation } from '../hosts/node/location';
import type { Overrides } from '../language/overrides';
import type { CliIo } from './io';

/** The spec of a working directory, which commands take that are given none; `convspec init` writes it. */
export const usualSpec = 'convspec.yaml';
const usualNames = [usualSpec, 'convspec.yml'];

/** How a command names its spec. */
export interface SpecChoice {
  readonly argument?: string | undefined;
  readonly spec?: string | undefined;
}

/** The spec in the working directory by its usual name; `undefined` where there is none. */
export function findUsualSpec(): string | undefined {
  return usualNames.find((name) => existsSync(name));
}

/**
 * The spec that a command works on: its argument, or `--spec`, or the usual one, which `say` is told.
 *
 * @throws SourceError when there is none, or two
 */
export function chooseSpec({ argument, spec }: SpecChoice, say: (text: string) => void): string {
  if (argument !== undefined && spec !== undefined)
    throw new SourceError(`the spec is named twice: ${argument}, and --spec ${spec}`, 'give one of them');
  const given = argument ?? spec;
  if (given !== undefined) return given;
  const found = findUsualSpec();
  if (found === undefined)
    throw new SourceError(
      `no spec was given, and there is no ${usualSpec} here`,
      'give the path of a spec, or make one from a folder of images: convspec init PHOTOS',
    );
  say(`spec ${found}`);
  return found;
}

/** Tells on stderr which file was taken. */
export function sayOn({ stderr }: Pick<CliIo, 'stderr'>): (text: string) => void {
  return (text) => stderr.write(`${text}\n`);
}

/**
 * The model that a command works on: its argument, or the run of a spec where training puts it unless told otherwise.
 *
 * @throws SourceError when nothing has been trained there, or the model is named and a spec too
 */
export async function chooseModel({ argument, spec }: SpecChoice, io: CliIo): Promise<string> {
  if (argument !== undefined) {
    if (spec === undefined) return argument;
    throw new SourceError(`the model ${argument} holds its spec: --spec names another`, 'give one of them');
  }
  const path = spec ?? findUsualSpec();
  if (path === undefined)
    throw new SourceError(
      `no model was given, and there is no ${usualSpec} here that tells of one`,
      'give a run folder, or a model file that a run saved',
    );
  const { plan } = await loadSoundSpec(path, io);
  const folder = join('runs', plan.name);
  if (!existsSync(folder))
    throw new SourceError(
      `no model was given, and ${path} has not been trained: there is no ${folder}`,
      'train it with convspec train, or give a run folder or a model file',
    );
  io.stderr.write(`model ${folder}\n`);
  return folder;
}

/** Reads a spec named on the command line; `-` is standard input. */
export async function readSpecArgument(path: string, io: CliIo): Promise<ReadSource> {
  if (path !== '-') return readNodeLocation(path);
  return { file: decodeSource('<stdin>', await io.readStdin()), directory: null };
}

/** Reads and checks a spec for a command that needs a sound one. @throws SpecError with every diagnostic */
export async function loadSoundSpec(path: string, io: CliIo, set: Overrides = {}): Promise<SoundSpec> {
  const { plugins = [] } = io;
  return readSoundSpec(await readSpecArgument(path, io), readNodeLocation, { set, plugins });
}
