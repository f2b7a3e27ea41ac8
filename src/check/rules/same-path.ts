import { diagnose } from '../../base/diagnostics/diagnostic';
import type { Path } from '../../base/source/located-document';
import type { Rule } from './rule';
import { writtenPaths } from './written-paths';

/** What a run writes into its folder by itself. */
const ownFiles = [
  'model.h5',
  'spec.yaml',
  'history.json',
  'history.csv',
  'environment.json',
  'report.html',
  '.convspec-run.json',
];

/** Nobody writes over another's file. Letter case is no difference: some file systems do not see it. */
export const samePath: Rule = ({ spec }) => {
  const writers = new Map<string, Path>();
  return writtenPaths(spec).flatMap(({ type, text, filled, path }) => {
    const normal = filled.replace(/^(\.\/)+/, '').toLowerCase();
    if (ownFiles.includes(normal)) {
      return [
        diagnose(spec.document, 'policy/same-path', {
          path,
          message: `${type} writes "${text}", which every run writes itself`,
          hint: `choose another name; a run has ${ownFiles.join(', ')} of its own`,
        }),
      ];
    }
    const first = writers.get(normal);
    if (first === undefined) {
      writers.set(normal, path);
      return [];
    }
    return [
      diagnose(spec.document, 'policy/same-path', {
        path,
        message: `${type} writes "${text}", which another callback writes too`,
        related: [{ message: 'it is written here first', path: first }],
        hint: 'give each a path of its own',
      }),
    ];
  });
};
