import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { meantOr } from '../../base/diagnostics/suggest';
import { SourceFile } from '../../base/source/source-file';
import { checkSpec } from '../../check/check-spec';
import type { ModelPlan } from '../../check/model-plan';
import { vocabularyWith } from '../../language/vocabulary';
import { type ImageSets, InitError } from './image-sets';
import type { Proposal } from './proposal';
import { madeNetworks, mediumNetwork, type NetworkText, smallNetwork } from './proposal';
import { specText } from './spec-text';
import { zooNames, zooNetwork } from './zoo';

/** A spec that validates without warnings, and its plan. */
export interface Project {
  readonly text: string;
  readonly plan: ModelPlan;
}

/** The networks a new spec can use, generated ones first. */
export async function networkNames(): Promise<readonly string[]> {
  return [...madeNetworks, ...(await zooNames())];
}

/**
 * Creates and checks the spec of a proposal.
 *
 * @param out the path of the spec; the paths in the spec are relative to its folder
 * @throws InitError if the network does not exist, or cannot take images of that size
 */
export async function projectOf(proposal: Proposal, sets: ImageSets, out: string): Promise<Project> {
  const folder = dirname(resolve(out));
  const fromSpec = (path: string) => relative(folder, resolve(path)).replaceAll(sep, '/') || '.';
  const { network, size } = proposal;
  const text = specText(proposal, await networkText(proposal), {
    train: fromSpec(sets.train.directory),
    validation: sets.validation && fromSpec(sets.validation.directory),
    schema: installedSchema(folder),
  });
  const { plan, diagnostics } = checkSpec(new SourceFile(out, text), vocabularyWith());
  const [fault] = diagnostics.filter(({ severity }) => severity !== 'note');
  if (plan && !fault) return { text, plan };
  throw new InitError(
    `the network ${network} cannot take images of ${size.join('×')}: ${fault?.message ?? 'it has no layers'}`,
    'choose a larger --size, or --network small',
  );
}

async function networkText(proposal: Proposal): Promise<NetworkText> {
  if (proposal.network === 'small') return smallNetwork(proposal);
  if (proposal.network === 'medium') return mediumNetwork(proposal);
  return zooNetwork(proposal.network);
}

/** @throws InitError if no network has that name */
export async function checkNetworkName(name: string): Promise<void> {
  const names = await networkNames();
  if (names.includes(name)) return;
  const hint = meantOr(name, names, `choose one of ${names.join(', ')}`);
  throw new InitError(`unknown network "${name}"`, hint);
}

/** Derives the name of a spec from a folder of images. */
export function specName(folder: string): string {
  const name = basename(resolve(folder))
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '');
  return name === '' ? 'model' : name;
}

/** The path, relative to `folder`, of the JSON Schema in an installed convspec package; `null` if there is none. */
function installedSchema(folder: string): string | null {
  const inPackage = 'node_modules/convspec/schema/model-spec.schema.json';
  for (let parent = folder; ; parent = dirname(parent)) {
    const path = join(parent, inPackage);
    if (existsSync(path)) return `./${relative(folder, path).replaceAll(sep, '/')}`.replace('./../', '../');
    if (parent === dirname(parent)) return null;
  }
}
