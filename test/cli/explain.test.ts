import { describe, expect, it } from 'vitest';
import { diagnosticCodeList } from '../../src/base/diagnostics/codes';
import { catalogue } from '../../src/check/catalogue';
import { runCli } from './run-cli';

describe('explain', () => {
  it.each(diagnosticCodeList)('%s', async (code) => {
    const { stdout, ...rest } = await runCli(['explain', code]);
    expect(rest).toEqual({ code: 0, stderr: '' });
    const { law, severity, why, howToFix, ignoreWhen } = catalogue[code];
    expect(stdout.startsWith(`${code}\n\n${law} (${severity})\n`)).toBe(true);
    for (const text of [why, howToFix, ...(ignoreWhen === undefined ? [] : [ignoreWhen])])
      expect(stdout).toContain(text);
    expect(stdout.includes('When to ignore it.')).toBe(severity !== 'error');
    expect(stdout).not.toMatch(/```|^#/m);
  });

  it('shows a spec and what is printed for it', async () => {
    const { stdout } = await runCli(['explain', 'yaml/duplicate-key']);
    expect(stdout).toContain('\n    classes: 10\n    classes: 12\n');
    expect(stdout).toContain('\n    spec.yaml:5:1: error: duplicate key "classes" in this mapping');
  });

  it('lists all codes', async () => {
    const { code, stdout } = await runCli(['explain']);
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(diagnosticCodeList);
    expect(stdout).toMatch(/^yaml\/syntax +error +A spec file is one well-formed YAML 1\.2 document\.$/m);
  });

  it.each([
    ['shape/empty-ouput', 'did you mean shape/empty-output?'],
    ['nonsense', 'convspec explain lists all of them'],
    ['toString', 'convspec explain lists all of them'],
  ])('does not know %s', async (code, hint) => {
    expect(await runCli(['explain', code])).toEqual({
      code: 2,
      stdout: '',
      stderr: `error: there is no diagnostic "${code}"\n  = hint: ${hint}\n`,
    });
  });
});
