import { formatCount } from '../../base/text/format-numbers';
import { isRecord } from '../../base/values';
import { type BlockClaims, type ModelSpec, unknown } from '../../language/model-spec';
import { describe } from '../../language/report-issues';
import type { UnfoldedBlock } from '../unfold';
import { type FailedClaim, failed } from './claim';

/** Checks claimed options of a block against the actual ones. */
export function checkClaimedOptions(
  { name, spec: block, trainable }: UnfoldedBlock,
  { path, results, options: claimedOptions }: BlockClaims,
  spec: ModelSpec,
): FailedClaim[] {
  if (block.options === unknown || !block.complete || spec.classes === unknown) return [];
  const options: Readonly<Record<string, unknown>> = { trainable, ...block.options };
  const { count } = spec.classes;
  const counted = (value: unknown) => (value === 'classes' ? count : value);
  return Object.entries(claimedOptions).flatMap(([key, value]) => {
    const actual = counted(options[key]);
    const claimed = counted(value);
    if (JSON.stringify(claimed) === JSON.stringify(actual)) return [];
    const poolSize =
      key === 'kernel' && sizeIn(options.pool) === JSON.stringify(claimed)
        ? `; ${optionText(claimed)} is the size of its pool`
        : '';
    const written = block.written([key]);
    const isWritten = written.at(-1) === key;
    return [
      failed(
        { claims: results, path },
        {
          code: 'claim/option',
          path: [key],
          message: `"${name}" ${difference(key, actual, claimed)}${poolSize}`,
          related: isWritten ? [{ message: `its "${key}" is set here`, path: written }] : [],
          actual: inShort(actual),
          cause: options[key] === 'classes' ? ['classes'] : isWritten ? written : [...written, key],
        },
      ),
    ];
  });
}

/** Describes a difference: `has 32 filters, not 96`. For options with parts, such as a pool, lists only parts that differ. */
function difference(key: string, actual: unknown, claimed: unknown): string {
  if (isRecord(actual) && isRecord(claimed)) {
    const parts = Object.keys(actual).filter(
      (part) => optionText(actual[part]) !== optionText(claimed[part]),
    );
    const list = (options: Record<string, unknown>) =>
      parts.map((part) => `${part} ${optionText(options[part])}`).join(', ');
    return `has a ${key} of ${list(actual)}, not of ${list(claimed)}`;
  }
  if (actual === false && isRecord(claimed)) return `has no ${key}`;
  if (claimed === false && isRecord(actual)) return `has a ${key}: ${optionText(actual)}`;
  const counted = typeof actual === 'number' && key.endsWith('s');
  const has = counted ? `${formatCount(actual)} ${key}` : `${key} ${optionText(actual)}`;
  return `has ${has}, not ${typeof claimed === 'number' ? formatCount(claimed) : optionText(claimed)}`;
}

/** Writes pairs of equal numbers as one number. */
function inShort(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 2 && value[0] === value[1] ? value[0] : value;
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inShort(inner)]));
}

/** Formats an option as an author would write it, with one number for a pair of equal ones. */
function optionText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value) && value.length === 2 && value[0] === value[1]) return describe(value[0]);
  if (!isRecord(value)) return describe(value);
  const parts = Object.entries(value).map(([key, inner]) => `${key}: ${optionText(inner)}`);
  return `{ ${parts.join(', ')} }`;
}

/** Returns the size of a pool option as JSON. */
function sizeIn(pool: unknown): string | null {
  return typeof pool === 'object' && pool !== null && 'size' in pool ? JSON.stringify(pool.size) : null;
}
