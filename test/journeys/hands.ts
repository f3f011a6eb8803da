/** What a person's hands and eyes do in the room, in words: select words, type, look at a paragraph, decide. */
import { expect } from 'vitest'
import type { Page } from 'playwright-core'

export const room = '/consultations/seventh-session-agenda'

/** In a mirrored interface every sentence stands in an isolate of its own direction. */
const recordedSign = /^[\u2066-\u2069]*Recorded[\u2066-\u2069]*$/

/** Opens the demonstration's room and waits until its text can be read. */
export async function enterRoom(page: Page, address: string, path = room): Promise<void> {
  await page.goto(address + path)
  await page.locator('.ProseMirror .paragraph-words').first().waitFor()
  await page.getByText(recordedSign).first().waitFor()
}

const readable = `
  const inWords = (words) => {
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest('.ProseMirror-widget') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT)
    const nodes = []
    for (let node = walker.nextNode(); node; node = walker.nextNode()) nodes.push(node)
    return nodes
  }
`

/** The words of every paragraph as they stand in the editor, struck ones included, signs and carets left out. */
export function wordsOnScreen(page: Page): Promise<string[]> {
  return page.evaluate(`(() => { ${readable}
    return [...document.querySelectorAll('.ProseMirror .paragraph-words')].map((p) => inWords(p).map((node) => node.data).join(''))
  })()`)
}

/** The paragraph that holds these words, brackets, codes and labels included, as a reader sees it. */
export async function reads(page: Page, words: string): Promise<string> {
  const texts = await wordsOnScreen(page)
  const index = texts.findIndex((text) => text.includes(words))
  if (index < 0) throw new Error(`“${words}” is not on this screen: ${texts.join(' | ')}`)
  return page.locator('.ProseMirror .paragraph').nth(index).evaluate((paragraph) => {
    const signs = (node: Node): string => {
      if (node instanceof Text) return node.data
      if (!(node instanceof HTMLElement) || node.hidden || node.classList.contains('presence-caret')) return ''
      const inside = [...node.childNodes].map(signs).join('')
      // A proposed paragraph stands in one bracket around all its words.
      const close = node.dataset['close'] ?? ''
      if (close !== '') return `[${inside}${close}]`
      const sign = node.dataset['sign'] ?? ''
      return node.classList.contains('sign-before') ? sign + inside : inside + sign
    }
    return signs(paragraph)
  })
}

interface Ends {
  readonly start: { readonly x: number; readonly y: number }
  readonly end: { readonly x: number; readonly y: number }
}

/** Where the first occurrence of `words` begins and ends on the screen, scrolled into view. */
function endsOf(page: Page, words: string): Promise<Ends> {
  return page.evaluate(`((wanted) => { ${readable}
    for (const paragraph of document.querySelectorAll('.ProseMirror .paragraph-words')) {
      const nodes = inWords(paragraph)
      const at = nodes.map((node) => node.data).join('').indexOf(wanted)
      if (at < 0) continue
      paragraph.scrollIntoView({ block: 'center' })
      const edge = (offset, after) => {
        let left = offset
        for (const node of nodes) {
          if (left < node.data.length) {
            const range = document.createRange()
            range.setStart(node, left)
            range.setEnd(node, left + 1)
            const box = range.getBoundingClientRect()
            const forward = getComputedStyle(paragraph).direction === 'ltr'
            return { x: after === forward ? box.right - 0.5 : box.left + 0.5, y: box.top + box.height / 2 }
          }
          left -= node.data.length
        }
      }
      return { start: edge(at, false), end: edge(at + wanted.length - 1, true) }
    }
    throw new Error('“' + wanted + '” is not in the text.')
  })(${JSON.stringify(words)})`)
}

/** No hand is faster than this between mouse and keyboard. */
const handMilliseconds = 60

/** Selects the first occurrence of `words` with the mouse, as a person does. */
export async function select(page: Page, words: string): Promise<void> {
  const { start, end } = await endsOf(page, words)
  await page.mouse.move(start.x, start.y)
  await page.mouse.down()
  await page.mouse.move(end.x, end.y, { steps: 4 })
  await page.mouse.up()
  await page.waitForTimeout(handMilliseconds)
  expect(await page.evaluate(() => String(getSelection()))).toBe(words)
}

/** Puts the caret right behind `words` with a click. */
export async function caretAfter(page: Page, words: string): Promise<void> {
  const { end } = await endsOf(page, words)
  await page.mouse.click(end.x, end.y)
  await page.waitForTimeout(handMilliseconds)
}

export async function type(page: Page, words: string): Promise<void> {
  await page.keyboard.type(words, { delay: 8 })
}

/** Waits until everything this person wrote is recorded. */
export async function recorded(page: Page): Promise<void> {
  await page.waitForTimeout(150)
  await page.getByText(recordedSign).first().waitFor({ timeout: 15_000 })
}

export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name }).click()
}

/** Accepts one delegation's wording in the bracket that shows `words`, confirming what the room then announces. */
export async function accept(facilitator: Page, code: string, words: string): Promise<void> {
  await openTab(facilitator, 'Brackets')
  // Looked for anew until it is there: the list follows the text a moment after the writing pauses.
  const named = { name: `Accept the wording of ${code}` }
  const places = facilitator.getByRole('tabpanel').locator('li').filter({ hasText: words, has: facilitator.getByRole('button', named) })
  await places.last().getByRole('button', named).first().click()
  const dialog = facilitator.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Accept' }).click()
  await dialog.waitFor({ state: 'detached' })
}
