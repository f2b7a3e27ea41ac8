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
  return escapeLine(text).replace(/[\\|<*`]/g, '\\$&');
}

/**
 * Characters that text from a file must not print: control characters (a terminal obeys them), format characters
 * (bidirectional controls and zero-width characters make text look like other text), line and paragraph separators, and
 * unpaired surrogates. The sequences of emoji that a joiner connects are ordinary text.
 */
const unprintable =
  /\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?(?:\u200d\p{Extended_Pictographic}[\ufe0f\u{1f3fb}-\u{1f3ff}]?)+|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** The beginning of a line, or of a part of it, that CI systems treat as a command: `::error::`, `##[error]`, `##vso[`. */
const command = /^(\s*):(?=:)|#(?=#(?:\[|vso\[))/gm;

/** The colors that we write. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern is meant to match control characters
const color = /(\u001b\[(?:1|2|22|31|32|33|36|39)m)/;

const shortEscapes: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Escapes untrusted text (a name, a path, a message that contains one) for a part of a line of a terminal or log: the text
 * stays on its line, and every character is visible. The escapes are those of JSON.
 */
export function escapeLine(text: string): string {
  return text
    .replace(unprintable, (found) => shortEscapes[found] ?? (isEmoji(found) ? found : unicodeEscape(found)))
    .replace(command, (found) => found.replace(/[:#]/, unicodeEscape));
}

/** Like {@link escapeLine}, for several lines: keeps line breaks and tabs. */
export function escapeLines(text: string): string {
  return text
    .replace(unprintable, (found) => (/^[\n\t]/.test(found) || isEmoji(found) ? found : unicodeEscape(found)))
    .replace(command, (found) => found.replace(/[:#]/, unicodeEscape));
}

/** Like {@link escapeLines}, for text that we colored: keeps the colors, too. */
export function escapeColored(text: string): string {
  return text
    .split(color)
    .map((part, i) => (i % 2 === 1 ? part : escapeLines(part)))
    .join('');
}

/** Whether text is printed without an escape. */
export function isPrintable(text: string): boolean {
  return escapeLine(text) === text;
}

function isEmoji(found: string): boolean {
  return found.length > 2;
}

function unicodeEscape(text: string): string {
  return text
    .split('')
    .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .join('');
}
