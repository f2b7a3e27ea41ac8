/**
 * Runs all measurements, or the given parts. Writes bench/RESULTS.md if all were run.
 *
 *   npm run build && node bench/run.mjs [--quick] [--rounds 3] [steps] [onnx] [growth] [compile] [pipeline] [validate] [startup]
 *
 * With CONVSPEC_PYTHON set to a Python that has Keras, Keras is measured too. `--quick` skips everything that takes
 * minutes per step. Every program is a separate process, and compared programs take turns.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compile } from './parts/compile.mjs';
import { growth } from './parts/growth.mjs';
import { onnx } from './parts/onnx.mjs';
import { pipeline } from './parts/pipeline.mjs';
import { startup } from './parts/startup.mjs';
import { steps } from './parts/steps.mjs';
import { validate } from './parts/validate.mjs';
import { buildPrograms } from './programs.mjs';
import { markdown } from './table.mjs';

const parts = { steps, onnx, growth, compile, pipeline, validate, startup };
const {
  values: { quick, ...values },
  positionals: names,
} = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, rounds: { type: 'string', default: '3' } },
});
const rounds = quick ? 1 : Number(values.rounds);
const unknown = names.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`unknown part "${unknown.join('", "')}", expected ${Object.keys(parts).join(', ')}`);
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'convspec-bench-'));
try {
  const programs = await buildPrograms(process.env.CONVSPEC_PYTHON);
  const context = { programs, folder, quick, rounds, note: (text) => console.error(text) };
  const sections = [];
  for (const name of names.length > 0 ? names : Object.keys(parts)) {
    for (const section of await parts[name](context)) {
      sections.push(section);
      console.log(markdown(section));
    }
  }
  if (names.length === 0) {
    writeFileSync('bench/RESULTS.md', `${heading(programs.versions)}\n${sections.map(markdown).join('\n')}`);
    console.error('wrote bench/RESULTS.md');
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function heading(versions) {
  const [{ model }] = cpus();
  return `# Measured

Results of \`node bench/run.mjs${quick ? ' --quick' : ` --rounds ${rounds}`}\` on ${new Date().toISOString().slice(0, 10)}, in one run: ${cpus().length} cores (${model.trim()}), ${versions.join(', ')}.
Ratios compare programs that took turns in that run. Numbers and ratios differ on other machines.
`;
}
