import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { nodeDataFiles } from '../../../src/hosts/node/data-files';
import { openImageFolder } from '../../../src/run/data/image-folder';

const directory = 'examples/data/icons-12';
const classes = 'bell book camera cloud flag gift heart home key lock phone star'.split(' ');
const train = await openImageFolder(`${directory}/train`, nodeDataFiles);
const validation = await openImageFolder(`${directory}/validation`, nodeDataFiles);

/** The icon sets of the images: `<set>--<icon>.png`. */
function setsOf({ images }: typeof train): Set<string> {
  return new Set(images.map(({ path }) => basename(path).split('--')[0] ?? ''));
}

describe('the example images', () => {
  it('show twelve classes in training and validation', () => {
    expect(train.classes).toEqual(classes);
    expect(validation.classes).toEqual(classes);
    expect([...train.warnings, ...validation.warnings]).toEqual([]);
  });

  it('validate with sets that are not in training', () => {
    const trained = setsOf(train);
    expect([...setsOf(validation)].filter((set) => trained.has(set))).toEqual([]);
  });

  it('are all credited in NOTICE, and counted in their README', () => {
    const notice = readFileSync('NOTICE', 'utf8');
    const missing = [...setsOf(train), ...setsOf(validation)].filter(
      (set) => !notice.includes(` (${set}), by `),
    );
    expect(missing).toEqual([]);
    const readme = readFileSync(`${directory}/README.md`, 'utf8');
    expect(readme).toContain(`| all | ${train.images.length} | ${validation.images.length} |`);
  });

  it('are complete PNG files of 64 by 64 pixels', () => {
    const others = [...train.images, ...validation.images].filter(({ path }) => {
      const bytes = readFileSync(path);
      const found = [
        bytes.toString('latin1', 1, 4),
        bytes.readUInt32BE(16),
        bytes.readUInt32BE(20),
        bytes.toString('latin1', bytes.length - 8, bytes.length - 4),
      ];
      return found.join() !== 'PNG,64,64,IEND';
    });
    expect(others).toEqual([]);
  });
});
