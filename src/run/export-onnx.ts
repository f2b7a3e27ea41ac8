import type { SpecSource } from '../base/source/read-source';
import type { ModelPlan } from '../check/model-plan';
import { readSoundSpec } from '../check/sound-spec';
import type { Overrides } from '../language/overrides';
import type { Host } from './host';
import type { Plugin } from './plugin';

/**
 * Options of `exportOnnx`.
 *
 * @typeParam Place the type of a saved model's location
 */
export interface ExportOptions<Place = string> {
  /** The trained weights: a run, or a file in any model format. */
  readonly weights: Place;
  /** Overrides for values in the spec, the same as in the run. */
  readonly set?: Overrides;
  /**
   * Whether the graph contains the preprocessing (default: `true`). If `false`, it takes prepared images: the bare network.
   */
  readonly preprocessing?: boolean;
  /** Adds kinds of block and the like to the language; default: none. */
  readonly plugins?: readonly Plugin[];
}

/**
 * A network as ONNX, with the output `scores`, float32 `[batch, classes]`. The input is `images`, `[batch, height, width,
 * channels]`: with preprocessing, uint8 images of any height and width with 1 (gray), 2 (gray and alpha), 3 (RGB) or 4 (RGB
 * and alpha) channels; without, float32 images of the network's shape.
 */
export interface OnnxExport {
  /** The contents of the file. */
  readonly bytes: Uint8Array;
  /** The checked network. */
  readonly plan: ModelPlan;
  /** In the order of `scores`; `null` if neither the weights nor the spec have class names. */
  readonly classes: readonly string[] | null;
}

/** Writes a trained network as an ONNX file. */
export type ExportOnnx<Place = string> = (
  source: SpecSource,
  options: ExportOptions<Place>,
) => Promise<OnnxExport>;

/** Exports a spec with trained weights to ONNX, on a host: read → check → match the weights → write the graph. */
export function createExportOnnx<Picture, Place>(
  host: Pick<Host<Picture, Place>, 'readLocation' | 'prediction'>,
): ExportOnnx<Place> {
  return async (source, { weights, preprocessing = true, ...options }) => {
    const { spec, plan } = await readSoundSpec(source, host.readLocation, options);
    const { checkExportable, encodeTrained } = await import('../compile/onnx/encode-trained');
    checkExportable(plan);
    const { readModel } = await import('../compile/model-formats');
    const { renderSpec } = await import('../describe/render-spec');
    const { withModel } = await host.prediction();
    return withModel(weights, async (path, files) => ({
      plan,
      ...(await encodeTrained(plan, renderSpec(spec), await readModel(path, files), { preprocessing })),
    }));
  };
}
