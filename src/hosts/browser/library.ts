import { UserError } from '../../base/diagnostics/user-error';
import { createValidateSpec } from '../../check/sound-spec';
import { createBuildFromSpec } from '../../run/build-from-spec';
import { createExportOnnx } from '../../run/export-onnx';
import { createLoadClassifier } from '../../run/predict/classifier';
import { createRehearse } from '../../run/rehearse/rehearse';

import { browserHost } from './host';
import type { BrowserPicture } from './images';
import { readBrowserLocation } from './location';

/**
 * Checks a spec, as in Node: text, an object, or a URL, which may be relative to the page. Loads no tensor library.
 *
 * @throws UserError if the source cannot be read
 */
export const validateSpec = /* @__PURE__ */ createValidateSpec(readBrowserLocation);

/**
 * Builds a trainable model from a spec, as in Node. `train` requires the images as `data`. The run is stored in this browser
 * under the name `out` (default: `runs/<name of the spec>`); see `openStoredRun`.
 *
 * @throws SpecError with every diagnostic if the spec has errors; UserError if it cannot be read, or no backend can train it
 * @example
 * const { train } = await buildFromSpec('net.yaml');
 * const run = await train({ data: { train: { x: canvases, y: ['cat', 'dog'] } }, resume: 'auto' });
 * for await (const event of run) if (event.type === 'epochEnd') console.log(event.logs);
 * await (await openStoredRun(run.folder)).download('model.h5');
 */
export const buildFromSpec = /* @__PURE__ */ createBuildFromSpec<BrowserPicture>(browserHost);

/**
 * Opens a model: a run in this browser or one of its files (`runs/net/best.h5`), the URL of a file, or a `File`.
 *
 * @throws FileFormatError if the file is damaged or contains no spec; UserError if it is missing, or no backend can run it
 */
export const loadClassifier = /* @__PURE__ */ createLoadClassifier(browserHost);

/**
 * Exports a trained network to ONNX, as in Node; `weights` can be anything that {@link loadClassifier} opens.
 *
 * @example
 * const { bytes } = await exportOnnx('net.yaml', { weights: 'runs/net' });
 * const file = new Blob([bytes]);
 */
export const exportOnnx = /* @__PURE__ */ createExportOnnx(browserHost);

/** Replays a spec's callbacks on logs, as in Node; the logs must be objects, one per epoch. */
export const rehearse = /* @__PURE__ */ createRehearse(readBrowserLocation, async (place) => {
  throw new UserError(`a browser cannot read the file ${place}`, 'give the logs as objects, one per epoch');
});
