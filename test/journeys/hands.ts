/** What a person's hands and eyes do in the room, in words: select words, type, look at a paragraph, decide. */
import type { Locator, Page } from 'playwright-core'

export const room = '/consultations/seventh-session-agenda'

/** Opens the demonstration's room and waits until its text can be read. */
export async function enterRoom(page: Page, address: string, path = room): Promise<void> {
  await page.goto(address + path)
  await page.locator('.ProseMirror .paragraph-words').first().waitFor()
  await page.getByText('Recorded', { exact: true }).first().waitFor()
}

const readable = `
  const inWords = (words) => {
    const walker = document.createTreeWalker(words, NodeFilter.SHOW_TEXT, (node) =>
      node.parentElement.closest('[contenteditable=false]') ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_ACCEPT)
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
      const sign = node.dataset['sign'] ?? ''
      return node.classList.contains('sign-before') ? sign + inside : inside + sign
    }
    return signs(paragraph)
  })
}

/** Selects the first occurrence of `words` in the text, as a double click or a drag of the mouse would. */
export async function select(page: Page, words: string): Promise<void> {
  await page.evaluate(`((wanted) => { ${readable}
    for (const paragraph of document.querySelectorAll('.ProseMirror .paragraph-words')) {
      const nodes = inWords(paragraph)
      const at = nodes.map((node) => node.data).join('').indexOf(wanted)
      if (at < 0) continue
      const point = (offset, end) => {
        let left = offset
        for (const node of nodes) {
          if (left < node.data.length || (end && left === node.data.length)) return [node, left]
          left -= node.data.length
        }
      }
      const range = document.createRange()
      range.setStart(...point(at, false))
      range.setEnd(...point(at + wanted.length, true))
      document.querySelector('.ProseMirror').focus()
      const selection = getSelection()
      selection.removeAllRanges()
      selection.addRange(range)
      paragraph.scrollIntoView({ block: 'center' })
      return
    }
    throw new Error('“' + wanted + '” is not in the text.')
  })(${JSON.stringify(words)})`)
  // The browser tells the editor of a new selection in a task of its own.
  await page.waitForTimeout(60)
}

/** Puts the caret right behind `words`. */
export async function caretAfter(page: Page, words: string): Promise<void> {
  await select(page, words)
  await page.keyboard.press('ArrowRight')
  await page.waitForTimeout(60)
}

export async function type(page: Page, words: string): Promise<void> {
  await page.keyboard.type(words, { delay: 8 })
}

/** Waits until everything this person wrote is recorded. */
export async function recorded(page: Page): Promise<void> {
  await page.waitForTimeout(150)
  await page.getByText('Recorded', { exact: true }).first().waitFor({ timeout: 15_000 })
}

/** The card of the bracket list that shows these words. */
export function bracketCard(page: Page, words: string): Locator {
  return page.getByRole('tabpanel').locator('li').filter({ hasText: words }).last()
}

export async function openTab(page: Page, name: string): Promise<void> {
  await page.getByRole('tab', { name }).click()
}

/** Accepts one delegation's wording in the bracket that shows `words`, confirming what the room then announces. */
export async function accept(facilitator: Page, code: string, words: string): Promise<void> {
  await openTab(facilitator, 'Brackets')
  const wording = facilitator.getByRole('tabpanel').getByRole('button', { name: `Accept the wording of ${code}` })
  const count = await wording.count()
  for (let index = 0; index < count; index++) {
    const button = wording.nth(index)
    const around = button.locator('xpath=ancestor::li[1]')
    if (!(await around.innerText()).includes(words)) continue
    await button.click()
    const dialog = facilitator.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Accept' }).click()
    await dialog.waitFor({ state: 'detached' })
    return
  }
  throw new Error(`There is no wording of ${code} with “${words}”.`)
}
