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
 * Checks a spec, as in Node: a text, an object, or an address, relative ones to the page. No tensor library is loaded.
 *
 * @throws UserError when the source cannot be read
 */
export const validateSpec = /* @__PURE__ */ createValidateSpec(readBrowserLocation);

/**
 * From a spec to a model that can be trained, as in Node. `train` needs its images in `data`; the run is kept in this
 * browser under the name `out`, by default `runs/<name of the spec>`: see `openStoredRun`.
 *
 * @throws SpecError with every diagnostic when the spec has errors; UserError when it cannot be read, or no backend
 * can train it
 * @example
 * const { train } = await buildFromSpec('net.yaml');
 * const run = await train({ data: { train: { x: canvases, y: ['cat', 'dog'] } }, resume: 'auto' });
 * for await (const event of run) if (event.type === 'epochEnd') console.log(event.logs);
 * await (await openStoredRun(run.folder)).download('model.h5');
 */
export const buildFromSpec = /* @__PURE__ */ createBuildFromSpec<BrowserPicture>(browserHost);

/**
 * Opens a model: a run of this browser or a file of it (`runs/net/best.h5`), the address of a file, or a `File`.
 *
 * @throws FileFormatError when the file is damaged or holds no spec; UserError when it is not there, or no backend can
 * run it
 */
export const loadClassifier = /* @__PURE__ */ createLoadClassifier(browserHost);

/**
 * Writes a trained network in ONNX, as in Node; the weights are where {@link loadClassifier} opens a model.
 *
 * @example
 * const { bytes } = await exportOnnx('net.yaml', { weights: 'runs/net' });
 * const file = new Blob([bytes]);
 */
export const exportOnnx = /* @__PURE__ */ createExportOnnx(browserHost);

/** Plays a spec's callbacks over logs, as in Node; the logs are given as objects, one per epoch. */
export const rehearse = /* @__PURE__ */ createRehearse(readBrowserLocation, async (place) => {
  throw new UserError(`a browser cannot read the file ${place}`, 'give the logs as objects, one per epoch');
});
