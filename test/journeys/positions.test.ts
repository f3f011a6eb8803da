import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { enterRoom, reads, select, type } from './hands.ts'
import { Cast, House, whyNoJourneys } from './stage.ts'

/** Opens the card of the bracket that holds these words. */
async function openCard(page: Page, words: string): Promise<void> {
  await page.getByRole('tabpanel').locator('li').filter({ hasText: words }).first().getByRole('button').first().click()
}

/** Takes a position by the dialog, as a person does. */
async function take(page: Page, of: string, stance: string, more: { reason?: string; speakingFor?: string } = {}): Promise<void> {
  await page.getByRole('button', { name: `Take a position on the wording of ${of}` }).click()
  const dialog = page.getByRole('dialog')
  if (more.speakingFor !== undefined) {
    await dialog.getByRole('button', { name: /Speaking for/ }).click()
    await page.getByRole('option', { name: more.speakingFor }).click()
  }
  await dialog.getByText(stance, { exact: true }).click()
  if (more.reason !== undefined) await dialog.getByRole('textbox').fill(more.reason)
  await dialog.getByRole('button', { name: 'Record the position' }).click()
  await dialog.waitFor({ state: 'detached' })
}

describe.skipIf(whyNoJourneys() !== null)('who stands where', () => {
  let house: House
  let cast: Cast
  let alvonia: Page
  let brenmark: Page
  let casteria: Page
  let facilitator: Page

  beforeAll(async () => {
    house = await House.open()
    cast = await Cast.gather(house)
    ;[alvonia, brenmark, casteria, facilitator] = [
      await cast.persona('Alvonia'),
      await cast.persona('Brenmark'),
      await cast.persona('Casteria'),
      await cast.persona('Facilitator'),
    ]
    for (const page of [alvonia, brenmark, casteria, facilitator]) await enterRoom(page, house.address)
    await select(alvonia, 'International')
    await type(alvonia, 'Global')
    await alvonia.getByText('Recorded').first().waitFor()
  }, 120_000)
  afterAll(async () => {
    await cast?.leave()
    await house?.close()
  })

  test('T5 the author says why, and where the words were agreed; everybody reads it', async () => {
    await openCard(alvonia, 'Global')
    await alvonia.getByRole('button', { name: 'About it…' }).click()
    const dialog = alvonia.getByRole('dialog')
    await dialog.getByLabel('Why you propose it').fill('Corruption knows no regions.')
    await dialog.getByLabel('Agreed language').fill('Resolution 6/1, paragraph 3')
    await dialog.getByRole('button', { name: 'Record', exact: true }).click()
    await dialog.waitFor({ state: 'detached' })
    for (const page of [brenmark, facilitator]) {
      await page.getByRole('tabpanel').getByText('Corruption knows no regions.').waitFor()
      await page.getByRole('tabpanel').getByText('Agreed language: Resolution 6/1, paragraph 3').waitFor()
    }
  })

  test('T1 T3 a group supports, a delegation opposes, and the bracket names who supports', async () => {
    await openCard(brenmark, 'Global')
    await take(brenmark, 'ALV', 'Support', { speakingFor: 'Northern Group' })
    await openCard(casteria, 'Global')
    await take(casteria, 'ALV', 'Oppose', { reason: 'The mandate says international.' })
    const card = facilitator.getByRole('tabpanel').locator('li').filter({ hasText: 'Global' }).first()
    await expect.poll(() => card.innerText()).toMatch(/For[\s\S]*NG[\s\S]*with BRE, DOV[\s\S]*Against[\s\S]*CAS[\s\S]*The mandate says international\./)
    await expect.poll(() => reads(facilitator, 'International')).toContain('Global — ALV, NG]')
    // Alvonia is told of what concerns her proposal; nobody else is.
    await alvonia.getByText(/CAS opposes the wording of ALV/).waitFor()
    expect(await facilitator.getByText(/CAS opposes the wording of ALV/).count()).toBe(0)
  })

  test('T1 a reservation needs its reason, and a position is taken back', async () => {
    await casteria.getByRole('button', { name: 'Take a position on the wording of ALV' }).click()
    const dialog = casteria.getByRole('dialog')
    await dialog.getByText('Reserve, with a reason', { exact: true }).click()
    await dialog.getByRole('textbox').fill('')
    await dialog.getByRole('button', { name: 'Record the position' }).click()
    await dialog.getByText('A reservation needs its reason.').waitFor()
    await dialog.getByRole('button', { name: 'Take it back' }).click()
    await dialog.waitFor({ state: 'detached' })
    const card = facilitator.getByRole('tabpanel').locator('li').filter({ hasText: 'Global' }).first()
    await expect.poll(() => card.innerText()).not.toContain('Against')
  })

  test('T6 words changed after a position was taken say so', async () => {
    await select(alvonia, 'Global')
    await alvonia.keyboard.press('ArrowRight')
    await type(alvonia, 'ised')
    const card = facilitator.getByRole('tabpanel').locator('li').filter({ hasText: 'Global' }).first()
    await expect.poll(() => card.innerText()).toContain('(on an earlier wording)')
  })

  test('T2 T4 nobody is offered a position that is not hers to take', async () => {
    const observer = await cast.persona('Observer: Institute for Open Accounts')
    await enterRoom(observer, house.address)
    for (const page of [alvonia, facilitator, observer]) {
      await openCard(page, 'Global')
      expect(await page.getByRole('button', { name: /Take a position/ }).count()).toBe(0)
    }
    expect(cast.complaints).toEqual([])
  })
})
