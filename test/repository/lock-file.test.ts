import { readFileSync } from 'node:fs';
import { minVersion, satisfies } from 'semver';
import { describe, expect, it } from 'vitest';

interface LockedPackage {
  readonly engines?: { readonly node?: string };
  readonly os?: readonly string[];
}

const json = (path: string) => JSON.parse(readFileSync(path, 'utf8'));
const { engines, scripts } = json('package.json');
const packages = Object.entries<LockedPackage>(json('package-lock.json').packages);
/** The lowest version of each range in `engines`. */
const lowest = String(engines.node)
  .split('||')
  .map((range) => minVersion(range)?.version ?? '');

/** The packages that do not accept a version of Node. */
function refusing(version: string, among: typeof packages): string[] {
  return among.flatMap(([path, { engines: needed }]) =>
    needed?.node === undefined || satisfies(version, needed.node) ? [] : [`${path}: ${needed.node}`],
  );
}

describe('package-lock.json', () => {
  it('has only packages that accept the lowest Node 20, so that npm ci passes with engine-strict', () => {
    expect(lowest).toEqual(['20.19.0', '22.13.0', '24.0.0']);
    expect(refusing('20.19.0', packages)).toEqual([]);
  });

  it('has only packages that accept the lowest version of the others, except on single systems', () => {
    const everywhere = packages.filter(([, { os }]) => os === undefined);
    expect(lowest.flatMap((version) => refusing(version, everywhere))).toEqual([]);
  });
});

describe('an installation from Git', () => {
  it('builds with npm (prepare) and with pnpm (prepack), and a clone does not', () => {
    const command = 'node scripts/package/build.mjs --if-needed';
    expect([scripts.prepare, scripts.prepack]).toEqual([command, command]);
    expect(readFileSync('.npmrc', 'utf8')).toMatch(/^ignore-scripts=true$/m);
  });

  it('has no setting that npm does not know, which npm 11 warns about', () => {
    const keys = readFileSync('.npmrc', 'utf8').match(/^[\w-]+(?==)/gm);
    expect(keys).toEqual(['ignore-scripts']);
  });
});
