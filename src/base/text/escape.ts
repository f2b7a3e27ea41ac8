const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Escapes text for an HTML element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Characters that XML 1.0 does not allow, even escaped: control characters and unpaired surrogates. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern is meant to match control characters
const illegalInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/**
 * Escapes text for an XML element or a quoted attribute. Tabs and line breaks become character references, because
 * attributes do not preserve them otherwise. Characters that XML does not allow become U+FFFD.
 */
export function escapeXml(text: string): string {
  return escapeHtml(text.replace(illegalInXml, '\ufffd')).replace(
    /[\t\n\r]/g,
    (space) => `&#${space.charCodeAt(0)};`,
  );
}

/** Escapes text for a cell of a Markdown table. */
export function escapeMarkdownCell(text: string): string {
  return text.replace(/[\\|<*`]/g, '\\$&');
}
