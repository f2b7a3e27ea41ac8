/**
 * Draws the example images of `examples/data/icons-12` from the open icon sets in Iconify's collection, and writes its
 * README.md and the project's NOTICE. The same package gives the same files.
 *
 *     npm install --no-save @iconify/json@2.2.535
 *     node scripts/icons/make-icons.mjs node_modules/@iconify/json
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { conceptOf, concepts } from './concepts.mjs';
import { difference, draw } from './drawing.mjs';
import { isMislabelled } from './exclusions.mjs';
import { trainingFamilies, validationFamilies } from './families.mjs';
import { noticeText, readmeText } from './texts.mjs';

/** Two drawings differ when their fingerprints do by more than this; at and below it they look alike to the eye. */
const leastDifference = 0.04;
/** No set gives more drawings than this to a class, so that no single hand prevails. */
const mostPerSet = 4;
/** The licences accepted; the text of each is in the folder `licences`. */
const licences = ['Apache-2.0', 'BSD-3-Clause', 'ISC', 'MIT'];

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const target = join(root, 'examples', 'data', 'icons-12');

/** Every drawing of a concept in one set, plain names first. */
async function candidates(source, set, dropped) {
  const {
    info,
    icons,
    width = 16,
    height = 16,
  } = JSON.parse(await readFile(join(source, 'json', `${set}.json`), 'utf8'));
  if (!licences.includes(info.license.spdx)) throw new Error(`the set ${set} is under ${info.license.spdx}`);
  const drawings = [];
  const names = Object.keys(icons).sort(
    (a, b) => a.split('-').length - b.split('-').length || (a < b ? -1 : 1),
  );
  for (const name of names) {
    const concept = conceptOf(name);
    if (concept === undefined || icons[name].hidden) continue;
    if (isMislabelled(set, name)) {
      dropped.mislabelled++;
      continue;
    }
    const drawing = await draw({ left: 0, top: 0, width, height, ...icons[name] });
    if (drawing === undefined) dropped.blank++;
    else drawings.push({ set, name, concept, ...drawing });
  }
  return { info: { set, ...info }, drawings };
}

/** Adds to `kept` what differs from everything in `kept` and in `seen`, up to {@link mostPerSet} for a class. */
function keepDistinct(drawings, kept, seen, dropped) {
  const taken = new Map();
  for (const drawing of drawings) {
    const count = taken.get(drawing.concept) ?? 0;
    const like = (other) => difference(drawing.fingerprint, other.fingerprint) <= leastDifference;
    if (seen.some(like)) dropped.likeTraining++;
    else if (kept.some(like)) dropped.likeAnother++;
    else if (count === mostPerSet) dropped.overLimit++;
    else {
      kept.push(drawing);
      taken.set(drawing.concept, count + 1);
    }
  }
}

async function main() {
  const source = process.argv[2];
  if (source === undefined || !existsSync(join(source, 'collections.json'))) {
    process.stderr.write('usage: node scripts/icons/make-icons.mjs <folder of the package @iconify/json>\n');
    process.exitCode = 2;
    return;
  }
  const { version } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  const dropped = { mislabelled: 0, blank: 0, likeAnother: 0, likeTraining: 0, overLimit: 0 };
  const kept = { train: [], validation: [] };
  const infos = { train: [], validation: [] };
  for (const [split, families] of [
    ['train', trainingFamilies],
    ['validation', validationFamilies],
  ]) {
    for (const set of families.flat()) {
      const { info, drawings } = await candidates(source, set, dropped);
      keepDistinct(drawings, kept[split], split === 'train' ? [] : kept.train, dropped);
      const count = kept[split].filter((drawing) => drawing.set === set).length;
      if (count > 0) infos[split].push({ ...info, count });
    }
  }
  for (const [split, drawings] of Object.entries(kept)) {
    await rm(join(target, split), { recursive: true, force: true });
    for (const concept of Object.keys(concepts))
      await mkdir(join(target, split, concept), { recursive: true });
    for (const { concept, set, name, png } of drawings) {
      await writeFile(join(target, split, concept, `${set}--${name}.png`), png);
    }
  }
  const summary = {
    version,
    kept,
    infos,
    dropped,
    leastDifference,
    mostPerSet,
    concepts: Object.keys(concepts),
  };
  await writeFile(join(target, 'README.md'), readmeText(summary));
  const texts = {};
  for (const spdx of licences) {
    texts[spdx] = await readFile(join(root, 'scripts', 'icons', 'licences', `${spdx}.txt`), 'utf8');
  }
  await writeFile(join(root, 'NOTICE'), noticeText(summary, texts));
  process.stdout.write(`${kept.train.length} for training, ${kept.validation.length} for validation\n`);
  process.stdout.write(`left out: ${JSON.stringify(dropped)}\n`);
}

await main();
