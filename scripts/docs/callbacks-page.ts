import { builtInCallbacks } from '../../src/run/training/callbacks/index';
import { callbackTexts } from './callback-texts';
import { type Links, optionTable, typeTables } from './option-table';
import { alternatives, languageSchema, propertyOf, type SchemaNode } from './schema-node';

const links: Links = [[/^schedule$/, '[schedule](#schedules)']];

/** docs/callbacks.md: every callback with its options from the schema and its differences from Keras. */
export function callbacksPage(): string {
  const entries = alternatives(propertyOf(languageSchema(), 'callbacks').items as SchemaNode);
  const known = Object.keys(builtInCallbacks).filter((type) => !(type in callbackTexts));
  if (known.length > 0) throw new Error(`callback-texts.ts has no text for ${known.join(', ')}`);
  const sections = Object.entries(callbackTexts).map(([type, { about, keras, notes, example }]) => {
    const node = entries.find(({ properties }) => properties?.type?.const === type);
    if (node === undefined) throw new Error(`the schema has no callback "${type}"`);
    return [
      `## ${type}`,
      `${about} Follows \`keras.callbacks.${keras}\`.`,
      optionTable(node, { links, without: ['type'] }),
      notes.map((note) => `- ${note}`).join('\n'),
      `\`\`\`yaml callbacks\n${example}\n\`\`\``,
    ].join('\n\n');
  });
  const scheduler = entries.find(({ properties }) => properties?.type?.const === 'learningRateScheduler');
  return `${[
    '# Callbacks',
    intro,
    policies,
    differences,
    ...sections,
    '## Schedules',
    'Write a mapping with options, or just the name if every option has a default, such as `cosine`.',
    typeTables(propertyOf(scheduler ?? {}, 'schedule'), '###', links),
    ownCallback,
  ].join('\n\n')}\n`;
}

const intro = `The section \`callbacks\` of a spec is a list. Callbacks run in the order of the list, and a type may appear more than once.
Their behavior is that of Keras: tests compare 162 scenarios with Keras 3.15, epoch by epoch
(\`test/run/training/callbacks/reference.test.ts\`). All their files go into the run folder, and their state is saved with the run,
so a resumed run continues counting where it stopped.

\`convspec rehearse SPEC --log history.csv\` replays the callbacks over the logs of an earlier run, with the same code as in
training. Add \`--set callbacks.earlyStopping.patience=3\` to try another value.`;

const policies = `## Recipes

Train until the accuracy stops improving, and keep the best model:

\`\`\`yaml
callbacks:
  - { type: modelCheckpoint, path: best.h5, monitor: val_accuracy, saveBestOnly: true }
  - { type: reduceLROnPlateau, monitor: val_accuracy, factor: 0.3, patience: 4 }
  - { type: earlyStopping, monitor: val_accuracy, patience: 12, restoreBestWeights: true }
\`\`\`

Give \`earlyStopping\` a larger patience than \`reduceLROnPlateau\`; otherwise training stops before the rate is ever lowered.

Train for a fixed number of epochs with a warm-up:

\`\`\`yaml
training: { epochs: 60, optimizer: { type: sgd, learningRate: 0.1, momentum: 0.9 } }
callbacks:
  - { type: learningRateScheduler, schedule: { type: cosine, warmUpEpochs: 3 } }
  - { type: modelCheckpoint, path: 'model-{epoch:04d}.h5', keepLast: 2 }
  - { type: terminateOnNaN }
\`\`\`

Two callbacks that both set the learning rate give [a warning](diagnostics.md#policylearning-rate-conflict).`;

const differences = `## Differences from Keras

- NaN is never the best value. In Keras, an initial NaN becomes the best and is never beaten.
- If a log is missing in an epoch, the callback saves nothing and doesn't stop. Keras's \`ModelCheckpoint\` saves in every such epoch.
- A monitor that cannot exist, an unknown mode or an unknown option is an error before training, not a warning during it.
  The only accuracy metric is \`accuracy\`; \`val_acc\` is an error with a fix.
- \`saveFrequency\` in batches works together with \`saveBestOnly\`; in Keras this fails.

These look like differences but match Keras: comparisons use float32, so an improvement of exactly \`minDelta\` may or may not
count; a \`patience\` or \`cooldown\` of 0 acts as 1; the sign of \`minDelta\` is ignored.`;

const ownCallback = `## Custom callbacks

\`defineCallback\` creates a callback from a schema of its options and its behavior. A [plugin](backends.md#custom-backends) makes it
available in specs, where it is checked, rehearsed and resumed like the built-in callbacks.
[examples/plugins/time-budget.mjs](../examples/plugins/time-budget.mjs) is a complete example.`;
