import { expect, it } from 'vitest';
import { escapeHtml, escapeMarkdownCell, escapeXml } from '../../../src/base/text/escape';

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
