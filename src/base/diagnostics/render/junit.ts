import { escapeLine, escapeXml } from '../../text/escape';
import type { Diagnostic } from '../diagnostic';
import type { CheckedFile, Report, UnreadFile } from './report';
import { renderText } from './text';

type Attributes = Readonly<Record<string, string | number>>;

/** Renders a report as JUnit XML: one suite per file with a case per diagnostic, or with one passing case. */
export function renderJunit(report: Report): string {
  const fails = (diagnostic: Diagnostic) =>
    diagnostic.severity === 'error' || (diagnostic.severity === 'warning' && report.warningsFail);
  const failures = report.files.flatMap((file) => file.diagnostics.filter(fails)).length;
  const tests = report.files.reduce(
    (sum, file) => sum + Math.max(1, file.diagnostics.length),
    report.unread.length,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(
    'testsuites',
    { name: 'convspec', tests, failures, errors: report.unread.length },
    [...report.files.map((file) => suite(file, fails)), ...report.unread.map(unreadSuite)].join(''),
  )}`.trimEnd();
}

function suite({ name, diagnostics }: CheckedFile, fails: (diagnostic: Diagnostic) => boolean): string {
  const passing = element('testcase', { name: 'no problems', classname: name });
  const cases = diagnostics.map((diagnostic) => {
    const { start } = diagnostic.range;
    const text = escapeXml(renderText([diagnostic]));
    return element(
      'testcase',
      {
        name: `${diagnostic.code} ${start.line}:${start.column}`,
        classname: name,
        file: diagnostic.file,
        line: start.line,
      },
      fails(diagnostic)
        ? element('failure', { type: diagnostic.code, message: escapeLine(diagnostic.message) }, text)
        : element('system-out', {}, text),
    );
  });
  const counts = { tests: Math.max(1, cases.length), failures: diagnostics.filter(fails).length, errors: 0 };
  return element('testsuite', { name, ...counts }, cases.length > 0 ? cases.join('') : passing);
}

function unreadSuite({ name, message, hint }: UnreadFile): string {
  const error = element('error', { type: 'unread', message: escapeLine(message) }, escapeXml(hint ?? ''));
  return element(
    'testsuite',
    { name, tests: 1, failures: 0, errors: 1 },
    element('testcase', { name: 'can be read', classname: name }, error),
  );
}

/** Renders an XML element; `content` must be XML. */
function element(name: string, attributes: Attributes, content = ''): string {
  const list = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeXml(String(value))}"`);
  return `<${name}${list.join('')}>${content.startsWith('<') ? '\n' : ''}${content}</${name}>\n`;
}
