/** The texts that `make-icons.mjs` writes along with the images. */
const line = ({ name, author, license, set, url }) =>
  `${name} (${set}), by ${author.name}, ${license.spdx}, ${license.url ?? author.url ?? url}`;

/** The data's README: what it is, its counts, its sets. */
export function readmeText({ version, kept, infos, dropped, leastDifference, mostPerSet, concepts }) {
  const count = (split, concept) => kept[split].filter((drawing) => drawing.concept === concept).length;
  const rows = concepts.map(
    (concept) => `| ${concept} | ${count('train', concept)} | ${count('validation', concept)} |`,
  );
  const sets = (split) =>
    infos[split].map((info) => `| ${info.set} | ${info.name} | ${info.license.spdx} | ${info.count} |`);
  const total = (split) => kept[split].length;
  return `# Twelve concepts from open icon sets

${total('train') + total('validation')} small images (64×64, grayscale, black on white) of twelve concepts, one folder per class. The icon sets in
\`validation/\` belong to other families than those in \`train/\`: a family is a set with its forks, its redrawings and the
other sets of its author. \`scripts/icons/make-icons.mjs\` generated them all from the package \`@iconify/json\` ${version} and can
generate them again. File names have the form \`<set>--<icon>.png\`. The project's NOTICE lists authors and licenses.

| class | train | validation |
| --- | --- | --- |
${rows.join('\n')}
| all | ${total('train')} | ${total('validation')} |

Excluded: ${dropped.mislabelled} icons that show something other than their name, ${dropped.blank} empty ones, ${dropped.likeAnother} that look like
another one of the same split, ${dropped.likeTraining} validation icons that look like one in training, and ${dropped.overLimit} beyond ${mostPerSet} per set and class.
Two images count as alike if, cropped to the drawing and scaled to 32×32, they differ by ${leastDifference} or less on average
(0: equal, 1: opposite).

## Sets in train

| prefix | set | license | images |
| --- | --- | --- | --- |
${sets('train').join('\n')}

## Sets in validation

| prefix | set | license | images |
| --- | --- | --- | --- |
${sets('validation').join('\n')}
`;
}

/**
 * The project's NOTICE: every set used, its author, licence and address, and the texts of the licences.
 * @param {{ version: string, infos: { train: object[], validation: object[] } }} summary
 * @param {Record<string, string>} licences the text of each licence by its SPDX name
 */
export function noticeText({ version, infos }, licences) {
  const all = [...infos.train, ...infos.validation].sort((a, b) => (a.set < b.set ? -1 : 1));
  const used = Object.keys(licences).filter((spdx) => all.some((info) => info.license.spdx === spdx));
  return `convspec

The pictures under examples/data/icons-12 are drawings from the open icon sets below, rendered from the package
@iconify/json ${version} (https://github.com/iconify/icon-sets) as small grey PNG files. Each set is copyright of its
author and is used under its own licence; the texts follow the list.

${all.map((info) => `- ${line(info)}`).join('\n')}
${used.map((spdx) => `\n${'='.repeat(80)}\n${spdx}\n${'='.repeat(80)}\n\n${licences[spdx].trim()}\n`).join('')}`;
}
