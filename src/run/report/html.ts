import { escapeHtml, escapeLines } from '../../base/text/escape';
/** Markup that is safe to insert into a page. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | null | readonly Html[];

/**
 * Builds markup from a template: inserted text is escaped, markup is kept, `null` is omitted.
 *
 * @example html`<td>${name}</td>`
 */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: texts.reduce((before, text, i) => `${before}${markupOf(parts[i - 1] ?? null)}${text}`) };
}

/** Treats text as markup without escaping. The text must come from the program itself. */
export function trusted(markup: string): Html {
  return { markup };
}

function markupOf(part: Part): string {
  if (part === null) return '';
  if (typeof part !== 'object') return escapeHtml(escapeLines(String(part)));
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

/** A value as JSON for a script element; no content can close the element. Numbers that JSON does not support become `null`. */
export function scriptJson(value: unknown): Html {
  return trusted(JSON.stringify(value).replace(/</g, '\\u003c'));
}
