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
  [/^expect$/, '[claims](#claims-about-a-block), or a list of them'],
];

const commonKeys = ['name', 'type', 'from', 'repeat', 'expect'];

/** docs/language.md: the whole language, from its JSON schema. */
export function languagePage(): string {
  const root = languageSchema();
  const section = (key: string) => propertyOf(root, key);
  const entries = alternatives(items(section('blocks')));
  const use = entries.find(({ properties }) => properties?.use !== undefined);
  const kind = (type: string) => entries.find(({ properties }) => properties?.type?.const === type);
  const conv = kind('conv');
  if (use === undefined || conv === undefined) throw new Error('the schema has no blocks');
  const named = (key: string) => propertyOf(conv, key);
  const [claims] = alternatives(section('expect'));
  const poolOptions = alternatives(named('pool')).find(({ properties }) => properties !== undefined);
  const data = section('data');
  const table = (node: SchemaNode | undefined, options: TableOptions = {}) =>
    optionTable(node ?? {}, { links, ...options });

  return `${[
    '# The language',
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
    heading('defaults', section('defaults'), 'A mapping of kinds of [block](#blocks) to options of theirs.'),
    example('defaults'),
    heading('templates', section('templates'), templateWords),
    table(alternatives(section('templates'))[0]?.additionalProperties as SchemaNode, {
      links: [
        ...links,
        [/^with$/, 'mapping of parameters to values'],
        [/^blocks$/, 'list of [blocks](#blocks)'],
      ],
    }),
    example('templates'),
    '### The use of a template',
    'Stands where a block may stand.',
    table(use, { links: [...links, [/^with$/, 'mapping of parameters to values']] }),
    heading('blocks', section('blocks'), 'Every kind of block has these keys:'),
    table(
      { ...conv, properties: Object.fromEntries(commonKeys.map((key) => [key, named(key)])) },
      { required: ['type'], links: [...links, [/^type$/, 'one of the kinds below']] },
    ),
    partsWords,
    ...Object.values(builtInBlocks).map((one) => kindSection(one, kind(one.type))),
    '### Claims about a block',
    blockClaimsWords,
    table(alternatives(propertyOf(use, 'expect'))[0]),
    '### The pool of a block',
    'The key `pool` of a block takes a size, or a mapping:',
    table(poolOptions),
    '### Activations',
    'By name, or as a mapping with its options: `relu`, `{ type: leakyReLU, slope: 0.1 }`. The block `activation` takes all but `prelu`, which is a block of its own.',
    typeTables(named('activation'), '####', links),
    '### Initializers',
    'By name, or as a mapping with its options: `heNormal`, `{ type: constant, value: 0.1 }`. They draw from the stream of the seed that bears the name of their layer and weight.',
    typeTables(named('kernelInitializer'), '####', links),
    '### Regularizers',
    '`{ l1, l2 }` with at least one of them, or `false`. What they add is part of the loss that is logged.',
    table(alternatives(named('kernelRegularizer')).find(({ properties }) => properties !== undefined)),
    '### Constraints',
    'By name, as a mapping with its options, or `false`: `nonNegative`, `{ type: maxNorm, maxValue: 3 }`.',
    typeTables(named('kernelConstraint'), '####', links),
    heading('expect', section('expect'), 'One mapping, or a list of them:'),
    table(claims),
    example('expect'),
    heading('initialWeights', section('initialWeights'), 'A path, or a mapping:'),
    table(alternatives(section('initialWeights')).find(({ properties }) => properties !== undefined)),
    example('initialWeights'),
    heading('training', section('training')),
    table(section('training')),
    example('training'),
    '### Optimizers',
    'By name, or as a mapping with its options. Rates and constants are Keras’s.',
    typeTables(propertyOf(section('training'), 'optimizer'), '####', links),
    '### Losses',
    'By name, or as a mapping with its options.',
    typeTables(propertyOf(section('training'), 'loss'), '####', links),
    heading('callbacks', section('callbacks'), 'Each with its options: [callbacks](callbacks.md).'),
    example('callbacks'),
    heading('data', data),
    table(data),
    example('data'),
    '### Sets of images',
    'Exactly one of `directory`, `manifest` and `arrays`, with the keys that go with it.',
    table(propertyOf(data, 'train')),
    'A validation set takes the same without `augment`, or instead:',
    table({ properties: { split: propertyOf(propertyOf(data, 'validation'), 'split') } }),
    '### Augmentation',
    propertyOf(propertyOf(data, 'train'), 'augment').description ?? '',
    table(propertyOf(propertyOf(data, 'train'), 'augment')),
    heading('limits', section('limits')),
    table(section('limits')),
    example('limits'),
    heading(
      'ignore',
      section('ignore'),
      'The codes that may be named, each with its section in the [diagnostics](diagnostics.md):',
    ),
    (items(section('ignore')).enum ?? [])
      .map((one) => `- [${code(one)}](diagnostics.md#${String(one).replace('/', '')})`)
      .join('\n'),
    example('ignore'),
  ].join('\n\n')}\n`;
}

const intro = `A spec is a YAML 1.2 file, at most 2 MiB large. Sizes are \`[height, width]\` or one number for both, shapes
\`[height, width, channels]\`. Defaults are Keras's; \`convspec render SPEC\` prints a spec with all of them, and
\`convspec schema\` prints the JSON schema that this page is made from. Unknown keys are errors. What a value
must obey beyond its own bounds is in the [diagnostics](diagnostics.md).`;

const templateWords = `\`$name\` stands for what the use says under
\`with\`, and products such as \`4 * $filters\` are worked out. Inside, \`input\` is what the use takes; outside, the use is one
block with the output of its last. A mistake in a template is shown once, where it stands, with the use that led there.`;

const partsWords = `A block takes the output of the block before it, unless \`from\` names others: the network may branch and
merge. What usually follows a convolution or a dense layer is part of the block, in the \`order\` that it says; its layers
are named after the block, as in \`conv1_conv\` and \`conv1_batchNorm\`. An option that a block does not give is taken from
[\`defaults\`](#defaults), then from the tables below.`;

const blockClaimsWords = `What the author says of a block is checked. Besides these results, any option of the block may be
claimed: \`expect: { source: the paper, kernel: 11 }\`.`;

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

function kindSection(kind: BlockKind, node: SchemaNode | undefined): string {
  const text = blockExamples[kind.type];
  if (node === undefined || text === undefined) throw new Error(`block "${kind.type}" has no example`);
  // In the JSON schema none is required, since `defaults` may give it.
  const required = Object.entries(kind.schema.shape)
    .filter(([, option]) => !option.safeParse(undefined).success)
    .map(([key]) => key);
  const table = optionTable(node, { links, required, without: commonKeys });
  return `### ${kind.type}\n\n${kind.about}\n\n${table}\n\n\`\`\`yaml blocks\n${text}\n\`\`\``;
}

function items({ items: one }: SchemaNode): SchemaNode {
  if (one === undefined || Array.isArray(one)) throw new Error('expected a list in the schema');
  return one as SchemaNode;
}
