import type { Diagnostic } from '../../base/diagnostics/diagnostic';
import type { LocatedDocument, Path } from '../../base/source/located-document';
import type { ModelSpec } from '../../language/model-spec';
import type { CheckedShapes } from '../check-shapes';
import type { LayerGraph } from '../layer-graph';

/** What a rule reads. About whatever is unknown in it, a rule is silent. */
export interface RuleContext {
  readonly spec: ModelSpec;
  readonly graph: LayerGraph;
  readonly shapes: CheckedShapes;
}

/** A law beyond the shapes: finds what breaks it. */
export type Rule = (context: RuleContext) => Diagnostic[];

/** Where an option was written, or the scalar that stands for all of them: the `2` of `pool: 2` for its stride. */
export function writtenOrShort(document: LocatedDocument, path: Path): Path {
  const owner = path.slice(0, -1);
  return document.has(owner) && typeof valueAt(document, owner) !== 'object' ? owner : path;
}

/** What the author wrote at a path. */
export function valueAt({ value }: LocatedDocument, path: Path): unknown {
  return path.reduce<unknown>(
    (outer, key) => (outer as Record<string | number, unknown> | null | undefined)?.[key],
    value,
  );
}
