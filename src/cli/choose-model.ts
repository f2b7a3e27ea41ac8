import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Argument, Option } from '@commander-js/extra-typings';
import { type ReadSource, SourceError } from '../base/source/read-source';
import { findUsualSpec, loadPlannedSpec, readSpecArgument, type SpecChoice, usualSpec } from './choose-spec';
import { type CliIo, writeLine } from './io';

const aboutModel = 'run folder, or model file (.keras, .h5, model.json)';

/** The model of a command that needs one. */
export const modelArgument = () => new Argument('<model>', aboutModel);

/** The model of a command that uses the run of the spec by default; see {@link chooseModel}. */
export const optionalModelArgument = () =>
  new Argument('[model]', `${aboutModel} (default: runs/<name of the spec>)`);

/** The spec of a model that contains none. */
export const modelSpecOption = () =>
  new Option(
    '--spec <file>',
    'spec of the model, if the file contains none (default: the .yaml file of the same name next to it)',
  );

/** A model, and its spec if one was given. */
export interface ChosenModel {
  readonly model: string;
  readonly spec?: ReadSource;
}

/**
 * Returns the model a command works on: its argument with the spec in `--spec`, or the default run folder `runs/<name>` of a
 * spec.
 *
 * @throws SourceError if that run folder does not exist, or a spec cannot be read
 */
export async function chooseModel({ argument, spec }: SpecChoice, io: CliIo): Promise<ChosenModel> {
  if (argument !== undefined)
    return { model: argument, ...(spec === undefined ? {} : { spec: await readSpecArgument(spec, io) }) };
  const path = spec ?? findUsualSpec();
  if (path === undefined)
    throw new SourceError(
      `no model was given, and ${usualSpec} was not found in this folder`,
      'give a run folder, or a model file (.keras, .h5, model.json)',
    );
  const { plan } = await loadPlannedSpec(path, io);
  const folder = join('runs', plan.name);
  if (!existsSync(folder))
    throw new SourceError(
      `no model was given, and ${path} has not been trained: ${folder} does not exist`,
      'train it with convspec train, or give a run folder or a model file',
    );
  writeLine(io.stderr, `model ${folder}`);
  return { model: folder };
}
