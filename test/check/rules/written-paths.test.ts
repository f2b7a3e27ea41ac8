import { expect, it } from 'vitest';
import { found } from '../../support/check-file';
import { specText } from '../../support/spec-text';

it('paths are checked with their variables filled in', () => {
  const callbacks = [
    'callbacks:',
    "  - { type: modelCheckpoint, path: '{up}/x.h5', monitor: loss }",
    "  - { type: modelCheckpoint, path: '{name}.h5', monitor: loss }",
    '  - { type: modelCheckpoint, path: one.h5, monitor: loss }',
  ].join('\n');
  expect(found(specText({ variables: "variables: { up: '../..', name: one }", callbacks }))).toEqual([
    '11:36 policy/path-escapes "{up}/x.h5", which is "../../x.h5", is outside the run folder',
    '13:36 policy/same-path modelCheckpoint writes to "one.h5", but another callback already does',
  ]);
});
