import type { Paint } from '../base/diagnostics/render/text';
import { formatBytes } from '../base/text/format-numbers';
import { alignRows } from '../base/text/table';
import { wrapWords } from '../base/text/words';
import type { BackendSurvey, SurveyedBackend } from '../run/backends/survey-backends';

const width = 80;

/**
 * Formats a survey, 80 columns wide: a table of backends, the one `auto` selects, and why others are unavailable or
 * cannot train the plan or its batch size, each with a hint.
 */
export function surveyText({ backends, auto }: BackendSurvey, paint: Paint): string {
  const objections = backends.flatMap((backend) => objectionLines(backend, paint));
  return [
    ...table(backends, paint),
    '',
    auto === null ? 'auto finds no suitable backend' : `auto selects ${paint('green', auto)}`,
    ...(objections.length === 0 ? [] : ['', ...objections]),
  ].join('\n');
}

function table(backends: readonly SurveyedBackend[], paint: Paint): string[] {
  const planned = backends.some(({ supported }) => supported !== undefined);
  const columns = ['name', 'kind', 'available', ...(planned ? ['can train it'] : []), 'device'];
  const rows = backends.map((backend) => {
    const { name, accelerator, available, supported } = backend;
    const trains = supported === undefined ? '' : yesOrNo(supported);
    return [name, accelerator.toUpperCase(), yesOrNo(available), ...(planned ? [trains] : []), ''];
  });
  const aligns = columns.map(() => 'left' as const);
  const [head = '', ...body] = alignRows([columns, ...rows], aligns);
  const indent = head.indexOf('device');
  return [
    paint('bold', head),
    ...body.flatMap((line, i) => {
      const [first = '', ...more] = wrapWords(deviceText(backends[i]), width - indent);
      const painted = [
        `${line.padEnd(indent)}${first}`.trimEnd(),
        ...more.map((m) => ' '.repeat(indent) + m),
      ];
      return backends[i]?.available === false ? painted.map((text) => paint('dim', text)) : painted;
    }),
  ];
}

function deviceText(backend: SurveyedBackend | undefined): string {
  const { device = '', memoryBytes } = backend ?? {};
  return memoryBytes === undefined ? device : `${device}, ${formatBytes(memoryBytes)}`;
}

function objectionLines({ name, reason, remedy, shortage }: SurveyedBackend, paint: Paint): string[] {
  return [
    ...(reason === undefined ? [] : remark(name, { reason, remedy }, paint)),
    ...(shortage === undefined ? [] : remark(name, shortage, paint)),
  ];
}

function remark(
  name: string,
  { reason, remedy = '' }: { readonly reason: string; readonly remedy: string | undefined },
  paint: Paint,
): string[] {
  const [first = '', ...more] = wrapWords(`${name}: ${reason}`, width - 2);
  const todo = wrapWords(`hint: ${remedy}`, width - 4);
  return [
    `${paint('bold', name)}${first.slice(name.length)}`,
    ...more.map((line) => `  ${line}`),
    ...todo.map((line, i) => (i === 0 ? `  = ${paint('bold', 'hint')}${line.slice(4)}` : `    ${line}`)),
  ];
}

function yesOrNo(value: boolean): string {
  return value ? 'yes' : 'no';
}
