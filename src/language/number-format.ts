/**
 * Formats numbers as Python does: `format(value, spec)` and `repr(value)` for whole numbers, floats and text.
 * JavaScript's own functions round ties up and use different exponents. Python rounds the exact binary value
 * half to even.
 */

/** The part of Python's format specification that file names need: `[[fill]align][sign][0][width][.precision][type]`. */
export interface NumberFormat {
  readonly fill: string;
  readonly align: '<' | '>' | '^' | '=' | undefined;
  readonly sign: '+' | '-' | ' ';
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: '' | 'd' | 'e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%' | 's';
}

/** The Python type of a value, which determines the valid format types. */
export type ValueKind = 'int' | 'float' | 'text';

const pattern = /^(?:(.)?([<>^=]))?([+\- ])?(0)?(\d{1,3})?(?:\.(\d{1,2}))?([deEfFgG%s])?$/su;

const typesOf: Readonly<Record<ValueKind, string>> = { int: 'deEfFgG%', float: 'eEfFgG%', text: 's' };

/** Parses a specification such as `04d`, `.2f` or `*>+10.3e`. Returns an error message if it is invalid. */
export function parseNumberFormat(spec: string, kind: ValueKind): NumberFormat | string {
  const match = pattern.exec(spec);
  if (!match) {
    return `unknown format "${spec}": expected [[fill]align][sign][0][width][.precision][type], such as 04d, .2f or .3e`;
  }
  const [, fill, align, sign, zero, width, precision, type = ''] = match;
  if (type !== '' && !typesOf[kind].includes(type)) {
    return `format type "${type}" is not valid for ${described[kind]}: expected ${[...typesOf[kind]].join(', ')}`;
  }
  if (kind === 'int' && precision !== undefined && (type === '' || type === 'd')) {
    return 'a whole number takes no precision: remove it, or add a type such as f';
  }
  if (kind === 'text' && (sign !== undefined || align === '=')) {
    return `format "${spec}" is only valid for numbers, not for text`;
  }
  const padsSign = zero !== undefined && align === undefined && kind !== 'text';
  return {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: padsSign ? '=' : (align as NumberFormat['align']),
    sign: (sign ?? '-') as NumberFormat['sign'],
    width: Number(width ?? 0),
    precision: precision === undefined ? undefined : Number(precision),
    type: type as NumberFormat['type'],
  };
}

const described: Readonly<Record<ValueKind, string>> = {
  int: 'a whole number',
  float: 'a number',
  text: 'text',
};

/** Python's `format(value, spec)`. `kind` distinguishes a float with an integral value (`1.0`) from an int (`1`). */
export function formatValue(value: number | string, kind: ValueKind, format: NumberFormat): string {
  if (typeof value === 'string') return pad('', value.slice(0, format.precision), '<', format);
  const negative = value < 0 || Object.is(value, -0);
  const sign = negative ? '-' : format.sign === '-' ? '' : format.sign;
  return pad(sign, magnitude(Math.abs(value), kind, format), '>', format);
}

/** Python's `repr(value)` of a float: the shortest text that parses to the same value. */
export function pythonFloat(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value < 0 ? '-inf' : 'inf';
  const sign = value < 0 || Object.is(value, -0) ? '-' : '';
  const [mantissa = '', power = ''] = Math.abs(value).toExponential().split('e');
  const digits = mantissa.replace('.', '');
  const exponent = Number(power);
  return (
    sign + (exponent < -4 || exponent >= 16 ? scientific(digits, exponent) : positional(digits, exponent, 1))
  );
}

function pad(
  sign: string,
  body: string,
  natural: '<' | '>',
  { align = natural, width, fill }: NumberFormat,
): string {
  const missing = Math.max(0, width - sign.length - [...body].length);
  const left = align === '<' ? 0 : align === '^' ? Math.floor(missing / 2) : missing;
  if (align === '=') return sign + fill.repeat(missing) + body;
  return fill.repeat(left) + sign + body + fill.repeat(missing - left);
}

function magnitude(value: number, kind: ValueKind, { type, precision }: NumberFormat): string {
  const lower = type.toLowerCase();
  if (kind === 'int' && (type === '' || type === 'd')) return String(value);
  let text: string;
  if (type === '%') text = `${plain(value * 100, precision)}%`;
  else if (!Number.isFinite(value)) text = pythonFloat(value);
  else if (lower === 'f') text = fixed(value, precision ?? 6);
  else if (lower === 'e') text = scientific(...rounded(value, precision ?? 6));
  else if (lower === 'g') text = general(value, Math.max(1, precision ?? 6), false);
  else if (precision !== undefined) text = general(value, Math.max(1, precision), true);
  else text = pythonFloat(value);
  return type !== lower ? text.toUpperCase() : text;
}

function plain(value: number, precision: number | undefined): string {
  return Number.isFinite(value) ? fixed(value, precision ?? 6) : pythonFloat(value);
}

/** Formats at most `digits` significant digits. Without a type, Python keeps `.0` and uses an exponent one digit earlier. */
function general(value: number, digits: number, keepPoint: boolean): string {
  const [all, exponent] = rounded(value, digits - 1);
  const significant = all.replace(/0+$/, '') || '0';
  if (exponent < -4 || exponent >= digits - (keepPoint ? 1 : 0)) return scientific(significant, exponent);
  return positional(significant, exponent, keepPoint ? 1 : 0);
}

function scientific(digits: string, exponent: number): string {
  const point = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  return `${point}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
}

function positional(digits: string, exponent: number, decimals: number): string {
  const padded = exponent < 0 ? '0'.repeat(-exponent) + digits : digits.padEnd(exponent + 1, '0');
  const whole = padded.slice(0, Math.max(1, exponent + 1));
  const rest = padded.slice(whole.length).padEnd(decimals, '0');
  return rest === '' ? whole : `${whole}.${rest}`;
}

function fixed(value: number, decimals: number): string {
  const digits = scaled(value, decimals)
    .toString()
    .padStart(decimals + 1, '0');
  const whole = digits.slice(0, digits.length - decimals);
  return decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`;
}

/** Returns `decimals + 1` significant digits and the decimal exponent of the first. */
function rounded(value: number, decimals: number): [digits: string, exponent: number] {
  if (value === 0) return ['0'.repeat(decimals + 1), 0];
  // The shortest text of a number just below a power of ten may show that power (1e23), so start one lower.
  let exponent = Number(value.toExponential().split('e')[1]) - 1;
  for (;;) {
    const digits = scaled(value, decimals - exponent).toString();
    if (digits.length <= decimals + 1) return [digits, exponent];
    exponent += 1;
  }
}

/** Returns `value · 10^power`, computed from the exact binary value and rounded half to even. */
function scaled(value: number, power: number): bigint {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const word = bits.getBigUint64(0);
  const biased = Number(word >> 52n) & 0x7ff;
  const fraction = word & 0xf_ffff_ffff_ffffn;
  const mantissa = biased === 0 ? fraction : fraction | (1n << 52n);
  const two = Math.max(biased, 1) - 1075;
  const numerator = mantissa * (power > 0 ? 10n ** BigInt(power) : 1n) * (two > 0 ? 1n << BigInt(two) : 1n);
  const denominator = (power < 0 ? 10n ** BigInt(-power) : 1n) * (two < 0 ? 1n << BigInt(-two) : 1n);
  const quotient = numerator / denominator;
  const twice = (numerator % denominator) * 2n;
  const up = twice > denominator || (twice === denominator && (quotient & 1n) === 1n);
  return up ? quotient + 1n : quotient;
}
