import { builtInBlocks } from '../../src/language/blocks';
import { callbackSchemas } from '../../src/language/callbacks';
import { blockResultClaims } from '../../src/language/claims';
import { alternatives, languageSchema, propertyOf, type SchemaNode } from './schema-node';

/** Names of types that are used by several options; the key is the option that comes first. */
const sharedNames: Readonly<Record<string, string>> = {
  kernelInitializer: 'InitializerInput',
  kernelRegularizer: 'RegularizerInput',
  kernelConstraint: 'ConstraintInput',
  activation: 'ActivationInput',
  batchNorm: 'BatchNormInput',
  pool: 'PoolInput',
};

/** Options whose types say more than the schema, which cannot express that some keys exclude each other. */
const writtenTypes: Readonly<Record<string, string>> = {
  train:
    'DataSourceInput & { /** Random changes of its images (default: none). */ readonly augment?: AugmentInput | undefined }',
  validation: 'SplitSource | DataSourceInput',
  test: 'DataSourceInput',
  optimizer: "OptimizerInput['type'] | OptimizerInput",
  loss: "LossInput['type'] | LossInput",
};

/** Keys that all blocks share: see `BlockKeys`. */
const blockKeys = ['name', 'type', 'from', 'repeat', 'trainable', 'expect'];

/** The shared types met so far, by their text. */
class SharedTypes {
  private readonly byText = new Map<string, string>();
  readonly declarations: string[] = [];

  /** The name of a shared type; other types are returned as they are. */
  named(key: string, text: string): string {
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    const name = sharedNames[key];
    if (name === undefined || this.declarations.some((line) => line.includes(` ${name} =`))) return text;
    this.byText.set(text, name);
    this.declarations.push(
      `/** What \`${key}\` and options like it accept. */\nexport type ${name} = ${text};\n`,
    );
    return name;
  }
}

/** The types of the options of blocks: src/language/block-options.ts. */
export function blockOptionTypes(): string {
  const shared = new SharedTypes();
  const types = Object.keys(builtInBlocks);
  const nodes = variantsByType(propertyOf(languageSchema(), 'blocks').items as SchemaNode);
  const interfaces = types.map((type) =>
    interfaceOf(nameOf(type), `Options of the block \`${type}\`.`, nodeOf(nodes, type), shared, blockKeys),
  );
  return file([
    ...shared.declarations,
    ...interfaces,
    tableOf(
      'BlockOptions',
      'The options of the blocks, by type.',
      types,
      (type) => builtInBlocks[type as 'conv'].about,
    ),
  ]);
}

/** The types of the other sections: src/language/section-options.ts. */
export function sectionOptionTypes(): string {
  const shared = new SharedTypes();
  const schema = languageSchema();
  const section = (key: string, name: string) =>
    interfaceOf(
      name,
      `The section \`${key}\` as an author writes it.`,
      objectOf(propertyOf(schema, key)),
      shared,
    );
  const types = Object.keys(callbackSchemas);
  const nodes = variantsByType(propertyOf(schema, 'callbacks').items as SchemaNode);
  const training = objectOf(propertyOf(schema, 'training'));
  return file([
    "import type { DataSourceInput, SplitSource } from './data';\n",
    section('input', 'InputInput'),
    section('limits', 'LimitsInput'),
    section('data', 'DataInput'),
    interfaceOf('AugmentInput', 'The key `augment` as an author writes it.', augmentOf(schema), shared),
    `/** The section \`initialWeights\` as an author writes it: the path of a model, or a mapping with it. */
export type InitialWeightsInput = ${typeOf(propertyOf(schema, 'initialWeights'), shared)};\n`,
    interfaceOf(
      'ClaimsInput',
      'Claims about the whole network as an author writes them.',
      objectOf(propertyOf(schema, 'expect')),
      shared,
    ),
    interfaceOf('BlockClaimsInput', 'Claims about what comes out of a block.', blockClaimsOf(schema), shared),
    ...unionOf('OptimizerInput', 'An optimizer with its options.', propertyOf(training, 'optimizer'), shared),
    ...unionOf('LossInput', 'A loss with its options.', propertyOf(training, 'loss'), shared),
    section('training', 'TrainingInput'),
    ...types.map((type) =>
      interfaceOf(nameOf(type), `Options of the callback \`${type}\`.`, nodeOf(nodes, type), shared, [
        'type',
      ]),
    ),
    tableOf(
      'CallbackOptions',
      'The options of the callbacks, by type.',
      types,
      (type) => `Options of \`${type}\`.`,
    ),
  ]);
}

/** The variants of a union by the value of their key `type`. */
function variantsByType(node: SchemaNode): ReadonlyMap<unknown, SchemaNode> {
  return new Map(alternatives(node).map((variant) => [variant.properties?.type?.const, variant]));
}

function nodeOf(nodes: ReadonlyMap<unknown, SchemaNode>, type: string): SchemaNode {
  const node = nodes.get(type);
  if (node === undefined) throw new Error(`the schema has no options for "${type}"`);
  return node;
}

/** The mapping among the alternatives of a value. */
function objectOf(node: SchemaNode): SchemaNode {
  const found = alternatives(node).find(({ properties }) => properties !== undefined);
  if (found === undefined) throw new Error('expected a mapping in the schema');
  return found;
}

function augmentOf(schema: SchemaNode): SchemaNode {
  return propertyOf(propertyOf(propertyOf(schema, 'data'), 'train'), 'augment');
}

/** The claims that are possible about every block, without those about its options. */
function blockClaimsOf(schema: SchemaNode): SchemaNode {
  const [block] = alternatives(propertyOf(schema, 'blocks').items as SchemaNode);
  if (block === undefined) throw new Error('the schema has no blocks');
  const claims = objectOf(propertyOf(block, 'expect'));
  const keys = Object.keys(blockResultClaims.shape);
  return { properties: Object.fromEntries(keys.map((key) => [key, propertyOf(claims, key)])) };
}

function nameOf(type: string): string {
  return `${type[0]?.toUpperCase()}${type.slice(1)}Options`;
}

function file(parts: readonly string[]): string {
  return `// Generated from the schema by \`npm run docs\`: do not edit.\n\n${parts.join('\n')}`;
}

function interfaceOf(
  name: string,
  about: string,
  node: SchemaNode,
  shared: SharedTypes,
  without: readonly string[] = [],
): string {
  const members = membersOf(node, shared, without);
  const declaration =
    members === '{}' ? `type ${name} = Record<never, never>;` : `interface ${name} ${members}`;
  return `/** ${about} */\nexport ${declaration}\n`;
}

/** A union of mappings, each with its `type`. */
function unionOf(name: string, about: string, node: SchemaNode, shared: SharedTypes): string[] {
  const variants = alternatives(node).filter(({ properties }) => properties !== undefined);
  const text = variants.map((variant) => membersOf(variant, shared)).join(' | ');
  return [`/** ${about} */\nexport type ${name} = ${text};\n`];
}

function tableOf(
  name: string,
  about: string,
  types: readonly string[],
  meaning: (type: string) => string,
): string {
  const members = types.map((type) => `${comment(meaning(type))}\nreadonly ${type}: ${nameOf(type)};`);
  return `/** ${about} */\nexport interface ${name} {\n${members.join('\n')}\n}\n`;
}

/** The members of an interface, each with its meaning and its default. */
function membersOf(node: SchemaNode, shared: SharedTypes, without: readonly string[] = []): string {
  const { properties = {}, required = [] } = node;
  const members = Object.entries(properties)
    .filter(([key]) => !without.includes(key))
    .map(([key, value]) => {
      const type = writtenTypes[key] ?? shared.named(key, typeOf(value, shared));
      const isOptional = !required.includes(key);
      return `${comment(meaningOf(value))}\nreadonly ${key}${isOptional ? '?' : ''}: ${type}${isOptional ? ' | undefined' : ''};`;
    });
  return members.length === 0 ? '{}' : `{\n${members.join('\n')}\n}`;
}

function meaningOf({ description = 'Kind of the value.', default: fallback }: SchemaNode): string {
  if (fallback === undefined || description.includes('(default:')) return description;
  return `${description} Default: \`${JSON.stringify(fallback)}\`.`;
}

function comment(text: string): string {
  return `/** ${text.replaceAll('*/', '*\\/')} */`;
}

function typeOf(node: SchemaNode, shared: SharedTypes): string {
  const types = alternatives(node).flatMap((variant) => variantTypes(variant, shared));
  return [...new Set(types)].join(' | ');
}

function variantTypes(node: SchemaNode, shared: SharedTypes): string[] {
  if (node.const !== undefined) return [JSON.stringify(node.const)];
  if (node.enum !== undefined) return node.enum.map((value) => JSON.stringify(value));
  if (Array.isArray(node.type)) return node.type.map((type) => (type === 'integer' ? 'number' : type));
  switch (node.type) {
    case 'integer':
      return ['number'];
    case 'array':
      return [listType(node, shared)];
    case 'object':
      return [mappingType(node, shared)];
    default:
      return [typeof node.type === 'string' ? node.type : 'unknown'];
  }
}

function listType({ items }: SchemaNode, shared: SharedTypes): string {
  if (Array.isArray(items))
    return `readonly [${(items as readonly SchemaNode[]).map((item) => typeOf(item, shared)).join(', ')}]`;
  const item = items === undefined ? 'unknown' : typeOf(items as SchemaNode, shared);
  return `readonly ${/[|{ ]/.test(item) ? `(${item})` : item}[]`;
}

function mappingType(node: SchemaNode, shared: SharedTypes): string {
  if (node.properties !== undefined) return membersOf(node, shared);
  const { additionalProperties } = node;
  const value = typeof additionalProperties === 'object' ? typeOf(additionalProperties, shared) : 'unknown';
  return `Readonly<Record<string, ${value}>>`;
}
