import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMap, isScalar, type Pair, parseDocument, visit } from 'yaml';
import type { NetworkText } from './networks';
import type { Size } from './rule';

/** A network of the zoo: a spec in this package without a `data` section. */
export interface ZooNetwork extends NetworkText {
  readonly name: string;
  /** The input size it was designed for. */
  readonly size: Size;
}

/** The names of the zoo, in alphabetical order. */
export async function zooNames(): Promise<readonly string[]> {
  const names: string[] = [];
  for (const file of (await readdir(zooFolder())).sort()) {
    if (!file.endsWith('.yaml')) continue;
    const text = await readFile(join(zooFolder(), file), 'utf8');
    if (!/^data:/m.test(text)) names.push(basename(file, '.yaml'));
  }
  return names;
}

/**
 * Loads a network of the zoo for other images: without its claims, which are about its original input and classes, and with
 * a batch norm momentum suited to few training steps.
 */
export async function zooNetwork(name: string): Promise<ZooNetwork> {
  const document = parseDocument(await readFile(join(zooFolder(), `${name}.yaml`), 'utf8'));
  const about = (document.commentBefore ?? '')
    .split('\n')
    .filter((line) => !line.includes('yaml-language-server'))
    .map((line) => line.trim())
    .join(' ');
  const shape = document.getIn(['input', 'shape']) as { toJSON(): [number, number, number] };
  const [height, width] = shape.toJSON();
  visit(document, {
    Pair(_key, pair) {
      if (!isScalar(pair.key)) return undefined;
      if (pair.key.value === 'expect') return visit.REMOVE;
      if (pair.key.value === 'batchNorm') followQuickly(pair, document);
      return undefined;
    },
  });
  for (const key of ['version', 'name', 'input', 'classes', 'training', 'callbacks']) document.delete(key);
  document.commentBefore = null;
  if (isMap(document.contents)) document.contents.commentBefore = null;
  const firstSentence = /^.*?\)/.exec(about)?.[0] ?? name;
  return {
    name,
    size: [height, width],
    about: `${firstSentence}, from the convspec zoo.`,
    text: document.toString({ lineWidth: 0 }),
  };
}

function followQuickly(pair: Pair, document: ReturnType<typeof parseDocument>): void {
  if (isMap(pair.value)) pair.value.set('momentum', 0.9);
  else if (isScalar(pair.value) && pair.value.value === true)
    pair.value = document.createNode({ momentum: 0.9 }, { flow: true });
}

/** The folder `specs` of this package, wherever in it this program was built to. */
function zooFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'specs/resnet-18.yaml')) && folder !== dirname(folder))
    folder = dirname(folder);
  return join(folder, 'specs');
}
