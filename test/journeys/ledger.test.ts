import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { accept, caretAfter, enterRoom, openTab, reads, recorded, room, select, type } from './hands.ts'
import { Cast, House, whyNoJourneys } from './stage.ts'

/** Every bracket of the text on one page, and the way from there to the text and back. */
describe.skipIf(whyNoJourneys() !== null)('the ledger', () => {
  let house: House
  let cast: Cast
  let alvonia: Page
  let brenmark: Page
  let facilitator: Page

  const count = () => facilitator.getByRole('main').getByRole('status')
  /** Rows as a reader sees them, in order. */
  const rows = () => facilitator.getByRole('button', { name: /: show in the text$/ }).allInnerTexts()

  beforeAll(async () => {
    house = await House.open()
    cast = await Cast.gather(house)
    alvonia = await cast.persona('Alvonia')
    brenmark = await cast.persona('Brenmark')
    facilitator = await cast.persona('Facilitator (Guatemala)')
    for (const page of [alvonia, brenmark, facilitator]) await enterRoom(page, house.address)
    await select(alvonia, 'including discussion on')
    await type(alvonia, 'concerning')
    await recorded(alvonia)
    await select(brenmark, 'including discussion on')
    await type(brenmark, 'notably on')
    await recorded(brenmark)
    await caretAfter(alvonia, 'International cooperation')
    await type(alvonia, ' and assistance')
    await recorded(alvonia)
    await facilitator.getByText('and assistance').first().waitFor()
  })
  afterAll(async () => {
    await cast?.leave()
    await house?.close()
  })

  test('O1 opens beside the brackets and shows them in text order', async () => {
    await openTab(facilitator, 'Brackets')
    await facilitator.getByRole('button', { name: 'Ledger', exact: true }).click()
    await facilitator.getByRole('heading', { name: 'Ledger' }).waitFor()
    expect(await count().innerText()).toBe('2 brackets')
    expect(await rows()).toEqual(['6', '7'])
    expect(new URL(facilitator.url()).searchParams.get('view')).toBe('ledger')
  })

  test('O2 O4 shows only what is contested, and what words are looked for', async () => {
    await facilitator.getByRole('button', { name: 'Contested', exact: true }).click()
    await expect.poll(() => count().innerText()).toBe('1 of 2 brackets')
    expect(await rows()).toEqual(['7'])
    await facilitator.getByLabel('Search').fill('NOTABLY bre')
    await expect.poll(() => count().innerText()).toBe('1 of 2 brackets')
    await facilitator.getByLabel('Search').fill('assistance')
    await expect.poll(() => count().innerText()).toBe('0 of 2 brackets')
    await facilitator.getByRole('button', { name: 'Show everything' }).click()
    await expect.poll(() => count().innerText()).toBe('2 brackets')
    await facilitator.getByLabel('Search').fill('concerning')
    await expect.poll(() => count().innerText()).toBe('1 of 2 brackets')
  })

  test('O4 a link shows the same brackets', async () => {
    await facilitator.reload()
    await expect.poll(() => count().innerText()).toBe('1 of 2 brackets')
    expect(await facilitator.getByLabel('Search').inputValue()).toBe('concerning')
  })

  test('O5 a row opens to its life: one line for what one person wrote in one go', async () => {
    await facilitator.getByRole('button', { name: 'Life of the bracket in item 7' }).click()
    const lines = facilitator.getByRole('main').locator('section section li')
    await expect.poll(() => lines.allInnerTexts()).toHaveLength(2)
    const [first, second] = await lines.allInnerTexts()
    expect(first).toContain('including discussion on concerning')
    expect(second).toContain('including discussion on notably on')
  })

  test('the keys that lead from bracket to bracket lead from row to row, and one row leads to the text', async () => {
    await facilitator.getByLabel('Search').press('Escape')
    await expect.poll(() => count().innerText()).toBe('2 brackets')
    await facilitator.keyboard.press('Alt+ArrowDown')
    await facilitator.keyboard.press('Enter')
    await facilitator.getByRole('heading', { name: 'Ledger' }).waitFor({ state: 'detached' })
    await facilitator.getByRole('region', { name: 'Selected: 6' }).getByRole('button', { name: 'Reject the wording of ALV' }).click()
    await facilitator.getByRole('dialog').getByRole('button', { name: 'Reject' }).click()
    await facilitator.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => reads(alvonia, 'International cooperation')).not.toContain('assistance')
  })

  test('O3 shows what was decided, with its life', async () => {
    await facilitator.keyboard.press('Control+Alt+b')
    await expect.poll(() => count().innerText()).toBe('1 bracket · 1 decided')
    const life = facilitator.getByRole('button', { name: 'Life of the proposal of ALV in item 6' })
    await life.click()
    const entry = facilitator.getByRole('listitem').filter({ has: life })
    await entry.getByText('and assistance').waitFor()
    await entry.getByText('Facilitator did not retain the wording of ALV in item 6').waitFor()
    await facilitator.keyboard.press('Escape')
    await facilitator.getByRole('heading', { name: 'Ledger' }).waitFor({ state: 'detached' })
  })

  test('a link to a bracket shows it in the text; once it is decided, in the ledger', async () => {
    const proposal = await alvonia.evaluate(() => document.querySelector('.ProseMirror ins[data-proposal], .ProseMirror [data-proposal]')?.getAttribute('data-proposal') ?? '')
    expect(proposal).not.toBe('')
    await alvonia.goto(`${house.address}${room}?bracket=${proposal}`)
    await alvonia.getByRole('region', { name: 'Selected: 7' }).waitFor()
    await expect.poll(() => new URL(alvonia.url()).search).toBe('')
    await accept(facilitator, 'ALV', 'concerning')
    await expect.poll(() => reads(alvonia, 'Implementation of')).toContain('(c), of the Convention, concerning cooperation')
    await alvonia.goto(`${house.address}${room}?bracket=${proposal}`)
    await alvonia.getByRole('heading', { name: 'What was decided' }).waitFor()
    await alvonia.getByText('accepted the wording of ALV', { exact: false }).first().waitFor()
  })

  test('nothing on the way made a browser complain', () => {
    expect(cast.complaints).toEqual([])
  })
})
