import { existsSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { meantOr } from '../../base/diagnostics/suggest';
import { SourceFile } from '../../base/source/source-file';
import { checkSpec } from '../../check/check-spec';
import type { ModelPlan } from '../../check/model-plan';
import { largestBatch } from '../../check/training-memory';
import { vocabularyWith } from '../../language/vocabulary';
import { type ImageSets, InitError, setNames } from './image-sets';
import { isMade, madeNetwork, madeNetworks } from './networks';
import type { Proposal } from './proposal';
import { fewestZooImages, type Schedule, scheduleFor, stepMemory, zooStepMemory } from './rule';
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
 * Creates and checks the spec of a proposal. The plan of its network, which does not depend on the batch size, decides how
 * many images fit into a step.
 *
 * @param out the path of the spec; the paths in the spec are relative to its folder
 * @throws InitError if the network does not exist, or cannot take images of that size
 */
export async function projectOf(proposal: Proposal, sets: ImageSets, out: string): Promise<Project> {
  const folder = dirname(resolve(out));
  const fromSpec = (path: string) => relative(folder, resolve(path)).replaceAll(sep, '/') || '.';
  const { network: name, images } = proposal;
  const network = isMade(name) ? madeNetwork(name, proposal) : await zooNetwork(name);
  const paths = {
    train: fromSpec(sets.train.directory),
    validation: sets.validation && fromSpec(sets.validation.directory),
    test: sets.test && fromSpec(sets.test.directory),
    schema: installedSchema(folder),
  };
  const projectWith = (schedule: Schedule) => {
    const text = specText(proposal, network, schedule, paths);
    return { text, plan: checkedPlan(text, proposal, out) };
  };
  const { plan } = projectWith(scheduleFor(images, Number.POSITIVE_INFINITY));
  const largest = isMade(name)
    ? largestBatch(plan, stepMemory)
    : Math.max(fewestZooImages, largestBatch(plan, zooStepMemory));
  return projectWith(scheduleFor(images, largest));
}

/** @throws InitError if the spec has errors or warnings */
function checkedPlan(text: string, { network, size }: Proposal, out: string): ModelPlan {
  const { plan, diagnostics } = checkSpec(new SourceFile(out, text), vocabularyWith());
  const [fault] = diagnostics.filter(({ severity }) => severity !== 'note');
  if (plan && !fault) return plan;
  throw new InitError(
    `the network ${network} cannot take images of ${size.join('×')}: ${fault?.message ?? 'it has no layers'}`,
    'choose a larger --size, or --network small',
  );
}

/** @throws InitError if no network has that name */
export async function checkNetworkName(name: string): Promise<void> {
  const names = await networkNames();
  if (names.includes(name)) return;
  const hint = meantOr(name, names, `choose one of ${names.join(', ')}`);
  throw new InitError(`unknown network "${name}"`, hint);
}

/** Derives the name of a spec from a folder of images: for `fashion/train`, it is `fashion`. */
export function specName(folder: string): string {
  const path = resolve(folder);
  const isSet = setNames.includes(basename(path).toLowerCase());
  const name = basename(isSet ? dirname(path) : path)
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
