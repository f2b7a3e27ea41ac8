import type { ModelPlan } from '../../check/model-plan';
import { kindName } from '../../layers/custom/custom-layer';

import { onnxFacetOf } from '../../layers/onnx/onnx-facets';
import type { Support } from '../support';

/** Whether every layer of a plan can be written in ONNX. */
export function onnxSupport({ layers }: ModelPlan): Support {
  const missing = layers
    .filter((layer) => layer.kind !== 'input' && onnxFacetOf(layer) === null)
    .map((layer) => ({ part: kindName(layer), layer: layer.name, kernels: [kindName(layer)] }));
  const [first, ...others] = missing;
  if (first === undefined) return { supported: true };
  const rest = others.length === 0 ? '' : ` (nor ${others.length} more)`;
  return {
    supported: false,
    reason: `the layer "${first.layer}" of kind ${first.part} cannot be written in ONNX${rest}`,
    missing,
  };
}
