import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CDPSession, Page } from 'playwright-core'
import { caretAfter, enterRoom, reads, recorded, select, type, wordsOnScreen } from './hands.ts'
import { Cast, House, whyNoJourneys } from './stage.ts'

/** Everything a hand can do to words, in a real browser, seen from another one. */
describe.skipIf(whyNoJourneys() !== null)('proposing by hand', () => {
  let house: House
  let cast: Cast
  let alvonia: Page
  let brenmark: Page
  let keyboard: CDPSession

  beforeAll(async () => {
    house = await House.open()
    cast = await Cast.gather(house)
    alvonia = await cast.persona('Alvonia')
    brenmark = await cast.persona('Brenmark')
    await enterRoom(alvonia, house.address)
    await enterRoom(brenmark, house.address)
    keyboard = await alvonia.context().newCDPSession(alvonia)
  })
  afterAll(async () => {
    await cast?.leave()
    await house?.close()
  })

  /** Both screens show this once everything is recorded. */
  async function bothRead(words: string, expected: string): Promise<void> {
    await recorded(alvonia)
    for (const page of [alvonia, brenmark]) await expect.poll(() => reads(page, words), { timeout: 8_000 }).toContain(expected)
  }

  async function paste(page: Page, content: { text: string; html?: string }): Promise<void> {
    await page.evaluate(({ text, html }) => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', text)
      if (html !== undefined) clipboardData.setData('text/html', html)
      document.querySelector('.ProseMirror')?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    }, content)
  }

  test('B2 typing at a caret is an insertion; typing on continues it', async () => {
    await caretAfter(alvonia, 'Asset recovery')
    await type(alvonia, ' and return')
    await type(alvonia, ' of assets')
    await bothRead('Asset recovery', 'Asset recovery[ and return of assets — ALV]')
  })

  test('B3 Backspace strikes base words letter by letter and takes back one’s own', async () => {
    await caretAfter(alvonia, 'Prevention')
    for (let press = 0; press < 3; press++) await alvonia.keyboard.press('Backspace')
    await bothRead('Prevention', 'Prevent[ion — ALV]')
    await caretAfter(alvonia, 'Technical assistance')
    await type(alvonia, ' nowx')
    await alvonia.keyboard.press('Backspace')
    await bothRead('Technical assistance', 'Technical assistance[ now — ALV]')
    for (let press = 0; press < 4; press++) await alvonia.keyboard.press('Backspace')
    await recorded(alvonia)
    await expect.poll(async () => (await wordsOnScreen(brenmark))[8]).toBe('Technical assistance')
  })

  test('B4 typing over a selection replaces it under one proposal', async () => {
    await select(alvonia, 'International')
    await type(alvonia, 'Global')
    await bothRead('cooperation', '[International Global — ALV] cooperation')
  })

  test('B9 typing inside another’s insertion stands inside it', async () => {
    await caretAfter(brenmark, 'Asset recovery and return')
    await type(brenmark, ', disposal')
    await recorded(brenmark)
    for (const page of [alvonia, brenmark]) {
      await expect.poll(() => reads(page, 'Asset recovery')).toContain('[ and return[, disposal — BRE] of assets — ALV]')
    }
  })

  test('B3 deleting another’s words lays a deletion on top of them', async () => {
    await select(brenmark, ' of assets')
    await brenmark.keyboard.press('Delete')
    await recorded(brenmark)
    expect((await wordsOnScreen(alvonia))[10]).toBe('Asset recovery and return, disposal of assets')
    await expect.poll(() => reads(alvonia, 'Asset recovery')).toContain('BRE')
  })

  test('B1 plain and rich pastes become proposals; further paragraphs are proposed after this one', async () => {
    await caretAfter(alvonia, 'General discussion')
    await paste(alvonia, { text: ' of policy' })
    await bothRead('General discussion', 'General discussion[ of policy — ALV]')
    const html = `<html xmlns:o="urn:schemas-microsoft-com:office:office"><body><p class=MsoNormal style="color:red"> with <i>guests</i><o:p></o:p></p>
      <p class=MsoNormal><b>A second paragraph</b></p><table><tr><td>a cell</td></tr></table></body></html>`
    await caretAfter(alvonia, 'Election of officers')
    await paste(alvonia, { text: 'with guests', html })
    await recorded(alvonia)
    await brenmark.getByText('A second paragraph').first().waitFor()
    const words = await wordsOnScreen(brenmark)
    const officers = words.findIndex((line) => line.startsWith('Election of officers'))
    expect(words[officers]).toMatch(/^Election of officers ?with guests$/)
    expect(words.slice(officers + 1, officers + 3)).toEqual(['A second paragraph', 'a cell'])
    expect(await brenmark.locator('.ProseMirror em, .ProseMirror i').allInnerTexts()).toContain('guests')
    expect(await brenmark.locator('.ProseMirror b, .ProseMirror strong, .ProseMirror table, .ProseMirror [style*=red]').count()).toBe(0)
  })

  test('G3 a paste of 50 MB gets a clear sentence and changes nothing', async () => {
    const before = await wordsOnScreen(alvonia)
    await caretAfter(alvonia, 'Participation of observers')
    await alvonia.evaluate(() => {
      const clipboardData = new DataTransfer()
      clipboardData.setData('text/plain', 'x'.repeat(50_000_000))
      document.querySelector('.ProseMirror')?.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
    })
    await alvonia.getByText('That is too much to paste at once', { exact: false }).first().waitFor()
    expect(await wordsOnScreen(alvonia)).toEqual(before)
  })

  test('B3 cut strikes what was cut, and puts it on the clipboard', async () => {
    await select(alvonia, 'Opening of ')
    await alvonia.keyboard.press('ControlOrMeta+x')
    await bothRead('the seventh session of the Conference', '[Opening of  — ALV]the seventh session')
  })

  test('B1 Chinese composed by an input method is one insertion', async () => {
    await caretAfter(alvonia, 'Status of ratification')
    for (const text of ['z', 'zh', 'zhong', '中']) {
      await keyboard.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
    }
    await keyboard.send('Input.insertText', { text: '中国' })
    await bothRead('Status of ratification', 'Status of ratification[中国 — ALV] of the Convention')
  })

  test('B4 composing over a selection strikes it and writes beside it', async () => {
    await select(alvonia, 'notification')
    for (const text of ['´', 'é']) {
      // Every input method announces itself by this key code.
      await keyboard.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', windowsVirtualKeyCode: 229, key: 'Process' })
      await keyboard.send('Input.imeSetComposition', { text, selectionStart: 1, selectionEnd: 1 })
    }
    await keyboard.send('Input.insertText', { text: 'é' })
    await bothRead('notification', '[notification é — ALV] requirements')
  })

  test('B4 a spell-checker’s replacement is one proposal', async () => {
    await select(alvonia, 'Review')
    await alvonia.evaluate(() => {
      const range = getSelection()?.getRangeAt(0)
      if (!range) throw new Error('Nothing is selected.')
      const targetRanges = [new StaticRange(range)]
      const suggestion = { inputType: 'insertReplacementText', data: 'Examination', targetRanges, bubbles: true, cancelable: true }
      document.querySelector('.ProseMirror')?.dispatchEvent(new InputEvent('beforeinput', suggestion))
    })
    await bothRead('of the implementation of', '[Review Examination — ALV] of the implementation')
  })

  test('undo and redo take back and bring back one’s own act, not the neighbour’s', async () => {
    await caretAfter(alvonia, 'Adoption of the agenda')
    await alvonia.waitForTimeout(700)
    await type(alvonia, ' again')
    await recorded(alvonia)
    await caretAfter(brenmark, 'organization of work')
    await type(brenmark, ' today')
    await recorded(brenmark)
    await expect.poll(() => reads(alvonia, 'Adoption of the agenda')).toContain('[ today — BRE]')
    await alvonia.keyboard.press('ControlOrMeta+z')
    await expect.poll(async () => (await wordsOnScreen(brenmark)).find((line) => line.startsWith('Adoption of the agenda'))).toBe(
      'Adoption of the agenda and organization of work today',
    )
    await alvonia.keyboard.press('ControlOrMeta+y')
    await expect.poll(async () => (await wordsOnScreen(brenmark)).find((line) => line.startsWith('Adoption of the agenda'))).toBe(
      'Adoption of the agenda again and organization of work today',
    )
    await bothRead('Adoption of the agenda', '[ again — ALV]')
  })

  test('B5 Enter proposes a paragraph after this one, Backspace takes back an empty one', async () => {
    const before = (await wordsOnScreen(brenmark)).length
    await caretAfter(alvonia, 'Adoption of the report of the Bureau on credentials')
    await alvonia.keyboard.press('Enter')
    await type(alvonia, 'Filling of vacancies')
    await recorded(alvonia)
    await brenmark.getByText('Filling of vacancies').first().waitFor()
    expect(await reads(brenmark, 'Filling of vacancies')).toMatch(/bis.*\[Filling of vacancies — ALV\]/)
    await alvonia.keyboard.press('Enter')
    await expect.poll(async () => (await wordsOnScreen(brenmark)).length).toBe(before + 2)
    await alvonia.keyboard.press('Backspace')
    await expect.poll(async () => (await wordsOnScreen(brenmark)).length).toBe(before + 1)
  })

  test('B6 a whole paragraph is proposed for deletion', async () => {
    await caretAfter(alvonia, 'Provisional agenda')
    await alvonia.getByRole('button', { name: 'Delete paragraph' }).click()
    await bothRead('Provisional agenda for', '[Provisional agenda for the eighth session — ALV]')
  })

  test('a drag moves words as a proposal: struck there, inserted here', async () => {
    await select(alvonia, 'matters')
    const middle = await alvonia.evaluate(() => {
      const box = getSelection()?.getRangeAt(0).getBoundingClientRect()
      const last = [...document.querySelectorAll('.ProseMirror .paragraph-words')].find((p) => p.textContent === 'General discussion of policy')
      const range = document.createRange()
      if (!box || !last) throw new Error('The words to drag, or their goal, are not there.')
      range.selectNodeContents(last)
      const goal = [...range.getClientRects()].at(-1)
      return { from: { x: box.x + box.width / 2, y: box.y + box.height / 2 }, to: { x: (goal?.right ?? 0) + 1, y: (goal?.y ?? 0) + (goal?.height ?? 0) / 2 } }
    })
    await alvonia.mouse.move(middle.from.x, middle.from.y)
    await alvonia.mouse.down()
    await alvonia.mouse.move(middle.from.x + 12, middle.from.y + 4, { steps: 4 })
    await alvonia.mouse.move(middle.to.x, middle.to.y, { steps: 8 })
    await alvonia.mouse.up()
    await recorded(alvonia)
    await expect.poll(() => reads(brenmark, 'Organizational')).toContain('Organizational [matters — ALV]')
    await expect.poll(async () => (await wordsOnScreen(brenmark)).find((line) => line.startsWith('General discussion'))).toMatch(/policy\s*matters$/)
  })

  test('nothing on the way made a browser complain', () => {
    expect(cast.complaints).toEqual([])
  })
})
