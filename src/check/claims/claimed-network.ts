import { type Diagnostic, diagnose } from '../../base/diagnostics/diagnostic';
import { didYouMean, misspelling } from '../../base/diagnostics/suggest';
import type { ModelClaims } from '../../language/claims';
import { type ModelSpec, unknown } from '../../language/model-spec';
import { kinds as layerKinds } from '../../layers/kinds';
import { shapeText } from '../../layers/shapes';
import type { LayerGraph } from '../layer-graph';
import { type Claim, failed } from './claim';

/** Holds what is claimed only of a whole network against the spec: its input, its classes, its numbers of layers. */
export function checkClaimedNetwork(
  claim: Claim<ModelClaims>,
  spec: ModelSpec,
  graph: LayerGraph,
): Diagnostic[] {
  return [...checkInput(claim, spec), ...checkClasses(claim, spec), ...checkLayers(claim, spec, graph)];
}

function checkInput(claim: Claim<ModelClaims>, spec: ModelSpec): Diagnostic[] {
  const { input: claimed } = claim.claims;
  if (claimed === undefined || spec.input === unknown) return [];
  const [actual, wanted] = [shapeText(spec.input.shape), shapeText(claimed)];
  if (actual === wanted) return [];
  const message = `the input is ${actual}, not ${wanted}`;
  return [failed(spec, claim, { code: 'claim/option', path: ['input'], message })];
}

function checkClasses(claim: Claim<ModelClaims>, spec: ModelSpec): Diagnostic[] {
  const claimed = claim.claims.classes?.value;
  if (claimed === undefined || spec.classes === unknown || claimed === spec.classes.count) return [];
  const message = `there are ${spec.classes.count} classes, not ${claimed}`;
  return [failed(spec, claim, { code: 'claim/option', path: ['classes'], message })];
}

function checkLayers(claim: Claim<ModelClaims>, spec: ModelSpec, graph: LayerGraph): Diagnostic[] {
  const known = graph.nodes.every((node) => node.layer !== null && node.complete);
  return Object.entries(claim.claims.layers ?? {}).flatMap(([kind, { value }]) => {
    if (!Object.hasOwn(layerKinds, kind)) return [unknownKind(kind, claim, spec)];
    const actual = graph.nodes.filter((node) => node.layer?.kind === kind).length;
    if (actual === value || !known) return [];
    const message = `the network has ${actual} ${kind} layer${actual === 1 ? '' : 's'}, not ${value}`;
    return [failed(spec, claim, { code: 'claim/layers', path: ['layers', kind], message })];
  });
}

function unknownKind(kind: string, { path }: Claim<ModelClaims>, { document }: ModelSpec): Diagnostic {
  const kinds = Object.keys(layerKinds);
  return diagnose(document, 'spec/unknown-key', {
    path: [...path, 'layers', kind],
    at: 'key',
    ...didYouMean(
      `unknown kind of layer "${kind}"`,
      misspelling(kind, kinds),
      `the kinds are ${kinds.join(', ')}`,
    ),
  });
}
