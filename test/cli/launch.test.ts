import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandTable } from '../../src/cli/command-table';
import { asLaunched } from '../../src/cli/launch';
import { folderOf } from '../support/tiny-project';

const hint = 'train it with convspec train, or run npx convspec init; convspec runs are in runs/';

describe('commands in hints', () => {
  it('begin with npx where a shell does not find convspec', () => {
    const expected = 'train it with npx convspec train, or run npx convspec init; convspec runs are in runs/';
    expect(asLaunched(hint, { PATH: folderOf({}) })).toBe(expected);
    const npm = folderOf({ 'node_modules/.bin/convspec': '' });
    expect(asLaunched(hint, { PATH: join(npm, 'node_modules/.bin') })).toBe(expected);
  });

  it.each(Object.keys(commandTable))('convspec %s', (command) => {
    expect(asLaunched(`convspec ${command}`, { PATH: folderOf({}) })).toBe(`npx convspec ${command}`);
  });

  it('are unchanged where it does, and without PATH', () => {
    const folder = folderOf({});
    writeFileSync(join(folder, 'convspec'), '#!/bin/sh\n');
    chmodSync(join(folder, 'convspec'), 0o755);
    expect(asLaunched(hint, { PATH: [folderOf({}), folder].join(delimiter) })).toBe(hint);
    expect(asLaunched(hint, {})).toBe(hint);
  });
});
