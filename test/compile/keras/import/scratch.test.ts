import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { importModel } from '../../../../src/compile/keras/import/import-model';
import { matchedWeights } from '../../../../src/compile/match-weights';
import { cpu } from '../../../../src/run/backends/cpu';
import { normalized } from '../../../../src/run/data/pixels';
import { readModel } from '../../../support/node-formats';

const dir = process.env.MODELS ?? '/tmp/import/models';
const refs = JSON.parse(readFileSync(`${dir}/refs.json`, 'utf8')) as Record<string, { input: number[]; shape: number[]; output: number[] }>;
const softmax = (row: number[]) => { const m = Math.max(...row); const e = row.map((v) => Math.exp(v - m)); const s = e.reduce((a, b) => a + b, 0); return e.map((v) => v / s); };

it.each(readdirSync(dir).filter((n) => /\.(keras|h5)$/.test(n)))('%s', async (file) => {
  const saved = await readModel(`${dir}/${file}`);
  const result = await importModel(saved);
  if ('problems' in result) { console.log(file, result.problems); return; }
  console.log(file, result.notes.join('\n   '), '\n', result.text.slice(0, 1500), saved.optimizer?.shapes.length, saved.optimizer?.learningRate);
  const ref = refs[file.replace(/\.(keras|h5)$/, '')];
  if (!ref) return;
  const engine = await cpu.createEngine(await cpu.compile(result.plan));
  const indexes = new Map(engine.weights.map(({ path }, i) => [path, i]));
  for await (const { path, values } of matchedWeights(saved, result.plan, result.layerNames)) await engine.writeWeight(indexes.get(path) ?? -1, values);
  const n = file.startsWith('B0') ? 1 : ref.shape[0] ?? 1;
  const size = ref.input.length / (ref.shape[0] ?? 1);
  const pixels = new Uint8Array(ref.input.slice(0, n * size));
  const out = await engine.predictBatch(normalized(pixels, result.plan.input), n);
  let expected = ref.output.slice(0, out.length);
  const k = result.plan.classCount;
  if (result.notes.some((x) => x.includes('from_logits'))) expected = Array.from({ length: n }, (_, i) => softmax(expected.slice(i * k, i * k + k))).flat();
  const worst = Math.max(...[...out].map((v, i) => Math.abs(v - (expected[i] ?? NaN))));
  console.log(file, 'WORST', worst, [...out].slice(0, 4), expected.slice(0, 4));
  expect(worst).toBeLessThan(1e-4);
}, 300000);
