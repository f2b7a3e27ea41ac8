import { Document, isScalar, visit } from 'yaml';
import { isPrintable } from '../base/text/escape';
import { inputName, unfold, weightedBlocks } from '../check/unfold';
import type { InitialWeightsSpec } from '../language/initial-weights';
import { type ModelSpec, unknown } from '../language/model-spec';

/**
 * Renders the spec as YAML with every default explicit and with templates and repeats expanded. The result is valid and
 * gives the same plan. Claims are left out: they refer to the spec as written.
 *
 * @throws Error on a spec with an unknown part; render only specs without errors.
 */
export function renderSpec(spec: ModelSpec): string {
  const { name, variables, input, classes, blocks, initialWeights } = spec;
  const { training, callbacks, data, limits, ignore } = spec;
  if (
    input === unknown ||
    classes === unknown ||
    blocks === unknown ||
    training === unknown ||
    data === unknown ||
    variables === unknown ||
    initialWeights === unknown ||
    limits === unknown
  ) {
    throw new Error('only a spec without errors can be rendered');
  }
  const unfolded = unfold(spec);
  const document = new Document(
    {
      version: 1,
      name,
      ...(Object.keys(variables).length > 0 ? { variables } : {}),
      input,
      classes: classes.names ?? classes.count,
      blocks: unfolded.blocks.map(({ name, spec: block, inputs, trainable }, i, all) => ({
        name,
        type: block.kind === unknown ? undefined : block.kind.type,
        ...(takesTheOneBefore(inputs, all[i - 1]?.name ?? inputName) ? {} : { from: inputs }),
        ...(trainable ? {} : { trainable }),
        ...(block.options === unknown ? {} : block.options),
      })),
      ...(initialWeights && { initialWeights: written(weightedBlocks(initialWeights, unfolded.groups)) }),
      training,
      callbacks: callbacks.map((callback) => callback.spec),
      ...(data === null ? {} : { data }),
      ...(Object.keys(limits).length > 0 ? { limits } : {}),
      ...(ignore.length > 0 ? { ignore } : {}),
    },
    { aliasDuplicateObjects: false, keepUndefined: false },
  );
  visit(document, {
    Seq(_key, list) {
      if (list.items.every(isScalar)) list.flow = true;
    },
  });
  return quoteUnprintable(document).toString({ lineWidth: 110, flowCollectionPadding: false });
}

/** Writes text with characters that are not printed in double quotes, where YAML has escapes for them. */
function quoteUnprintable(document: Document): Document {
  visit(document, {
    Scalar(_key, scalar) {
      if (typeof scalar.value === 'string' && !isPrintable(scalar.value)) scalar.type = 'QUOTE_DOUBLE';
    },
  });
  return document;
}

function written({ path, blocks, except }: InitialWeightsSpec): object {
  return { path, ...(blocks && { blocks }), ...(except.length > 0 && { except }) };
}

function takesTheOneBefore(inputs: readonly string[] | null, before: string): boolean {
  return inputs?.length === 1 && inputs[0] === before;
}
