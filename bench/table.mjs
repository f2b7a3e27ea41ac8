/** Formats a section as Markdown: `title`, `how` it was measured, and a table with `header` and `rows`. Numbers are right-aligned. */
export function markdown({ title, how, header, rows }) {
  const isNumber = (cell) => /^[\d<–]/.test(cell) || cell === '';
  const right = header.map((_, i) => i > 0 && rows.every((row) => isNumber(row[i] ?? '')));
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return `
## ${title}

${how}

${line(header)}
${line(right.map((is) => (is ? '---:' : '---')))}
${rows.map(line).join('\n')}
`;
}

/** Rounds to three significant digits (two below 1). */
export function short(number) {
  if (number >= 100) return Math.round(number).toLocaleString('en');
  return number >= 1 ? number.toPrecision(3) : String(Number(number.toPrecision(2)));
}

export function median(numbers) {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
