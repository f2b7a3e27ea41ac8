import type { Paint } from '../../base/diagnostics/render/text';
import { counted, wrapWords } from '../../base/text/words';
import type { Examination } from './examine';
import type { Finding } from './finding';

const width = 100;
const styles = { ok: 'green', warning: 'yellow', problem: 'red' } as const;

/** A line for each finding, with its remedy behind, and a last one that counts. */
export function examinationText({ findings }: Examination, paint: Paint): string {
  const nameWidth = Math.max(...findings.map(({ name }) => name.length));
  const lines = findings.flatMap((finding) => findingLines(finding, nameWidth, paint));
  const counts = (['problem', 'warning'] as const).flatMap((status) => {
    const count = findings.filter((finding) => finding.status === status).length;
    return count === 0 ? [] : [counted(count, status)];
  });
  return [...lines, '', counts.length === 0 ? 'everything is in order' : counts.join(', ')].join('\n');
}

function findingLines({ name, status, message, remedy }: Finding, nameWidth: number, paint: Paint): string[] {
  const indent = ' '.repeat(nameWidth + 11);
  const [first = '', ...more] = wrapWords(message, width - indent.length);
  const hint = remedy === null ? [] : wrapWords(`hint: ${remedy}`, width - indent.length - 2);
  return [
    `${paint(styles[status], status.padEnd(7))}  ${name.padEnd(nameWidth)}  ${first}`,
    ...more.map((line) => indent + line),
    ...hint.map((line, i) => `${indent}${i === 0 ? '= ' : '  '}${line}`),
  ];
}
