import { escapeHtml } from '../../base/text/escape';
/** Markup that is safe to put into a page as it is. */
export interface Html {
  readonly markup: string;
}

type Part = Html | string | number | null | readonly Html[];

/**
 * Markup from a template: text that is put in is escaped, markup stays, `null` is nothing.
 *
 * @example html`<td>${name}</td>`
 */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return { markup: texts.reduce((before, text, i) => `${before}${markupOf(parts[i - 1] ?? null)}${text}`) };
}

/** Takes text for markup as it is: it must come from the program itself. */
export function trusted(markup: string): Html {
  return { markup };
}

function markupOf(part: Part): string {
  if (part === null) return '';
  if (typeof part !== 'object') return escapeHtml(String(part));
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('');
}

/** A value as JSON inside a script element, which nothing in it can end. Numbers that JSON cannot hold become `null`. */
export function scriptJson(value: unknown): Html {
  return trusted(JSON.stringify(value).replace(/</g, '\\u003c'));
}
