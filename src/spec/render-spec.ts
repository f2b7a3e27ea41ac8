import { Document, isScalar, visit } from 'yaml';
import { type ModelSpec, unknown } from './model-spec';

/**
 * The spec as YAML with every default explicit. It validates again and gives the same plan. Claims are left out: they
 * are about the spec as it was written.
 *
 * @throws Error on a spec that has an unknown part; render only what was found free of errors.
 */
export function renderSpec(spec: ModelSpec): string {
  const { name, variables, input, classes, blocks, training, callbacks, data } = spec;
  if (
    input === unknown ||
    classes === unknown ||
    blocks === unknown ||
    training === unknown ||
    data === unknown ||
    variables === unknown
  ) {
    throw new Error('only a spec without errors can be rendered');
  }
  const document = new Document(
    {
      version: 1,
      name,
      ...(Object.keys(variables).length > 0 ? { variables } : {}),
      input,
      classes: classes.names ?? classes.count,
      blocks: blocks.map((block) => ({
        name: block.name,
        type: block.kind === unknown ? undefined : block.kind.type,
        ...(block.from === null || block.from === unknown ? {} : { from: block.from }),
        ...(block.options === unknown ? {} : block.options),
      })),
      training,
      callbacks: callbacks.map((callback) => callback.spec),
      ...(data === null ? {} : { data }),
    },
    { aliasDuplicateObjects: false, keepUndefined: false },
  );
  visit(document, {
    Seq(_key, list) {
      if (list.items.every(isScalar)) list.flow = true;
    },
  });
  return document.toString({ lineWidth: 110, flowCollectionPadding: false });
}
