import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { accept, enterRoom, reads, recorded, select, type, wordsOnScreen } from './hands.ts'
import { Cast, House, whyNoJourneys } from './stage.ts'

/** Chooses how the text is read. */
async function read(page: Page, mode: string | RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Reading' }).click()
  await page.getByRole('menuitemradio', { name: mode }).click()
}

/** The main part while something is read in place of the editor. */
const view = (page: Page) => page.locator('main#main')

/** The words of its paragraphs. */
const paragraphs = (page: Page) => view(page).locator('.paragraph-words').allTextContents()

async function shows(page: Page, words: string): Promise<void> {
  await expect.poll(async () => (await paragraphs(page)).some((each) => each.includes(words)), { timeout: 10_000 }).toBe(true)
}

describe.skipIf(whyNoJourneys() !== null)('reading', () => {
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

  test('V1 V2 V3 rival words are read as they were, as each delegation proposes them, and as what changed; nothing is written meanwhile', async () => {
    const alvonia = await cast.persona('Alvonia')
    await enterRoom(alvonia, house.address)
    const original = await wordsOnScreen(alvonia)
    await select(alvonia, 'International')
    await type(alvonia, 'Global')
    await recorded(alvonia)
    const brenmark = await cast.persona('Brenmark')
    await enterRoom(brenmark, house.address)
    await select(brenmark, 'International')
    await type(brenmark, 'Worldwide')
    await recorded(brenmark)

    const reader = await cast.persona('Institute')
    await enterRoom(reader, house.address)
    await expect.poll(() => reads(reader, 'International')).toContain('Worldwide')
    await read(reader, 'Original text')
    await shows(reader, 'International cooperation')
    expect(await paragraphs(reader)).toEqual(original)

    await read(reader, /proposed by ALV/)
    await reader.getByText('As proposed by ALV. Nothing can be written here.').waitFor()
    await shows(reader, 'Global cooperation')
    expect((await paragraphs(reader)).join()).not.toMatch(/International cooperation|Worldwide/)
    await read(reader, /proposed by BRE/)
    await shows(reader, 'Worldwide cooperation')
    expect((await paragraphs(reader)).join()).not.toMatch(/International cooperation|Global/)

    await read(reader, /What changed since/)
    await view(reader).locator('ins', { hasText: 'Global' }).first().waitFor()
    expect((await view(reader).locator('.room-text ins').allTextContents()).join()).toMatch(/\[.*International.*Global.*ALV.*Worldwide.*BRE.*\]/)
    await view(reader).getByText(/paragraphs without a change/).first().waitFor()
    expect(await paragraphs(reader)).toHaveLength(1)

    await read(reader, /Side by side/)
    await expect.poll(() => paragraphs(reader)).toHaveLength(original.length * 2)
    expect((await paragraphs(reader)).filter((each) => each.includes('Global'))).toHaveLength(1)
    expect((await paragraphs(reader)).filter((each) => each.includes('International'))).toHaveLength(2)

    await read(alvonia, /proposed by ALV/)
    await shows(alvonia, 'Global cooperation')
    await view(alvonia).click()
    await type(alvonia, 'Not to be written')
    await alvonia.keyboard.press('Escape')
    await alvonia.getByRole('button', { name: 'Undo' }).first().waitFor()
    expect((await wordsOnScreen(alvonia)).join()).not.toContain('Not to be written')
    expect(await reads(alvonia, 'International')).toContain('Global')
    expect(await alvonia.locator('.ProseMirror').isVisible()).toBe(true)
    expect(cast.complaints).toEqual([])
  })

  test('V3 V4 a reader follows what is decided while she reads, and chooses the moment from which on', async () => {
    const reader = await cast.persona('Casteria')
    await enterRoom(reader, house.address)
    await read(reader, /What changed since/)
    await view(reader).locator('ins', { hasText: 'Global' }).first().waitFor()
    await reader.getByRole('button', { name: /^Since/ }).click()
    const dialog = reader.getByRole('dialog')
    await dialog.locator('li button').first().click()
    await dialog.waitFor({ state: 'detached' })
    await view(reader).getByText('Nothing has changed.').waitFor()

    const facilitator = await cast.persona('Facilitator')
    await enterRoom(facilitator, house.address)
    await accept(facilitator, 'ALV', 'Global')
    await view(reader).locator('del', { hasText: 'International' }).waitFor()
    await view(reader).locator('del', { hasText: 'Worldwide' }).waitFor()
    await reader.getByRole('button', { name: 'Back to the full text' }).click()
    await expect.poll(() => reads(reader, 'Global')).toMatch(/^\d+\.Global cooperation/)
    expect(cast.complaints).toEqual([])
  })
})
