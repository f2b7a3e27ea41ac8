import { readFileSync } from 'node:fs';
import { randomStream, uniform } from '../../../src/base/random/stream';
import type { ModelPlan } from '../../../src/check/model-plan';
import type { WeightValues } from '../../../src/compile/model-content';

/** A reference file in test/reference/h5. */
export function referenceUrl(name: string): URL {
  return new URL(`../../reference/h5/${name}`, import.meta.url);
}

interface Tensor {
  readonly shape: number[];
  readonly data: string;
}

export interface ReferenceModel {
  readonly weights: readonly (Tensor & { readonly layer: string; readonly weight: string })[];
  readonly input: Tensor;
  readonly expected_output: Tensor;
  readonly structure: Readonly<Record<string, { readonly hdf5: HdfEntry[] }>>;
}

/** A group or dataset in the reference's format. */
export interface HdfEntry {
  readonly path: string;
  readonly attributes: Record<string, unknown>;
  readonly shape?: number[];
  readonly dtype?: string;
  readonly layout?: string;
  readonly compression?: string | null;
}

export function referenceModel(name: string): ReferenceModel {
  return JSON.parse(readFileSync(referenceUrl(`${name}.json`), 'utf8')) as ReferenceModel;
}

/** The float32 values of a reference tensor. */
export function floats({ data }: Tensor): Float32Array {
  return new Float32Array(Uint8Array.from(Buffer.from(data, 'base64')).buffer);
}

export function referenceWeights(name: string): WeightValues[] {
  return referenceModel(name).weights.map((tensor) => ({
    path: `${tensor.layer}/${tensor.weight}`,
    layer: tensor.layer,
    name: tensor.weight,
    shape: tensor.shape,
    values: floats(tensor),
  }));
}

/** Deterministic values in [0, 1), valid for variances too, for every weight of a plan. */
export function randomWeights(plan: ModelPlan): WeightValues[] {
  return plan.layers.flatMap((layer) =>
    layer.weights.map(({ name, shape }) => {
      const stream = randomStream(1, `${layer.name}/${name}`);
      const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
      return {
        path: `${layer.name}/${name}`,
        layer: layer.name,
        name,
        shape,
        values: values.map(() => uniform(stream)),
      };
    }),
  );
}

export async function* oneByOne<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}

export async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

/** The weights with their values as bits, so that NaN and -0 are compared exactly. */
export function bits(weights: readonly WeightValues[]) {
  return weights.map(({ values, ...info }) => ({
    ...info,
    bits: Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('hex'),
  }));
}
