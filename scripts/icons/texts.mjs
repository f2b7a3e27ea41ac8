/** What `make-icons.mjs` writes beside the pictures. */
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
  return `# Twelve concepts as drawn by open icon sets

${total('train') + total('validation')} small pictures (64×64, grey, black on white) of twelve things, one folder per class. The sets of
\`validation/\` are of families that \`train/\` has nothing of: a family is a set with its forks, redrawings and sets by the
same author. \`scripts/icons/make-icons.mjs\` made them all from the package \`@iconify/json\` ${version} and makes them again.
A file is named \`<set>--<icon>.png\`. Authors and licences are in the project's NOTICE.

| class | train | validation |
| --- | --- | --- |
${rows.join('\n')}
| all | ${total('train')} | ${total('validation')} |

Left out: ${dropped.mislabelled} icons that show something else than their name says, ${dropped.blank} empty ones, ${dropped.likeAnother} that look like
another of the same split, ${dropped.likeTraining} of validation that look like one in training, and ${dropped.overLimit} beyond ${mostPerSet} per set and class.
Two pictures look alike when, cropped to their ink and scaled to 32×32, they differ by ${leastDifference} or less on average
(0: the same, 1: opposite).

## Sets in train

| prefix | set | licence | pictures |
| --- | --- | --- | --- |
${sets('train').join('\n')}

## Sets in validation

| prefix | set | licence | pictures |
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
