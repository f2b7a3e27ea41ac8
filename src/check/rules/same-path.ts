import type { Path } from '../../base/source/located-document';
import { defineRule } from './rule';
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

export const samePath = defineRule({
  code: 'policy/same-path',
  severity: 'error',
  law: 'A callback does not write to a file that another callback, or the run itself, writes.',
  why: 'Whichever comes later would overwrite what the other wrote. Upper and lower case are treated as equal, because some file systems do the same.',
  howToFix: 'Give each callback a path of its own.',

  check: ({ spec }) => {
    const writers = new Map<string, Path>();
    return writtenPaths(spec).flatMap(({ type, text, filled, path }) => {
      const normal = filled.replace(/^(\.\/)+/, '').toLowerCase();
      if (ownFiles.includes(normal)) {
        return [
          {
            path,
            message: `${type} writes "${text}", which every run writes itself`,
            hint: `choose another name; a run has ${ownFiles.join(', ')} of its own`,
          },
        ];
      }
      const first = writers.get(normal);
      if (first === undefined) {
        writers.set(normal, path);
        return [];
      }
      return [
        {
          path,
          message: `${type} writes "${text}", which another callback writes too`,
          related: [{ message: 'it is written here first', path: first }],
          hint: 'give each a path of its own',
        },
      ];
    });
  },
});
