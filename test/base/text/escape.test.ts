import { expect, it } from 'vitest';
import {
  escapeColored,
  escapeHtml,
  escapeLine,
  escapeLines,
  escapeMarkdownCell,
  escapeXml,
  isPrintable,
} from '../../../src/base/text/escape';

it('escapes markup and quotes for HTML, but not spaces', () => {
  expect(escapeHtml(`<a href="x">'&amp;'</a>\n\t`)).toBe(
    '&lt;a href=&quot;x&quot;&gt;&#39;&amp;amp;&#39;&lt;/a&gt;\n\t',
  );
});

it.each([
  [`<&>"'`, '&lt;&amp;&gt;&quot;&#39;'],
  ['a\tb\r\nc', 'a&#9;b&#13;&#10;c'],
  ['bell\u0007, \u0000 and \uffff', 'bell\ufffd, \ufffd and \ufffd'],
  ['half \ud83d pair, whole 😀', 'half \ufffd pair, whole 😀'],
])('escapes %j for XML', (text, escaped) => {
  expect(escapeXml(text)).toBe(escaped);
});

it('escapes Markdown markup', () => {
  expect(escapeMarkdownCell('a|b <c> *d* `e` \\f')).toBe('a\\|b \\<c> \\*d\\* \\`e\\` \\\\f');
});

it.each([
  ['plain text, "quotes", back\\slash, 100%', 'plain text, "quotes", back\\slash, 100%'],
  ['\u001b[31mred\u0007', '\\u001b[31mred\\u0007'],
  ['a\r\nb\tc', 'a\\r\\nb\\tc'],
  ['\u009b2J\u0085\u2028', '\\u009b2J\\u0085\\u2028'],
  ['a\u202eb\u2066c\u200bd\ufeff', 'a\\u202eb\\u2066c\\u200bd\\ufeff'],
  ['tag \u{e0041}, lone \ud800', 'tag \\udb40\\udc41, lone \\ud800'],
  ['::error::x, a::b', '\\u003a:error::x, a::b'],
  ['  ::error::x', '  \\u003a:error::x'],
  ['a ##[error]b ##vso[c] ## d', 'a \\u0023#[error]b \\u0023#vso[c] ## d'],
  ['👨‍👩‍👧 ❤️ 🇩🇪 שלום', '👨‍👩‍👧 ❤️ 🇩🇪 שלום'],
  ['a\u200db', 'a\\u200db'],
])('escapes %j for a line', (text, expected) => {
  expect(escapeLine(text)).toBe(expected);
  expect(escapeLine(expected)).toBe(expected);
  expect(isPrintable(text)).toBe(text === expected);
});

it('keeps line breaks and tabs of several lines, and our colors', () => {
  expect(escapeLines('a\tb\n ::c\u001b[31m\r')).toBe('a\tb\n \\u003a:c\\u001b[31m\\u000d');
  expect(escapeColored('\u001b[31ma\u001b[39m\u001b[2J\n')).toBe('\u001b[31ma\u001b[39m\\u001b[2J\n');
});
