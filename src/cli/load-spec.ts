import { SpecError } from '../base/diagnostics/spec-error';
import { decodeSource, type ReadSource } from '../base/source/read-source';
import { type CheckedSpec, checkSpec } from '../check/check-spec';
import type { ModelPlan } from '../check/model-plan';
import { readNodeLocation } from '../hosts/node/location';
import type { ModelSpec } from '../language/model-spec';
import { applyOverrides, type Overrides } from '../language/overrides';
import { vocabularyWith } from '../language/vocabulary';
import type { CliIo } from './io';

/** Reads a spec named on the command line; `-` is standard input. */
export async function readSpecArgument(path: string, io: CliIo): Promise<ReadSource> {
  if (path !== '-') return readNodeLocation(path);
  return { file: decodeSource('<stdin>', await io.readStdin()), directory: null };
}

export interface SoundSpec {
  readonly source: ReadSource;
  readonly spec: ModelSpec;
  readonly plan: ModelPlan;
  readonly checked: CheckedSpec;
}

/** Reads and checks a spec for a command that needs a sound one. @throws SpecError with every diagnostic. */
export async function loadSoundSpec(path: string, io: CliIo, overrides: Overrides = {}): Promise<SoundSpec> {
  const source = await readSpecArgument(path, io);
  const checked = checkSpec(source.file, vocabularyWith(io.plugins), (document) =>
    applyOverrides(document, overrides),
  );
  if (!checked.plan || !checked.spec) throw new SpecError(checked.diagnostics);
  return { source, spec: checked.spec, plan: checked.plan, checked };
}
