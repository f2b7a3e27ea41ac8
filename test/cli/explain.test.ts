import { describe, expect, it } from 'vitest';
import { diagnosticCodes } from '../../src/base/diagnostics/codes';
import { explanations } from '../../src/base/diagnostics/explanations';
import { runCli } from './run-cli';

describe('explain', () => {
  it.each(Object.keys(diagnosticCodes) as (keyof typeof diagnosticCodes)[])('%s', async (code) => {
    const { stdout, ...rest } = await runCli(['explain', code]);
    expect(rest).toEqual({ code: 0, stderr: '' });
    expect(stdout.startsWith(`${code}\n\n${diagnosticCodes[code].about} (`)).toBe(true);
    expect(stdout).toContain(explanations[code].why);
    expect(stdout).toContain(explanations[code].mend);
    expect(stdout).not.toMatch(/```|^#/m);
  });

  it('shows a spec and what is printed for it', async () => {
    const { stdout } = await runCli(['explain', 'yaml/duplicate-key']);
    expect(stdout).toContain('\n    classes: 10\n    classes: 12\n');
    expect(stdout).toContain('\n    spec.yaml:5:1: error: the key "classes" stands in this mapping already');
  });

  it('lists all codes', async () => {
    const { code, stdout } = await runCli(['explain']);
    expect(code).toBe(0);
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => line.split(' ')[0]),
    ).toEqual(Object.keys(diagnosticCodes));
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
