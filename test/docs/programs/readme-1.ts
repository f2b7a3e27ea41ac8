import { buildFromSpec } from '../../../src/index';

const { model, plan, train } = await buildFromSpec('specs/icons-12.yaml', { set: { 'training.epochs': 2 } });
console.log(model.countParams() === plan.totals.params); // a tf.LayersModel; prints true

const run = await train({ out: 'runs/try', overwrite: true });
for await (const event of run) if (event.type === 'epochEnd') console.log(event.epoch + 1, event.logs);
