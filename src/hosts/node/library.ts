import { createValidateSpec } from '../../check/sound-spec';
import { createBuildFromSpec } from '../../run/build-from-spec';
import { createExportOnnx } from '../../run/export-onnx';
import { createLoadClassifier } from '../../run/predict/classifier';
import { createRehearse } from '../../run/rehearse/rehearse';

import { nodeHost } from './host';

/**
 * Checks a spec without loading a tensor library. Problems in the spec are returned as `diagnostics`, not thrown.
 *
 * @returns `diagnostics`, and the plan, which is `null` if there are errors
 * @throws UserError if the source cannot be read
 * @example
 * const { diagnostics, plan } = await validateSpec('net.yaml');
 * console.log(diagnostics.length, plan?.totals.params);
 */
export const validateSpec = /* @__PURE__ */ createValidateSpec(nodeHost.readLocation);

/**
 * Builds a trainable model from a spec:
 * read → check (parse, validate, expand, shapes, claims, rules) → choose a backend → compile.
 *
 * @throws SpecError with every diagnostic if the spec has errors; UserError if it cannot be read, or no backend can train it
 * @example
 * const { model, train } = await buildFromSpec('specs/icons-12.yaml', { set: { 'training.epochs': 2 } });
 * const run = await train({ out: 'runs/try', overwrite: true });
 * for await (const event of run) if (event.type === 'epochEnd') console.log(event.logs);
 */
export const buildFromSpec = /* @__PURE__ */ createBuildFromSpec(nodeHost);

/**
 * Opens a model saved by a run: a file in any model format, or the `model.h5` of a run folder.
 *
 * @throws FileFormatError if the file is damaged or contains no spec; UserError if no backend can run it
 * @example
 * const classifier = await loadClassifier('runs/icons-12');
 * const [best] = await classifier.classify('photo.jpg');
 * console.log(best?.class, best?.probability);
 */
export const loadClassifier = /* @__PURE__ */ createLoadClassifier(nodeHost);

/**
 * Exports a trained network to ONNX, with the input `images`, `[batch, height, width, channels]`, and the output `scores`,
 * `[batch, classes]`, both float32, for any batch size. The metadata of the file contains the preprocessing of `images`, the
 * spec and the class names.
 *
 * @returns the bytes of the file
 * @throws SpecError with every diagnostic if the spec has errors; FileFormatError if the weights cannot be read, or do not
 * match the spec; UserError if a file is missing, a layer is defined by a plugin, or the file would exceed 2 GiB
 * @example
 * const { bytes } = await exportOnnx('specs/icons-12.yaml', { weights: 'runs/icons-12' });
 * await writeFile('icons-12.onnx', bytes);
 */
export const exportOnnx = /* @__PURE__ */ createExportOnnx(nodeHost);

/**
 * Replays a spec's callbacks on the logs of an earlier run, or on hypothetical ones, to show the learning rate, what is
 * saved, and when and why training stops. Uses the loop and the callbacks of training, but creates no model and writes
 * nothing. The logs are one object per epoch, or the path of a CSV or JSON file.
 *
 * @throws SpecError if the spec has errors; UserError if a file cannot be read, or the logs lack a column that a callback
 * needs
 * @example
 * const { stoppedEpoch, reason } = await rehearse('net.yaml', 'runs/net/history.csv', {
 *   set: { 'callbacks.earlyStopping.patience': 3 },
 * });
 */
export const rehearse = /* @__PURE__ */ createRehearse(nodeHost.readLocation, async (place) =>
  (await import('./read-log-file')).readLogFile(place),
);
