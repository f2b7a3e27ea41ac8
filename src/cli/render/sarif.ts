import type { Location, Log, Notification, Region, ReportingDescriptor, Result } from 'sarif';
import { version } from '../../../package.json';
import { diagnosticCodeList, type Severity } from '../../base/diagnostics/codes';
import type { Diagnostic } from '../../base/diagnostics/diagnostic';
import { diagnosticsOf, portablePath, type Report } from '../../base/diagnostics/render/report';
import type { Range } from '../../base/source/source-file';
import { catalogue } from '../../check/catalogue';

const levels = { error: 'error', warning: 'warning', note: 'note' } as const satisfies Record<
  Severity,
  string
>;

/** A report as SARIF 2.1.0, the format of code scanning. Every code is a rule; paths are relative to %SRCROOT%. */
export function renderSarif(report: Report): string {
  const log: Log = {
    $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'convspec', version, semanticVersion: version, rules: rules() } },
        columnKind: 'utf16CodeUnits',
        originalUriBaseIds: {
          '%SRCROOT%': { description: { text: 'The folder in which the specs were checked.' } },
        },
        invocations: [
          {
            executionSuccessful: report.unread.length === 0,
            toolExecutionNotifications: report.unread.map(
              ({ message, hint }): Notification => ({
                level: 'error',
                message: { text: hint === undefined ? message : `${message}\n${hint}` },
              }),
            ),
          },
        ],
        results: diagnosticsOf(report).map((diagnostic) => result(diagnostic, report.root)),
      },
    ],
  };
  return JSON.stringify(log, null, 2);
}

function rules(): ReportingDescriptor[] {
  return Object.entries(catalogue).map(([id, { severity, law, why, howToFix, ignoreWhen }]) => {
    const help = [why, howToFix, ...(ignoreWhen === undefined ? [] : [`When to ignore it: ${ignoreWhen}`])];
    return {
      id,
      shortDescription: { text: law },
      fullDescription: { text: why },
      help: { text: help.join(' ') },
      defaultConfiguration: { level: levels[severity] },
    };
  });
}

function result(diagnostic: Diagnostic, root: string): Result {
  const { code, severity, message, hint, file, range, related, suggestion } = diagnostic;
  return {
    ruleId: code,
    ruleIndex: diagnosticCodeList.indexOf(code),
    level: levels[severity],
    message: { text: hint === undefined ? message : `${message}\nhint: ${hint}` },
    locations: [location(file, range, root)],
    ...(related.length === 0
      ? {}
      : {
          relatedLocations: related.map((place, id) => ({
            id,
            ...location(place.file, place.range, root),
            message: { text: place.message },
          })),
        }),
    ...(suggestion === undefined
      ? {}
      : {
          fixes: [
            {
              description: { text: `write ${suggestion.text}` },
              artifactChanges: [
                {
                  artifactLocation: artifact(file, root),
                  replacements: [
                    { deletedRegion: region(suggestion.range), insertedContent: { text: suggestion.text } },
                  ],
                },
              ],
            },
          ],
        }),
  };
}

function location(file: string, range: Range, root: string): Location {
  return { physicalLocation: { artifactLocation: artifact(file, root), region: region(range) } };
}

function region({ start, end }: Range): Region {
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

/** Relative to the root; a file elsewhere has its absolute address. */
function artifact(file: string, root: string): { uri: string; uriBaseId?: string } {
  const path = portablePath(file, root);
  const uri = path.split('/').map(encodeURIComponent).join('/');
  if (/^[A-Za-z]:\//.test(path)) return { uri: `file:///${uri.replace('%3A', ':')}` };
  if (path.startsWith('../')) return { uri: new URL(uri, `file://${root.replaceAll('\\', '/')}/`).href };
  return path.startsWith('/') ? { uri: `file://${uri}` } : { uri, uriBaseId: '%SRCROOT%' };
}
