import { describe, expect, it } from 'vitest';
import { html, scriptJson, trusted } from '../../../src/run/report/html';

describe('html', () => {
  it('escapes text, keeps markup, and accepts lists and null', () => {
    const name = `<b title="it's">&`;
    const items = [html`<li>${name}</li>`, html`<li>${2}</li>`];
    expect(html`<ul class="${name}">${items}${null}${trusted('<hr>')}</ul>`.markup).toBe(
      '<ul class="&lt;b title=&quot;it&#39;s&quot;&gt;&amp;"><li>&lt;b title=&quot;it&#39;s&quot;&gt;&amp;</li><li>2</li><hr></ul>',
    );
  });

  it('writes JSON that cannot close a script element', () => {
    const value = { text: '</script><!--', number: Number.NaN };
    const { markup } = scriptJson(value);
    expect(markup).not.toContain('<');
    expect(JSON.parse(markup)).toEqual({ text: '</script><!--', number: null });
  });
});
