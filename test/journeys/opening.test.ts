import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { enterRoom, reads, room, select, type } from './hands.ts'
import { Cast, House, whyNoJourneys } from './stage.ts'

/** What every paragraph shows: label, words with their signs and classes of ink, what stands under them. */
function drawn(page: Page): Promise<string[]> {
  return page.evaluate(`(() => {
    const inks = ['inserted', 'struck', 'reserved', 'sign-before', 'sign-after']
    const look = (node) => {
      if (node.nodeType === Node.TEXT_NODE) return [...node.data].map((letter) => ({ letter, ink: [] }))
      if (node.classList.contains('presence-caret') || node.tagName === 'IMG' || node.tagName === 'BR') return []
      const own = inks.filter((ink) => node.classList.contains(ink)).map((ink) => ink + (node.dataset.sign ?? '') + ([...node.classList].find((each) => each.startsWith('delegation-')) ?? ''))
      if (node.tagName === 'EM') own.push('em')
      return [...node.childNodes].flatMap(look).map(({ letter, ink }) => ({ letter, ink: [...ink, ...own] }))
    }
    return [...document.querySelectorAll('.room-text .paragraph')].map((paragraph) => {
      const beside = (name) => paragraph.querySelector('.paragraph-' + name).textContent
      const words = paragraph.querySelector('.paragraph-words')
      const letters = look(words).map(({ letter, ink }) => letter + ink.toSorted().join('+')).join('')
      return [beside('label'), letters, words.dataset.close, beside('remark'), beside('standing'), paragraph.className].join(' | ')
    })
  })()`)
}

describe.skipIf(whyNoJourneys() !== null)('opening a room', () => {
  let house: House
  let cast: Cast

  beforeAll(async () => {
    house = await House.open()
    cast = await Cast.gather(house)
  })
  afterAll(async () => {
    await cast?.leave()
    await house?.close()
  })

  test('the text can be read before the interface runs, exactly as the editor will show it, and gives way to it', async () => {
    const alvonia = await cast.persona('Alvonia')
    await enterRoom(alvonia, house.address)
    await select(alvonia, 'International')
    await type(alvonia, 'Global')
    await alvonia.getByText('Recorded').first().waitFor()
    const facilitator = await cast.persona('Facilitator')
    await enterRoom(facilitator, house.address)
    const agreed = await facilitator.evaluate<string>('document.querySelector(".ProseMirror .kind-item").dataset.paragraph')
    const answer = await facilitator.request.post(`${house.address}/api/consultations/seventh-session-agenda/decisions`, { data: { act: 'agree', paragraph: agreed }, headers: { origin: house.address } })
    expect(answer.status()).toBe(200)

    const reader = await cast.persona('Brenmark')
    let go = () => {}
    const held = new Promise<void>((resolve) => (go = resolve))
    await reader.route(/assets\/main-.*\.js$/, async (route) => {
      await held
      await route.continue()
    })
    await reader.goto(house.address + room, { waitUntil: 'commit' })
    await reader.locator('#first-text .paragraph-words').first().waitFor()
    await expect.poll(async () => (await drawn(reader)).length).toBe((await drawn(alvonia)).length)
    const first = await drawn(reader)
    expect(first.join('\n')).toMatch(/✓|agreed/i)
    expect(first.some((paragraph) => paragraph.includes('sign-before['))).toBe(true)
    expect(await reader.locator('.ProseMirror').count()).toBe(0)
    go()
    await reader.locator('.ProseMirror .paragraph-words').first().waitFor()
    await expect.poll(() => reader.locator('#first-text').count()).toBe(0)
    expect(await drawn(reader)).toEqual(first)
    expect(await reads(reader, 'International')).toContain('International')
    expect(cast.complaints).toEqual([])
  })

  test('whoever may not read it is shown no text, and told what is the matter', async () => {
    const brenmark = await cast.persona('Brenmark')
    await brenmark.goto(`${house.address}/consultations/nowhere-at-all`)
    await brenmark.getByRole('heading', { level: 1 }).waitFor()
    expect(await brenmark.locator('#first-text').count()).toBe(0)
    const visitor = await cast.visitor()
    await visitor.goto(house.address + room)
    await visitor.getByRole('button', { name: 'Alvonia' }).waitFor()
    expect(await visitor.locator('#first-text').count()).toBe(0)
  })
})
