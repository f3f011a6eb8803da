import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { enterRoom, openTab, select, type } from './hands.ts'
import { Cast, House, whyNoJourneys } from './stage.ts'

interface Violation {
  readonly id: string
  readonly impact: string | null
  readonly nodes: readonly { readonly html: string }[]
}

/** Serious and critical findings of axe-core, as lines a reader can act on. */
async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const violations = await page.evaluate<Violation[]>('axe.run(document).then((results) => results.violations)')
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ').slice(0, 300)}`)
}

const sizes = [
  { width: 1440, height: 900, dir: 'ltr' },
  { width: 390, height: 844, dir: 'ltr' },
  { width: 1440, height: 900, dir: 'rtl' },
  { width: 390, height: 844, dir: 'rtl' },
] as const

describe.skipIf(whyNoJourneys() !== null)('every screen can be used by everyone', () => {
  let house: House
  let cast: Cast

  beforeAll(async () => {
    house = await House.open()
    cast = await Cast.gather(house)
    const alvonia = await cast.persona('Alvonia')
    await enterRoom(alvonia, house.address)
    await select(alvonia, 'International')
    await type(alvonia, 'Global')
  })
  afterAll(async () => {
    await cast?.leave()
    await house?.close()
  })

  test.each(sizes)('axe finds nothing serious and nothing is cut off at $width pixels, $dir', async ({ width, height, dir }) => {
    const expectWell = async (page: Page, screen: string) => {
      expect(await page.evaluate(() => document.documentElement.dir || 'ltr'), screen).toBe(dir)
      expect(await seriousFindings(page), screen).toEqual([])
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      expect(overflow, `${screen} is wider than the window`).toBeLessThanOrEqual(0)
    }
    const visitor = await cast.visitor({ width, height })
    await visitor.goto(`${house.address}/?dir=${dir}`)
    await visitor.getByRole('button', { name: 'Facilitator (Guatemala)' }).waitFor()
    await expectWell(visitor, 'sign in')
    await visitor.getByRole('button', { name: 'Facilitator (Guatemala)' }).click()
    await visitor.getByRole('link', { name: /Provisional agenda for the seventh session/ }).waitFor()
    await expectWell(visitor, 'lobby')
    await enterRoom(visitor, house.address, `/consultations/seventh-session-agenda?dir=${dir}`)
    await expectWell(visitor, 'room')
    for (const tab of ['Brackets', 'Agreement', 'Record', 'Kept words']) {
      if (width > 900) await openTab(visitor, tab)
      else await visitor.getByRole('button', { name: tab }).or(visitor.getByRole('tab', { name: tab })).first().click()
      await visitor.waitForTimeout(250)
      await expectWell(visitor, `room, ${tab}`)
      if (width <= 900) await visitor.keyboard.press('Escape')
    }
    for (const mode of ['As proposed by ALV', 'What changed since', 'Side by side']) {
      await visitor.getByRole('button', { name: 'Reading' }).click()
      await visitor.getByRole('menuitemradio', { name: mode }).click()
      await visitor.locator('main#main .paragraph-words:visible').first().waitFor()
      await visitor.waitForTimeout(250)
      await expectWell(visitor, `room, ${mode}`)
    }
    await visitor.getByRole('button', { name: /^[\u2066-\u2069]*Before/ }).click()
    await visitor.getByRole('dialog').locator('li').first().waitFor()
    await expectWell(visitor, 'room, choosing a moment')
    await visitor.goto(`${house.address}/consultations/seventh-session-agenda?view=ledger&dir=${dir}`)
    await visitor.getByRole('button', { name: /^[\u2066-\u2069]*Life of the bracket/ }).first().click()
    await visitor.waitForTimeout(250)
    await expectWell(visitor, 'ledger')
    await visitor.goto(`${house.address}/nowhere?dir=${dir}`)
    await visitor.getByRole('heading').first().waitFor()
    await expectWell(visitor, 'not found')
    await visitor.context().close()
    const secretariat = await cast.persona('Secretariat', { width, height })
    await secretariat.goto(`${house.address}/?dir=${dir}`)
    await secretariat.getByRole('link', { name: 'New consultation' }).click()
    await secretariat.getByLabel('Paste the text here').fill('1. Opening\n2. XX of the agenda\n(a) Adoption\n')
    await expectWell(secretariat, 'new consultation')
    await secretariat.getByRole('button', { name: 'Read the text' }).click()
    await secretariat.getByRole('button', { name: /open the consultation/i }).waitFor()
    await expectWell(secretariat, 'check the text')
    await secretariat.context().close()
  })
})
