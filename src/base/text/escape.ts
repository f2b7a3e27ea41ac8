const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as the content of an HTML element or of a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** What XML 1.0 cannot hold, not even escaped: control characters and half surrogate pairs. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is meant
const illegalInXml = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Surrogate}/gu;

/**
 * Text as the content of an XML element or of a quoted attribute, where tabs and line breaks survive only as character
 * references. Characters that XML cannot hold become U+FFFD.
 */
export function escapeXml(text: string): string {
  return escapeHtml(text.replace(illegalInXml, '\ufffd')).replace(
    /[\t\n\r]/g,
    (space) => `&#${space.charCodeAt(0)};`,
  );
}

/** Text as one cell of a Markdown table, without anything that Markdown reads as markup or as the end of the cell. */
export function escapeMarkdownCell(text: string): string {
  return text.replace(/[\\|<*`]/g, '\\$&');
}
