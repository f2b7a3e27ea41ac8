import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { jsonSchema } from '../../src/language/json-schema';
import { vocabularyWith } from '../../src/language/vocabulary';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const schema = jsonSchema(vocabularyWith());
const accepts = new Ajv({ strict: false }).compile(schema);
const spec = () => parse(read('specs/convnet-12class.yaml'), { merge: true }) as Record<string, never>;

describe('the JSON schema', () => {
  it('equals schema/model-spec.schema.json: npm run build && npm run schema updates it', () => {
    expect(`${JSON.stringify(schema, null, 2)}\n`).toBe(read('schema/model-spec.schema.json'));
  });

  it('is valid draft 7, and small enough for editors', () => {
    expect(schema).toMatchObject({ $schema: 'http://json-schema.org/draft-07/schema#' });
    expect(new Ajv({ strict: false }).validateSchema(schema)).toBe(true);
    expect(JSON.stringify(schema).length).toBeLessThan(150_000);
  });

  it.each([
    ...readdirSync('specs').map((name) => `specs/${name}`),
    'test/fixtures/claims/prose.yaml',
    'test/fixtures/claims/code.yaml',
  ])('accepts %s', (path) => {
    expect([accepts(parse(read(path), { merge: true })), accepts.errors]).toEqual([true, null]);
  });

  it.each<[string, (spec: Record<string, never>) => object]>([
    ['an unknown section', (whole) => ({ ...whole, optimizer: 'adam' })],
    ['a missing section', ({ classes: _, ...rest }) => rest],
    ['an unknown block type', (whole) => ({ ...whole, blocks: [{ type: 'convolution' }] })],
    ['an unknown key of a block', (whole) => ({ ...whole, blocks: [{ type: 'conv', kernal: 3 }] })],
    ['an unknown key of a default', (whole) => ({ ...whole, defaults: { conv: { kernal: 3 } } })],
    ['an unknown claim', (whole) => ({ ...whole, blocks: [{ type: 'flatten', expect: { filters: 3 } }] })],
    ['a wrong word', (whole) => ({ ...whole, blocks: [{ type: 'conv', padding: 'some' }] })],
    ['a wrong number', (whole) => ({ ...whole, blocks: [{ type: 'conv', filters: 0 }] })],
    ['an unknown callback', (whole) => ({ ...whole, callbacks: [{ type: 'earlyStop' }] })],
    [
      'an unknown key of a callback',
      (whole) => ({ ...whole, callbacks: [{ type: 'earlyStopping', min: 3 }] }),
    ],
    ['an unknown optimizer', (whole) => ({ ...whole, training: { optimizer: { type: 'adamw' } } })],
    [
      'an option of another optimizer',
      (whole) => ({ ...whole, training: { optimizer: { type: 'sgd', rho: 1 } } }),
    ],
    ['a wrong shape', (whole) => ({ ...whole, input: { shape: [32, 32] } })],
  ])('rejects %s', (_what, broken) => {
    expect(accepts(broken(spec()))).toBe(false);
  });

  it('includes the blocks and callbacks of plugins', () => {
    const { flatten } = vocabularyWith().blocks;
    if (!flatten) throw new Error('no flatten');
    const wider = jsonSchema(vocabularyWith([{ blocks: { mine: { ...flatten, type: 'mine' } } }]));
    const acceptsMine = new Ajv({ strict: false }).compile(wider);
    expect([acceptsMine({ ...spec(), blocks: [{ type: 'mine' }] }), acceptsMine.errors]).toEqual([
      true,
      null,
    ]);
  });
});
