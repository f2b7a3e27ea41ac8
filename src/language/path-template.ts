import { UserError } from '../base/diagnostics/user-error';
import { formatValue, type NumberFormat, parseNumberFormat, type ValueKind } from './number-format';

/** A problem in a template, with offsets into its text; `end` is exclusive. */
interface TemplateProblem {
  readonly message: string;
  readonly offset: number;
  readonly end: number;
}

/** `{name}` or `{name:spec}` in a template, with the position of the name. */
interface TemplateField {
  readonly name: string;
  readonly offset: number;
  readonly end: number;
}

export interface PathTemplate {
  readonly fields: readonly TemplateField[];
  readonly problems: readonly TemplateProblem[];
  /** The fields and the text between them, in order. */
  readonly parts: readonly (
    | string
    | (TemplateField & { readonly kind: ValueKind; readonly format: NumberFormat })
  )[];
}

/** The values of fields: numbers by log name (`epoch` and `batch` counted from 1), and the spec's variables. */
export type TemplateValues = Readonly<Record<string, number | string>>;

const wholeNumbers: ReadonlySet<string> = new Set(['epoch', 'batch']);

/**
 * Parses a path such as `best-{color}-{epoch:04d}-{val_loss:.2f}.h5`, in the syntax of Python's `str.format`: `{name}`
 * and `{name:spec}`, and `{{` and `}}` for literal braces. Never throws; errors are returned in `problems`.
 *
 * @param texts names whose values are text, not numbers: the spec's variables.
 */
export function parseTemplate(template: string, texts: Iterable<string> = []): PathTemplate {
  const text: ReadonlySet<string> = texts instanceof Set ? texts : new Set(texts);
  const parts: PathTemplate['parts'][number][] = [];
  const problems: TemplateProblem[] = [];
  let literal = '';
  for (let at = 0; at < template.length; ) {
    const character = template.charAt(at);
    if (character !== '{' && character !== '}') {
      literal += character;
      at += 1;
    } else if (template.charAt(at + 1) === character) {
      literal += character;
      at += 2;
    } else if (character === '}') {
      problems.push({
        message: 'unmatched "}": write "}}" for a literal brace',
        offset: at,
        end: at + 1,
      });
      at += 1;
    } else {
      const close = template.indexOf('}', at);
      const end = close === -1 ? template.length : close + 1;
      const field = close === -1 ? 'unclosed "{": write "{{" for a literal brace' : readField(at, close);
      if (typeof field === 'string') problems.push({ message: field, offset: at, end });
      else parts.push(literal, field);
      literal = '';
      at = end;
    }
  }
  parts.push(literal);
  const fields = parts.flatMap((part) =>
    typeof part === 'string' ? [] : [{ name: part.name, offset: part.offset, end: part.end }],
  );
  return { fields, problems, parts };

  function readField(open: number, close: number) {
    const inside = template.slice(open + 1, close);
    const colon = inside.indexOf(':');
    const name = colon === -1 ? inside : inside.slice(0, colon);
    const spec = colon === -1 ? '' : inside.slice(colon + 1);
    if (name === '') return 'empty field name: expected {epoch}, a log such as {val_loss}, or a variable';
    if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) return `"${name}" cannot be the name of a log or variable`;
    const kind: ValueKind = text.has(name) ? 'text' : wholeNumbers.has(name) ? 'int' : 'float';
    const format = parseNumberFormat(spec, kind);
    if (typeof format === 'string') return format;
    return { name, offset: open + 1, end: open + 1 + name.length, kind, format };
  }
}

/** Returns the names that a template uses, in order and without duplicates. */
export function templateFields(template: string): readonly string[] {
  return [...new Set(parseTemplate(template).fields.map((field) => field.name))];
}

/**
 * Fills in every field of a path as Python would: `{epoch:04d}` → `0007`, `{val_loss:.2f}` with 0.125 → `0.12`.
 *
 * @throws UserError if the template is invalid or a name has no value; the hint lists the names that have one
 */
export function fillTemplate(template: string, values: TemplateValues): string {
  const texts = Object.keys(values).filter((name) => typeof values[name] === 'string');
  const { parts, problems } = parseTemplate(template, texts);
  const [problem] = problems;
  if (problem) {
    throw new UserError(
      `path "${template}": ${problem.message} (at character ${problem.offset + 1})`,
      'see https://docs.python.org/3/library/string.html#format-specification-mini-language',
    );
  }
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const value = Object.hasOwn(values, part.name) ? values[part.name] : undefined;
      if (value !== undefined) return formatValue(value, part.kind, part.format);
      const known = Object.keys(values).join(', ');
      const hint = known === '' ? 'remove it, because no fields are available here' : `use one of ${known}`;
      throw new UserError(`path "${template}": unknown field {${part.name}}`, hint);
    })
    .join('');
}
