import { expect, test } from 'vitest'
import { withoutStyles } from './pastedMarkup.ts'

test('no style is left for a content policy to complain of, and no words are touched', () => {
  expect(withoutStyles('<style type="text/css">\np.MsoNormal { color: red }\n</style><p class=MsoNormal\nstyle=\'font-style:italic\'>in style = plain</p>')).toBe(
    '<p class=MsoNormal\ndata-pasted-style=\'font-style:italic\'>in style = plain</p>',
  )
  expect(withoutStyles('<b class="x"STYLE = "color:red">bold</b>')).toBe('<b class="x"data-pasted-style = "color:red">bold</b>')
  expect(withoutStyles('2 < 3, style=4 > 1')).toBe('2 < 3, style=4 > 1')
})
