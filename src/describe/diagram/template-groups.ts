import { unfold } from '../../check/unfold';
import type { GroupSpec, ModelSpec } from '../../language/model-spec';

/** The blocks that came from one use of a template. */
export interface DiagramGroup {
  /** Its name in the whole network, which those of its blocks begin with. */
  readonly name: string;
  readonly template: string;
  /** Names of its blocks. */
  readonly blocks: readonly string[];
}

/** The uses of templates in a spec, the inner before the outer. A `repeat` by itself is none. */
export function templateGroups(spec: ModelSpec): readonly DiagramGroup[] {
  return unfold(spec).groups.flatMap(({ name, spec: group, blocks }) => {
    const template = templateOf(group);
    return template === null ? [] : [{ name, template, blocks }];
  });
}

/** The blocks of a use stand in the template; those of a repeat stand where the repeat does. */
function templateOf(group: GroupSpec): string | null {
  const [first] = group.blocks;
  if (!first || first.path.join('/') === group.path.join('/')) return null;
  const [section, template] = first.path;
  return section === 'templates' && typeof template === 'string' ? template : null;
}
