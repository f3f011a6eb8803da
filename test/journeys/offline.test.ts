import { execFile } from 'node:child_process'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { caretAfter, enterRoom, openTab, reads, recorded, type, wordsOnScreen } from './hands.ts'
import { Cast, House, whyNoJourneys } from './stage.ts'

const run = promisify(execFile)

describe.skipIf(whyNoJourneys() !== null)('nothing anyone wrote is lost', () => {
  let house: House
  let cast: Cast
  let alvonia: Page
  let facilitator: Page

  beforeAll(async () => {
    house = await House.open()
    cast = await Cast.gather(house)
    alvonia = await cast.persona('Alvonia')
    facilitator = await cast.persona('Facilitator (Guatemala)')
    await enterRoom(alvonia, house.address)
    await enterRoom(facilitator, house.address)
  })
  afterAll(async () => {
    await cast?.leave()
    await house?.close()
  })

  async function agree(label: string): Promise<void> {
    await openTab(facilitator, 'Agreement')
    await facilitator.getByRole('button', { name: `Agreed in informals: ${label}`, exact: true }).click()
    await facilitator.getByRole('button', { name: new RegExp(`^Reopen.*: ${label}$`) }).waitFor()
  }

  test('R2 words written offline arrive after reconnecting, with what can stand', async () => {
    await alvonia.context().setOffline(true)
    await alvonia.getByText('Offline', { exact: false }).first().waitFor({ timeout: 45_000 })
    await caretAfter(alvonia, 'Asset recovery')
    await type(alvonia, ' and return')
    await caretAfter(alvonia, 'Technical assistance')
    await type(alvonia, ' for all')
    // Meanwhile, in the room: one of the two paragraphs is gavelled.
    await agree('3')
    await alvonia.context().setOffline(false)
    await recorded(alvonia)
    await expect.poll(() => reads(facilitator, 'Asset recovery'), { timeout: 10_000 }).toContain('[ and return — ALV]')
  })

  test('G4 what could not stand comes back as kept words, and can be proposed again', async () => {
    await expect.poll(async () => (await wordsOnScreen(alvonia))[8], { timeout: 10_000 }).toBe('Technical assistance')
    expect((await wordsOnScreen(facilitator))[8]).toBe('Technical assistance')
    await openTab(alvonia, 'Kept words')
    const kept = alvonia.getByRole('tabpanel')
    await kept.getByText('for all').first().waitFor()
    await caretAfter(alvonia, 'Prevention')
    await kept.getByRole('button', { name: 'Propose again' }).first().click()
    await recorded(alvonia)
    await expect.poll(() => reads(facilitator, 'Prevention')).toContain('for all')
  })

  test('a tab closed while offline and opened again later still brings its words', async () => {
    const context = alvonia.context()
    await context.setOffline(true)
    await alvonia.getByText('Offline', { exact: false }).first().waitFor({ timeout: 45_000 })
    await caretAfter(alvonia, 'International cooperation')
    await type(alvonia, ' at last')
    await alvonia.waitForTimeout(400)
    await alvonia.close()
    await context.setOffline(false)
    alvonia = await context.newPage()
    await enterRoom(alvonia, house.address)
    await recorded(alvonia)
    await expect.poll(() => reads(facilitator, 'International cooperation'), { timeout: 10_000 }).toContain('[ at last — ALV]')
  })

  test('R2 a server killed and started again has everything that was recorded', async () => {
    await caretAfter(alvonia, 'Adoption of the report')
    await type(alvonia, ' with thanks')
    await recorded(alvonia)
    const before = await wordsOnScreen(alvonia)
    await house.stop('SIGKILL')
    await alvonia.getByText('Offline', { exact: false }).first().waitFor({ timeout: 45_000 })
    await house.start()
    await alvonia.getByText('Recorded', { exact: true }).first().waitFor({ timeout: 45_000 })
    await enterRoom(facilitator, house.address)
    expect(await wordsOnScreen(facilitator)).toEqual(before)
  })

  test('D8 a reopened paragraph takes proposals again, and everyone reads why', async () => {
    await openTab(facilitator, 'Agreement')
    await facilitator.getByRole('button', { name: /^Reopen.*: 3$/ }).click()
    const dialog = facilitator.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('A capital asked for it.')
    await dialog.getByRole('button', { name: 'Reopen' }).click()
    await dialog.waitFor({ state: 'detached' })
    await alvonia.getByText('A capital asked for it.', { exact: false }).first().waitFor()
    await caretAfter(alvonia, 'Technical assistance')
    await type(alvonia, ' on request')
    await recorded(alvonia)
    await expect.poll(() => reads(facilitator, 'Technical assistance')).toContain('[ on request — ALV]')
  })

  test('R1 R3 the record can be read on screen and verifies, live text and all', async () => {
    await openTab(alvonia, 'Record')
    const record = alvonia.getByRole('tabpanel')
    await record.getByText('A capital asked for it.', { exact: false }).first().waitFor()
    const { stdout } = await run(process.execPath, ['dist/server/main.js', 'record', 'verify', 'seventh-session-agenda'], {
      env: { ...process.env, ADREF_DATA: house.data },
    })
    expect(stdout).toMatch(/seventh-session-agenda/)
    expect(stdout).not.toMatch(/fault/i)
  })

  test('S3 an ended session says so, and leaves the text on the screen', async () => {
    const before = await wordsOnScreen(alvonia)
    await alvonia.evaluate(() => fetch('/api/session', { method: 'DELETE' }))
    await alvonia.getByText('Signed out', { exact: false }).first().waitFor()
    expect(await wordsOnScreen(alvonia)).toEqual(before)
  })
})
