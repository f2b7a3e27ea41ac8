import { crc32 } from '../base/codecs/crc';
import { FileFormatError } from '../base/diagnostics/user-error';
import type { SavedModel, SavedOptimizer, WeightValues } from './model-content';

/**
 * The attribute that contains the checksums of a model in formats that have none: CRC-32 in hexadecimal of everything but
 * the values, then of each weight, then of each slot of the optimizer, all in the order in which they are read.
 */
export const checksumAttribute = 'convspec_checksum';

/** Attributes with this prefix are only in files with checksums. */
const ownPrefix = 'convspec_';

/** Everything about a saved model but its values. */
export type ModelHead = Pick<SavedModel, 'config' | 'compileConfig' | 'attributes' | 'weightInfos'> & {
  readonly optimizer: Omit<SavedOptimizer, 'variables'> | null;
};

/** The checksums of values, for {@link checksumText}. */
export class ValueSums {
  private readonly weights = new Map<string, string>();
  private readonly slots: string[] = [];

  /** @param path as in `weightInfos` of the file */
  addWeight(path: string, values: Float32Array): void {
    this.weights.set(path, sumOf(values));
  }

  addSlot(values: Float32Array): void {
    this.slots.push(sumOf(values));
  }

  /** The value of {@link checksumAttribute} for a file with this head. */
  text(head: ModelHead): string {
    const weights = head.weightInfos.map(({ path }) => this.weights.get(path) ?? '');
    return [headSum(head), ...weights, ...this.slots].join(' ');
  }
}

/**
 * A saved model that verifies its checksums: at once that of everything but the values, and that of each weight before it
 * is yielded. Files of other programs have no checksums, and are returned as they are.
 *
 * Throws {@link FileFormatError}.
 */
export function verified(saved: SavedModel): SavedModel {
  const { [checksumAttribute]: stated, ...attributes } = saved.attributes;
  const { optimizer } = saved;
  if (stated === undefined) {
    if (Object.keys(attributes).some((name) => name.startsWith(ownPrefix)))
      throw damaged(saved, 'its checksum is missing');
    return saved;
  }
  const model = { ...saved, attributes };
  const [head, ...sums] = stated.split(' ');
  const slots = sums.slice(saved.weightInfos.length);
  if (head !== headSum(model) || slots.length !== (optimizer?.shapes.length ?? 0))
    throw damaged(saved, 'its checksum is wrong');
  return {
    ...model,
    async *weights() {
      let i = 0;
      for await (const weight of saved.weights()) {
        if (sumOf(weight.values) !== sums[i++])
          throw damaged(saved, `the checksum of its weight "${weight.path}" is wrong`);
        yield weight;
      }
    },
    optimizer: optimizer && {
      ...optimizer,
      async *variables() {
        let i = 0;
        for await (const values of optimizer.variables()) {
          if (sumOf(values) !== slots[i++])
            throw damaged(saved, `the checksum of its optimizer's variable ${i + 1} is wrong`);
          yield values;
        }
      },
    },
  };
}

function headSum({ config, compileConfig, attributes, weightInfos, optimizer }: ModelHead): string {
  const texts = Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1));
  const weights = weightInfos.map(({ path, shape }) => [path, shape]);
  const state = optimizer && [optimizer.iterations, optimizer.learningRate, optimizer.shapes];
  const text = JSON.stringify([config, compileConfig, texts, weights, state]);
  return hexadecimal(crc32(new TextEncoder().encode(text)));
}

function sumOf({ buffer, byteOffset, byteLength }: WeightValues['values']): string {
  return hexadecimal(crc32(new Uint8Array(buffer, byteOffset, byteLength)));
}

function hexadecimal(sum: number): string {
  return sum.toString(16).padStart(8, '0');
}

function damaged({ path }: SavedModel, reason: string): FileFormatError {
  const hint = 'the file has changed since convspec saved it: use an unmodified copy, or save it again';
  return new FileFormatError(path, `cannot read: ${reason}`, hint);
}
