import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { jsonSchema } from '../../../src/language/json-schema';
import { vocabularyWith } from '../../../src/language/vocabulary';
import { checkText, found, withoutNotes } from '../../support/check-file';
import { withConv } from '../../support/spec-text';

/** Returns the options of the convolution of a block with these options. */
function configOf(options: string): Readonly<Record<string, unknown>> {
  const { plan, diagnostics } = checkText(withConv(`filters: 8, kernel: 3, ${options}`));
  expect(withoutNotes(diagnostics)).toEqual([]);
  return { ...plan?.layers[1]?.config };
}

/** Returns the diagnostics of the option, with columns relative to its start. */
const foundIn = (options: string) =>
  found(withConv(`filters: 8, kernel: 3, ${options}`)).map((finding) =>
    finding.replace(/^6:(\d+)/, (_, column: string) => String(Number(column) - 55)),
  );

describe('an initializer', () => {
  const scaling = {
    type: 'varianceScaling',
    scale: 1,
    mode: 'fanIn',
    distribution: 'truncatedNormal',
  };
  it.each([
    ['heNormal', { type: 'heNormal' }],
    ['{ type: heNormal }', { type: 'heNormal' }],
    ['constant', { type: 'constant', value: 0 }],
    ['{ type: constant, value: -2.5 }', { type: 'constant', value: -2.5 }],
    ['randomNormal', { type: 'randomNormal', mean: 0, stddev: 0.05 }],
    ['{ type: randomNormal, stddev: 1 }', { type: 'randomNormal', mean: 0, stddev: 1 }],
    ['truncatedNormal', { type: 'truncatedNormal', mean: 0, stddev: 0.05 }],
    ['randomUniform', { type: 'randomUniform', minval: -0.05, maxval: 0.05 }],
    ['orthogonal', { type: 'orthogonal', gain: 1 }],
    ['varianceScaling', scaling],
    ['{ type: varianceScaling, mode: fanAvg }', { ...scaling, mode: 'fanAvg' }],
  ])('%s', (written, initializer) => {
    expect(configOf(`kernelInitializer: ${written}`).kernelInitializer).toEqual(initializer);
  });

  const types =
    '"glorotUniform", "glorotNormal", "heUniform", "heNormal", "lecunUniform", "lecunNormal", "zeros", "ones", "constant", "randomNormal", "truncatedNormal", "randomUniform", "orthogonal" or "varianceScaling"';
  it.each([
    ['heNorml', `19 spec/unknown-value expected ${types}, received "heNorml"`],
    ['{ type: heNorml }', `27 spec/unknown-value expected ${types}, received "heNorml"`],
    ['{ type: heNormal, stddev: 1 }', '37 spec/unknown-key unknown key "stddev"'],
    ['{ type: randomNormal, stdev: 1 }', '41 spec/unknown-key unknown key "stdev"; did you mean "stddev"?'],
    [
      '{ type: randomNormal, stddev: -1 }',
      '49 spec/out-of-range expected a number of at least 0, received -1',
    ],
    ['{ stddev: 1 }', `0 spec/missing-key "kernelInitializer" is missing "type": expected ${types}`],
    [
      '3',
      '19 spec/wrong-type expected the name of an initializer, or a mapping with its "type" and options, received 3',
    ],
  ])('is not %s', (written, finding) => {
    expect(foundIn(`kernelInitializer: ${written}`)).toEqual([finding]);
  });

  it('of a bias cannot be orthogonal', () => {
    expect(foundIn('biasInitializer: orthogonal')).toEqual([
      '17 spec/invalid-value expected an initializer other than orthogonal, which needs a matrix, received "orthogonal"',
    ]);
  });
});

describe('a regularizer', () => {
  it.each([
    ['{ l1: 0.1 }', { l1: 0.1, l2: 0 }],
    ['{ l2: 0.1 }', { l1: 0, l2: 0.1 }],
    ['{ l1: 0.1, l2: 0.2 }', { l1: 0.1, l2: 0.2 }],
    ['false', null],
  ])('%s', (written, regularizer) => {
    expect(configOf(`biasRegularizer: ${written}`).biasRegularizer).toEqual(regularizer);
  });

  it.each([
    ['{}', '19 spec/invalid-value expected l1, l2 or both, received a mapping'],
    ['{ l3: 1 }', '21 spec/unknown-key unknown key "l3"; did you mean "l1"?'],
    ['{ l2: -1 }', '25 spec/out-of-range expected a number of at least 0, received -1'],
    ['0.1', '19 spec/wrong-type expected { l1, l2 }, or false, received 0.1'],
  ])('is not %s', (written, finding) => {
    expect(foundIn(`kernelRegularizer: ${written}`)).toEqual([finding]);
  });
});

describe('a constraint', () => {
  it.each([
    ['nonNegative', { type: 'nonNegative' }],
    ['unitNorm', { type: 'unitNorm' }],
    ['maxNorm', { type: 'maxNorm', maxValue: 2 }],
    ['{ type: maxNorm, maxValue: 3 }', { type: 'maxNorm', maxValue: 3 }],
    ['minMaxNorm', { type: 'minMaxNorm', minValue: 0, maxValue: 1, rate: 1 }],
    ['false', null],
  ])('%s', (written, constraint) => {
    expect(configOf(`kernelConstraint: ${written}`).kernelConstraint).toEqual(constraint);
  });

  it.each([
    [
      'maxNrm',
      '18 spec/unknown-value expected "nonNegative", "unitNorm", "maxNorm" or "minMaxNorm", received "maxNrm"',
    ],
    [
      '{ type: maxNrm }',
      '26 spec/unknown-value expected "nonNegative", "unitNorm", "maxNorm" or "minMaxNorm", received "maxNrm"',
    ],
    ['{ type: maxNorm, max: 3 }', '35 spec/unknown-key unknown key "max"; did you mean "maxValue"?'],
    [
      '{ type: minMaxNorm, minValue: 5, maxValue: 1 }',
      '48 spec/invalid-value expected at most maxValue, which is 1, received 5',
    ],
    [
      '{ type: minMaxNorm, minValue: 1.5 }',
      '48 spec/invalid-value expected at most maxValue, which is 1, received 1.5',
    ],
    ['{ type: minMaxNorm, rate: 2 }', '44 spec/out-of-range expected a number of at most 1, received 2'],
    [
      '3',
      '18 spec/wrong-type expected the name of a constraint, a mapping with its "type" and options, or false, received 3',
    ],
  ])('is not %s', (written, finding) => {
    expect(foundIn(`kernelConstraint: ${written}`)).toEqual([finding]);
  });
});

describe('an activation', () => {
  const layerOf = (written: string) => {
    const { plan, diagnostics } = checkText(withConv(`filters: 8, kernel: 3, activation: ${written}`));
    expect(withoutNotes(diagnostics)).toEqual([]);
    const { kind, name, config } = plan?.layers[2] ?? {};
    return { kind, name, config };
  };
  const name = 'conv1_activation';
  const alphaInitializer = { type: 'zeros' };

  it.each([
    ['relu6', { kind: 'activation', name, config: { function: 'relu6' } }],
    ['{ type: relu6 }', { kind: 'activation', name, config: { function: 'relu6' } }],
    ['leakyReLU', { kind: 'activation', name, config: { function: 'leakyReLU', slope: 0.2 } }],
    [
      '{ type: leakyReLU, slope: 0.1 }',
      { kind: 'activation', name, config: { function: 'leakyReLU', slope: 0.1 } },
    ],
    ['elu', { kind: 'activation', name, config: { function: 'elu', alpha: 1 } }],
    ['{ type: elu, alpha: 2 }', { kind: 'activation', name, config: { function: 'elu', alpha: 2 } }],
    ['prelu', { kind: 'prelu', name, config: { alphaInitializer, shared: false } }],
    ['{ type: prelu, shared: true }', { kind: 'prelu', name, config: { alphaInitializer, shared: true } }],
  ])('%s', (written, layer) => {
    expect(layerOf(written)).toEqual(layer);
  });

  it('that is linear adds no layer', () => {
    expect(layerOf('{ type: linear }').kind).toBe('flatten');
  });

  const names =
    '"linear", "relu", "relu6", "selu", "sigmoid", "hardSigmoid", "tanh", "softplus", "softsign", "swish", "gelu", "mish", "softmax", "leakyReLU", "elu" or "prelu"';
  it.each([
    ['rel', `12 spec/unknown-value expected ${names}, received "rel"`],
    ['{ type: leakyReLU, alpha: 0.1 }', '31 spec/unknown-key unknown key "alpha"'],
    ['{ type: leakyReLU, slope: x }', '38 spec/wrong-type expected a number, received "x"'],
    [
      'true',
      '12 spec/wrong-type expected the name of an activation, or a mapping with its "type" and options, received true',
    ],
  ])('is not %s', (written, finding) => {
    expect(foundIn(`activation: ${written}`)).toEqual([finding]);
  });
});

it('is allowed in defaults and claims in every notation', () => {
  const text = withConv(
    'filters: 8, kernel: 3, expect: { kernelInitializer: { type: heNormal }, activation: { type: leakyReLU } }',
    { defaults: 'defaults: { conv: { kernelInitializer: heNormal, activation: leakyReLU } }' },
  );
  expect(found(text)).toEqual([]);
});

describe('the JSON schema', () => {
  const accepts = new Ajv({ strict: false }).compile(jsonSchema(vocabularyWith()));
  const acceptsBlock = (options: object) =>
    accepts({
      version: 1,
      name: 'net',
      input: { shape: [8, 8, 3] },
      classes: 2,
      blocks: [{ type: 'conv', filters: 8, kernel: 3, ...options }],
    });

  it.each([
    { kernelInitializer: 'heNormal' },
    { kernelInitializer: 'randomNormal' },
    { kernelInitializer: { type: 'randomNormal', stddev: 1 } },
    { kernelRegularizer: { l2: 0.1 } },
    { kernelRegularizer: false },
    { kernelConstraint: 'unitNorm' },
    { kernelConstraint: { type: 'maxNorm', maxValue: 3 } },
    { activation: 'leakyReLU' },
    { activation: { type: 'leakyReLU', slope: 0.1 } },
    { activation: { type: 'prelu', alphaInitializer: 'ones' } },
  ])('accepts %j', (options) => {
    expect([acceptsBlock(options), accepts.errors]).toEqual([true, null]);
  });

  it.each([
    { kernelInitializer: 'heNorml' },
    { kernelInitializer: { type: 'heNormal', stddev: 1 } },
    { kernelInitializer: {} },
    { kernelRegularizer: { l3: 0.1 } },
    { kernelConstraint: { type: 'maxNorm', rate: 1 } },
    { activation: { type: 'leakyReLU', alpha: 0.1 } },
    { activation: 3 },
  ])('rejects %j', (options) => {
    expect(acceptsBlock(options)).toBe(false);
  });
});
