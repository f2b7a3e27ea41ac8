import { createValidateSpec } from '../../check/sound-spec';
import { createBuildFromSpec } from '../../run/build-from-spec';
import { createExportOnnx } from '../../run/export-onnx';
import { createLoadClassifier } from '../../run/predict/classifier';
import { createRehearse } from '../../run/rehearse/rehearse';

import { nodeHost } from './host';

/**
 * Checks a spec without loading any tensor library. A spec with mistakes is no exception: they are in `diagnostics`.
 *
 * @returns the plan is `null` when there are errors
 * @throws UserError when the source cannot be read
 */
export const validateSpec = /* @__PURE__ */ createValidateSpec(nodeHost.readLocation);

/**
 * From a spec to a model that can be trained:
 * read → check (parse, validate, expand, shapes, claims, rules) → choose a backend → compile.
 *
 * @throws SpecError with every diagnostic when the spec has errors; UserError when it cannot be read, or no backend
 * can train it
 * @example
 * const { model, train } = await buildFromSpec('specs/icons-12.yaml', { set: { 'training.epochs': 2 } });
 * const run = await train({ out: 'runs/try', overwrite: true });
 * for await (const event of run) if (event.type === 'epochEnd') console.log(event.logs);
 */
export const buildFromSpec = /* @__PURE__ */ createBuildFromSpec(nodeHost);

/**
 * Opens a model that a run saved: a file in any format of models, or a run folder, of which it takes `model.h5`.
 *
 * @throws FileFormatError when the file is damaged or holds no spec; UserError when no backend can run it
 */
export const loadClassifier = /* @__PURE__ */ createLoadClassifier(nodeHost);

/**
 * Writes a trained network in ONNX: `images`, `[batch, height, width, channels]`, to `scores`, `[batch, classes]`, both
 * float32, for any batch. How pictures become `images`, the spec and the names of the classes are metadata of the file.
 *
 * @returns the file's bytes
 * @throws SpecError with every diagnostic when the spec has errors; FileFormatError when the weights cannot be read, or are
 * not those of the spec; UserError when something is not there, a layer is a plugin's, or the file would exceed 2 GiB
 * @example
 * const { bytes } = await exportOnnx('specs/icons-12.yaml', { weights: 'runs/icons-12' });
 * await writeFile('icons-12.onnx', bytes);
 */
export const exportOnnx = /* @__PURE__ */ createExportOnnx(nodeHost);

/**
 * Plays a spec's callbacks over the logs of an earlier run, or over invented ones: what the learning rate does, what is
 * saved, when and why training stops. The loop and the callbacks are those of training; no model is made, nothing is
 * written. The logs are one object per epoch, or the path of a file: CSV or JSON.
 *
 * @throws SpecError when the spec has errors; UserError when something cannot be read, or the logs lack a column that
 * a callback needs
 * @example
 * const { stoppedEpoch, reason } = await rehearse('net.yaml', 'runs/net/history.csv', {
 *   set: { 'callbacks.earlyStopping.patience': 3 },
 * });
 */
export const rehearse = /* @__PURE__ */ createRehearse(nodeHost.readLocation, async (place) =>
  (await import('./read-log-file')).readLogFile(place),
);
