import type { BlockKind } from '../../src/language/blocks/block-kind';
import { builtInBlocks } from '../../src/language/blocks/index';
import { blockExamples, sectionExamples } from './language-examples';
import { type Links, optionTable, type TableOptions, typeTables } from './option-table';
import { alternatives, languageSchema, propertyOf, type SchemaNode } from './schema-node';
import { code } from './type-words';

const links: Links = [
  [/Initializer$/, '[initializer](#initializers)'],
  [/Regularizer$/, '[regularizer](#regularizers)'],
  [/Constraint$/, '[constraint](#constraints)'],
  [/^(activation|function)$/, '[activation](#activations)'],
  [/^batchNorm$/, 'options of [batchNorm](#batchnorm)'],
  [/^pool$/, '[pool](#the-pool-of-a-block)'],
  [/^optimizer$/, '[optimizer](#optimizers)'],
  [/^loss$/, '[loss](#losses)'],
  [/^augment$/, '[augmentation](#augmentation)'],
  [/^arrays$/, '{ images, labels }'],
  [/^train$/, '[set of images](#sets-of-images)'],
  [/^validation$/, '[set of images](#sets-of-images), or `{ split }`'],
  [/^test$/, '[set of images](#sets-of-images)'],
  [/^expect$/, '[claims](#claims-about-a-block), or a list of them'],
];

/** Keys of every kind of block. */
const commonKeys = ['name', 'type', 'from', 'repeat', 'trainable', 'expect'];

/** Options that several kinds share. The page describes them once, as they are for `conv`. */
const sharedKeys = [
  'activation',
  'batchNorm',
  'dropout',
  'pool',
  'order',
  'kernelInitializer',
  'kernelRegularizer',
  'kernelConstraint',
  'bias',
  'biasInitializer',
  'biasRegularizer',
  'biasConstraint',
];

/** docs/language.md: the whole language, from its JSON schema. */
export function languagePage(): string {
  const root = languageSchema();
  const section = (key: string) => propertyOf(root, key);
  return `${[
    '# Language',
    intro,
    '## The file',
    fileTable(root),
    heading('version', section('version')),
    heading('name', section('name')),
    heading('variables', section('variables'), 'A mapping of names to texts, numbers, `true` or `false`.'),
    example('variables'),
    heading('input', section('input')),
    table(section('input')),
    example('input'),
    heading('classes', section('classes'), 'A whole number from 2, or a list of names.'),
    example('classes'),
    heading('defaults', section('defaults'), 'A mapping of block types to their options.'),
    example('defaults'),
    ...templateSections(root),
    ...blockSections(root),
    ...valueSections(blockNode(root, 'conv')),
    heading('expect', section('expect'), 'A mapping, or a list of mappings:'),
    table(alternatives(section('expect'))[0]),
    example('expect'),
    heading('initialWeights', section('initialWeights'), 'A path, or a mapping:'),
    table(alternatives(section('initialWeights')).find(({ properties }) => properties !== undefined)),
    example('initialWeights'),
    ...trainingSections(root),
    ...dataSections(section('data')),
    heading('limits', section('limits')),
    table(section('limits')),
    example('limits'),
    heading('ignore', section('ignore'), 'You can ignore these [diagnostics](diagnostics.md):'),
    (items(section('ignore')).enum ?? [])
      .map((one) => `- [${code(one)}](diagnostics.md#${String(one).replace('/', '')})`)
      .join('\n'),
    example('ignore'),
  ].join('\n\n')}\n`;
}

function templateSections(root: SchemaNode): readonly string[] {
  const templates = propertyOf(root, 'templates');
  const parameters = [/^with$/, 'mapping of parameters to values'] as const;
  return [
    heading('templates', templates, templateWords),
    table(alternatives(templates)[0]?.additionalProperties as SchemaNode, {
      links: [...links, parameters, [/^blocks$/, 'list of [blocks](#blocks)']],
    }),
    example('templates'),
    '### Using a template',
    'An entry of `blocks` with `use` instead of `type`:',
    table(useNode(root), { links: [...links, parameters] }),
  ];
}

function blockSections(root: SchemaNode): readonly string[] {
  const conv = blockNode(root, 'conv');
  const part = (keys: readonly string[]) => ({
    ...conv,
    properties: Object.fromEntries(keys.map((key) => [key, propertyOf(conv, key)])),
  });
  const poolOptions = alternatives(propertyOf(conv, 'pool')).find(
    ({ properties }) => properties !== undefined,
  );
  return [
    heading('blocks', propertyOf(root, 'blocks'), blockWords),
    '### Common keys',
    'Every block has these keys:',
    table(part(commonKeys), {
      required: ['type'],
      links: [...links, [/^type$/, 'one of the types below']],
    }),
    '### Shared options',
    sharedWords,
    table(part(sharedKeys), { required: [] }),
    ...Object.values(builtInBlocks).map((kind) => kindSection(kind, blockNode(root, kind.type), conv)),
    '### Claims about a block',
    blockClaimsWords,
    table(alternatives(propertyOf(useNode(root), 'expect'))[0]),
    '### The pool of a block',
    'The key `pool` of a block takes a size, or a mapping:',
    table(poolOptions),
  ];
}

function valueSections(conv: SchemaNode): readonly string[] {
  const regularizer = alternatives(propertyOf(conv, 'kernelRegularizer'));
  return [
    '### Activations',
    'Write the name, or a mapping with options: `relu`, `{ type: leakyReLU, slope: 0.1 }`. The block `activation` takes all of them except `prelu`, which is a separate block.',
    typeTables(propertyOf(conv, 'activation'), '####', links),
    '### Initializers',
    'Write the name, or a mapping with options: `heNormal`, `{ type: constant, value: 0.1 }`. Each weight draws from its own random stream, named after its layer and weight.',
    typeTables(propertyOf(conv, 'kernelInitializer'), '####', links),
    '### Regularizers',
    '`{ l1, l2 }` with at least one of the two, or `false`. The penalty is included in the logged loss.',
    table(regularizer.find(({ properties }) => properties !== undefined)),
    '### Constraints',
    'Write the name, a mapping with options, or `false`: `nonNegative`, `{ type: maxNorm, maxValue: 3 }`.',
    typeTables(propertyOf(conv, 'kernelConstraint'), '####', links),
  ];
}

function trainingSections(root: SchemaNode): readonly string[] {
  const training = propertyOf(root, 'training');
  return [
    heading('training', training),
    table(training),
    example('training'),
    '### Optimizers',
    'Write the name, or a mapping with options. Defaults are those of Keras.',
    typeTables(propertyOf(training, 'optimizer'), '####', links),
    '### Losses',
    'Write the name, or a mapping with options.',
    typeTables(propertyOf(training, 'loss'), '####', links),
    heading(
      'callbacks',
      propertyOf(root, 'callbacks'),
      'See [callbacks](callbacks.md) for each type and its options.',
    ),
    example('callbacks'),
  ];
}

function dataSections(data: SchemaNode): readonly string[] {
  const train = propertyOf(data, 'train');
  return [
    heading('data', data),
    table(data),
    example('data'),
    '### Sets of images',
    'A set has exactly one of `directory`, `manifest` and `arrays`, and the keys that apply to it. See [your own images](data.md) for examples.',
    table(train),
    'Validation and test sets take the same keys except `augment`. Instead of these, a validation set can have:',
    table({ properties: { split: propertyOf(propertyOf(data, 'validation'), 'split') } }),
    '### Augmentation',
    propertyOf(train, 'augment').description ?? '',
    table(propertyOf(train, 'augment')),
  ];
}

const intro = `A spec is a YAML 1.2 file of at most 2 MiB. Sizes are \`[height, width]\`, or one number for both; shapes are
\`[height, width, channels]\`. Unknown keys are errors. Defaults are those of Keras.

- \`convspec render SPEC\` prints a spec with every default filled in.
- \`convspec schema\` prints the JSON schema that this page is generated from.
- [Diagnostics](diagnostics.md) lists the checks that go beyond the type and range of a value.`;

const templateWords = `A template is a list of blocks that you write once and use several times. \`$name\` is replaced by the value that
the use gives under \`with\`, and products such as \`4 * $filters\` are computed. Inside a template, \`input\` is the input of
the use. From outside, the use is one block whose output is that of its last block. An error in a template is reported once, at its
position in the template, with the use that led there.`;

const blockWords = `A block takes the output of the block before it. Set \`from\` to take other outputs: this is how networks branch and
merge. Batch norm, activation, pool and dropout can be options of a convolution or dense block instead of separate blocks. Such a
block becomes several layers, which are named after it: \`conv1_conv\`, \`conv1_batchNorm\`. If a block doesn't set an option, the value
comes from [\`defaults\`](#defaults), then from the tables below.`;

const sharedWords = `Convolutions and \`dense\` share these options. The section of each type lists which of them it takes. The
layers of a block follow each other in its \`order\`.`;

const blockClaimsWords = `The checker compares each claim with the network. You can claim the results below, and any option of the
block: \`expect: { source: the paper, kernel: 11 }\`.

Claims that fail after one edit are one error, with the others as related places. The network is still known: \`summary\`,
\`diff\`, \`diagram\` and \`render\` print it, then the error, and exit with 1; \`train\` and \`export\` refuse it.
\`validate-spec --update-claims\` writes the actual values and keeps comments and layout. Claims are about the file: if one is only false
because of \`--set\`, that is a note.`;

function table(node: SchemaNode | undefined, options: TableOptions = {}): string {
  return optionTable(node ?? {}, { links, ...options });
}

/** The schema of a block of `type`. @throws Error where the schema has none. */
function blockNode(root: SchemaNode, type: string): SchemaNode {
  const entries = alternatives(items(propertyOf(root, 'blocks')));
  const node = entries.find(({ properties }) => properties?.type?.const === type);
  if (node === undefined) throw new Error(`the schema has no block "${type}"`);
  return node;
}

function useNode(root: SchemaNode): SchemaNode {
  const node = alternatives(items(propertyOf(root, 'blocks'))).find(
    ({ properties }) => properties?.use !== undefined,
  );
  if (node === undefined) throw new Error('the schema has no use of a template');
  return node;
}

function fileTable({ properties = {}, required = [] }: SchemaNode): string {
  const rows = Object.entries(properties).map(([key, { description }]) => {
    const needed = required.includes(key) ? '**required**' : '';
    return `| [\`${key}\`](#${key.toLowerCase()}) | ${needed} | ${description ?? ''} |`;
  });
  return ['| section | | |', '| --- | --- | --- |', ...rows].join('\n');
}

function heading(key: string, { description }: SchemaNode, more = ''): string {
  return [`## ${key}`, ...[description, more].filter(Boolean)].join('\n\n');
}

function example(section: string): string {
  const text = sectionExamples[section];
  if (text === undefined) throw new Error(`section "${section}" has no example`);
  return `\`\`\`yaml\n${text}\n\`\`\``;
}

function kindSection(kind: BlockKind, node: SchemaNode, conv: SchemaNode): string {
  const text = blockExamples[kind.type];
  if (text === undefined) throw new Error(`block "${kind.type}" has no example`);
  const own = node.properties ?? {};
  // An option that differs from that of `conv` has a row in the kind's own table.
  const shared = sharedKeys.filter(
    (key) => JSON.stringify(own[key]) === JSON.stringify(conv.properties?.[key]),
  );
  const without = [...commonKeys, ...shared];
  // In the JSON schema none is required, since `defaults` may give it.
  const required = Object.entries(kind.schema.shape)
    .filter(([, option]) => !option.safeParse(undefined).success)
    .map(([key]) => key);
  const hasOwnOptions = Object.keys(own).some((key) => !without.includes(key));
  return [
    `### ${kind.type}`,
    kind.about,
    ...(hasOwnOptions || shared.length === 0 ? [table(node, { required, without })] : []),
    ...(shared.length === 0 ? [] : [`[Shared options](#shared-options): ${shared.map(code).join(', ')}.`]),
    `\`\`\`yaml blocks\n${text}\n\`\`\``,
  ].join('\n\n');
}

function items({ items: one }: SchemaNode): SchemaNode {
  if (one === undefined || Array.isArray(one)) throw new Error('expected a list in the schema');
  return one as SchemaNode;
}
