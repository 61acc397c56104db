import fc from 'fast-check'
import {expect, test} from 'vitest'
import {html} from '../../../src/present/html/html.ts'

test('markup stays, everything else is escaped', () => {
  const inner = html`<b>${'<i>&"\''}</b>`
  expect(html`<p title="${'a"b'}">${inner}${null}${[1, 'x', inner]}</p>`.markup).toBe(
    '<p title="a&quot;b"><b>&lt;i&gt;&amp;&quot;&#39;</b>1x<b>&lt;i&gt;&amp;&quot;&#39;</b></p>',
  )
})

test('no text from outside can open a tag, leave an attribute or carry a control character', () => {
  fc.assert(
    fc.property(fc.string({unit: 'binary'}), text => {
      const {markup} = html`${text}`
      // biome-ignore lint/suspicious/noControlCharactersInRegex: looked for
      expect(markup).not.toMatch(/[<>"'\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/)
      expect(markup).not.toMatch(/&(?!(amp|lt|gt|quot|#39);)/)
      expect(Buffer.from(markup, 'utf8').toString('utf8')).toBe(markup)
    }),
  )
})
