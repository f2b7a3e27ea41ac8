import { builtInCallbacks } from '../../src/run/training/callbacks/index';
import { callbackTexts } from './callback-texts';
import { type Links, optionTable, typeTables } from './option-table';
import { alternatives, languageSchema, propertyOf, type SchemaNode } from './schema-node';

const links: Links = [[/^schedule$/, '[schedule](#schedules)']];

/** docs/callbacks.md: every callback with its options from the schema, and how it differs from Keras's. */
export function callbacksPage(): string {
  const entries = alternatives(propertyOf(languageSchema(), 'callbacks').items as SchemaNode);
  const known = Object.keys(builtInCallbacks).filter((type) => !(type in callbackTexts));
  if (known.length > 0) throw new Error(`nothing is said of ${known.join(', ')}`);
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
    'By name where every option has a default, as `cosine`, or as a mapping with its options.',
    typeTables(propertyOf(scheduler ?? {}, 'schedule'), '###', links),
    ownCallback,
  ].join('\n\n')}\n`;
}

const intro = `The section \`callbacks\` of a spec is a list: they are called in its order, and several of one type are fine. Their
semantics are Keras's, compared in 162 scenarios with what Keras 3.15 did, epoch by epoch
(\`test/run/training/callbacks/reference.test.ts\`). Everything they write is in the run folder. They are part of what is saved with
a run, so that one that is resumed goes on counting where it stopped.

What they would have done in an earlier run, \`convspec rehearse SPEC --log history.csv\` says in a moment: with the same
code, over the recorded logs, and with \`--set callbacks.earlyStopping.patience=3\` for a change of mind.`;

const policies = `## Policies

Train until nothing improves, and keep the best:

\`\`\`yaml
callbacks:
  - { type: modelCheckpoint, path: best.h5, monitor: val_accuracy, saveBestOnly: true }
  - { type: reduceLROnPlateau, monitor: val_accuracy, factor: 0.3, patience: 4 }
  - { type: earlyStopping, monitor: val_accuracy, patience: 12, restoreBestWeights: true }
\`\`\`

The patience of \`earlyStopping\` is larger than that of \`reduceLROnPlateau\`, or the rate would never be lowered.

A known number of epochs with a warm-up:

\`\`\`yaml
training: { epochs: 60, optimizer: { type: sgd, learningRate: 0.1, momentum: 0.9 } }
callbacks:
  - { type: learningRateScheduler, schedule: { type: cosine, warmUpEpochs: 3 } }
  - { type: modelCheckpoint, path: 'model-{epoch:04d}.h5', keepLast: 2 }
  - { type: terminateOnNaN }
\`\`\`

Two callbacks that both set the learning rate are [warned of](diagnostics.md#policylearning-rate-conflict).`;

const differences = `## Where we differ from Keras

- NaN is never the best. In Keras a first value of NaN becomes the best and is never beaten.
- A log that is missing in an epoch never saves or stops anything. Keras's \`ModelCheckpoint\` saves every such epoch.
- A monitor that cannot exist, an unknown mode and an unknown option are errors before training, not warnings in it. The
  one metric of accuracy is \`accuracy\`: \`val_acc\` is an error with a fix.
- Saving after so many batches goes with \`saveBestOnly\`, on which Keras fails.

What looks like a difference and is none: comparisons are made in float32, as in Keras, so that a gain of exactly
\`minDelta\` may count or not; a \`patience\` or \`cooldown\` of 0 acts as 1; \`minDelta\` counts by its size.`;

const ownCallback = `## Your own

\`defineCallback\` makes a kind of callback from a schema of its options and what it does; a plugin brings it into specs, as
for [backends](backends.md#your-own). It is checked, rehearsed and resumed like the others.`;
