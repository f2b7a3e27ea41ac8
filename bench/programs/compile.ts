/** Milliseconds from a spec's text to its plan, and from the plan to a model with weights: `compile <spec> <rounds>`. */
import { builtInBackends } from '../../src/hosts/node/backends';
import { planOf } from './plan-of';

const [spec = '', rounds = '5'] = process.argv.slice(2);
const backend = builtInBackends.wasm;
if (!backend) throw new Error('the wasm backend is missing');
await backend.probe();
const plans: number[] = [];
const models: number[] = [];
let layers = 0;
for (let round = 0; round < Number(rounds); round++) {
  let begin = performance.now();
  const plan = planOf(spec);
  plans.push(performance.now() - begin);
  layers = plan.layers.length;
  begin = performance.now();
  const { model } = await backend.compile(plan);
  models.push(performance.now() - begin);
  model.dispose();
}
process.stdout.write(
  `${JSON.stringify({ layers, firstPlan: plans[0], plan: Math.min(...plans), model: Math.min(...models) })}\n`,
);
process.exit();
