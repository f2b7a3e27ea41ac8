import { expect, it } from 'vitest';
import { found } from '../../support/check-file';
import { specText } from '../../support/spec-text';

const withCallbacks = (callbacks: string, more: string) =>
  specText({ callbacks: `callbacks: [${callbacks}]`, more });
const data = 'data: { train: { directory: a } }';

it.each([
  ['a/b/../c.h5', data, []],
  ['../a.h5', data, ['9:44 policy/path-escapes "../a.h5" is outside the run folder']],
  ['a/../../b.h5', data, ['9:44 policy/path-escapes "a/../../b.h5" is outside the run folder']],
  ['/a.h5', data, ['9:44 policy/path-escapes "/a.h5" is outside the run folder']],
  ['C:a.h5', data, ['9:44 policy/path-escapes "C:a.h5" is outside the run folder']],
  ['..\\\\a.h5', data, ['9:44 policy/path-escapes "..\\a.h5" is outside the run folder']],
  ['best.h5', data, []],
])('%s with %j', (path, more, expected) => {
  expect(found(withCallbacks(`{ type: modelCheckpoint, path: "${path}" }`, more))).toEqual(expected);
});
