import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { renderPng } from '../../src/cli/commands/diagram';
import { folderOf } from '../support/tiny-project';

// Read once, when the first text is drawn, so nothing else in this file may draw text.
const configuration = (folder: string) =>
  `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${folder}</dir><cachedir>${folder}</cachedir></fontconfig>`;

it.skipIf(process.platform !== 'linux')('reports that the machine has no fonts (Linux only)', async () => {
  const folder = folderOf({});
  const file = join(folder, 'fonts.conf');
  writeFileSync(file, configuration(folder));
  process.env.FONTCONFIG_FILE = file;
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"/>';
  await expect(renderPng(svg)).rejects.toMatchObject({
    message: 'this machine has no fonts: a PNG would show boxes instead of text',
    hint: expect.stringContaining('write an SVG'),
  });
});
