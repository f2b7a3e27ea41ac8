// The GitHub Action: reads its inputs and checks the specs once, which also sets its outputs. See action.yml.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const checker = fileURLToPath(new URL('validate-spec.mjs', import.meta.url));
const input = (name) => (process.env[`INPUT_${name.toUpperCase()}`] ?? '').trim();
const specs = input('specs')
  .split('\n')
  .map((line) => line.trim())
  .filter((line) => line !== '');

if (specs.includes('-')) {
  console.log(
    '::error::specs: expected files, folders or globs, received "-"; an action has no standard input',
  );
  process.exitCode = 2;
} else {
  const { status, error } = spawnSync(process.execPath, [checker, ...options(), '--', ...specs], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error) throw error;
  process.exitCode = status ?? 3;
}

/** Specs come after these and `--`, so that none is taken for an option. */
function options() {
  const limit = input('max-warnings');
  const { GITHUB_OUTPUT } = process.env;
  return [
    ...['--format', input('format') || 'github'],
    ...(limit === '' ? [] : ['--max-warnings', limit]),
    ...(GITHUB_OUTPUT ? ['--counts', GITHUB_OUTPUT] : []),
  ];
}
