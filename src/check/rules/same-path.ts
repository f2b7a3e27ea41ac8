import type { Path } from '../../base/source/located-document';
import { defineRule } from './rule';
import { writtenPaths } from './written-paths';

/** Files that every run writes to its folder. */
const runFiles = [
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
  why: 'The later one would overwrite the file of the other. Upper and lower case are treated as equal, as in some file systems.',
  howToFix: 'Give each callback its own path.',

  check: ({ spec }) => {
    const writers = new Map<string, Path>();
    return writtenPaths(spec).flatMap(({ type, text, filled, path }) => {
      const normal = filled.replace(/^(\.\/)+/, '').toLowerCase();
      if (runFiles.includes(normal)) {
        return [
          {
            path,
            message: `${type} writes to "${text}", which every run writes itself`,
            hint: `choose another name; every run writes ${runFiles.join(', ')}`,
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
          message: `${type} writes to "${text}", but another callback already does`,
          related: [{ message: 'the other path is here', path: first }],
          hint: 'give each callback its own path',
        },
      ];
    });
  },
});
