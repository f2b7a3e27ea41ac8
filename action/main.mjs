// The GitHub Action: reads its inputs, checks the specs, sets its outputs. See action.yml.
import { spawnSync } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const checker = fileURLToPath(new URL('validate-spec.mjs', import.meta.url));
const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
const check = (format, stdout) => {
  const { error, ...result } = spawnSync(process.execPath, [checker, '--format', format, ...options()], {
    stdio: ['ignore', stdout, stdout === 'inherit' ? 'inherit' : 'ignore'],
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  if (error) throw error;
  return result;
};

const { status } = check(input('format') || 'github', 'inherit');
// Without outputs where specs could not be read: no count is right then.
if (process.env.GITHUB_OUTPUT && (status === 0 || status === 1)) {
  const { counts } = JSON.parse(check('json', 'pipe').stdout);
  appendFileSync(process.env.GITHUB_OUTPUT, `errors=${counts.errors}\nwarnings=${counts.warnings}\n`);
}
process.exitCode = status ?? 3;

/** The arguments that both runs share. Specs come after `--`, so that none is taken for an option. */
function options() {
  const limit = input('max-warnings');
  const specs = input('specs')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return [...(limit === '' ? [] : ['--max-warnings', limit]), '--', ...specs];
}
