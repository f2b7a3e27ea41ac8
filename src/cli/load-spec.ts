import { decodeSource, type ReadSource } from '../base/source/read-source';
import { readSoundSpec, type SoundSpec } from '../check/sound-spec';
import { readNodeLocation } from '../hosts/node/location';
import type { Overrides } from '../language/overrides';
import type { CliIo } from './io';

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
