import { execFile, execFileSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import process from 'node:process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page, WebSocketRoute } from 'playwright-core'
import { KeptWordsList } from '../../shared/wire/http.ts'
import { boundReason, closeCodes } from '../../shared/wire/messages.ts'
import { fillUp, whyNoDisk } from '../durability/fullDisk.ts'
import { caretAfter, enterRoom, openTab, reads, recorded, type, wordsOnScreen } from './hands.ts'
import { Cast, House, whyNoJourneys } from './stage.ts'

const noJourneys = whyNoJourneys()

const run = promisify(execFile)

describe.skipIf(noJourneys !== null)('nothing anyone wrote is lost', () => {
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

/** A line that the journey can take hold of: everything passes until it says otherwise. */
class Line {
  /** Nothing that the page sends arrives any more, while what the server says still does. */
  deaf = false
  #page: WebSocketRoute | null = null

  async under(page: Page): Promise<this> {
    await page.routeWebSocket(/\/rooms\//, (socket) => {
      this.deaf = false
      this.#page = socket
      const server = socket.connectToServer()
      socket.onMessage((message) => {
        if (!this.deaf) server.send(message)
      })
    })
    return this
  }

  async close(code: number, reason: string): Promise<void> {
    await this.#page?.close({ code, reason })
  }
}

describe.skipIf(noJourneys !== null)('a line that fails in the middle', () => {
  let house: House
  let cast: Cast
  let alvonia: Page
  let facilitator: Page
  const line = new Line()

  beforeAll(async () => {
    house = await House.open()
    cast = await Cast.gather(house)
    alvonia = await cast.persona('Alvonia')
    facilitator = await cast.persona('Facilitator (Guatemala)')
    await line.under(alvonia)
    await enterRoom(alvonia, house.address)
    await enterRoom(facilitator, house.address)
  })
  afterAll(async () => {
    await cast?.leave()
    await house?.close()
  })

  const tray = () => alvonia.getByRole('tabpanel')

  test('words that never arrived, and whose paragraph went meanwhile, come back as kept words', async () => {
    await caretAfter(alvonia, 'Prevention')
    await alvonia.keyboard.press('End')
    await alvonia.keyboard.press('Enter')
    await type(alvonia, 'Integrity in sport')
    await recorded(alvonia)
    line.deaf = true
    await type(alvonia, ' and in the arts')
    await openTab(facilitator, 'Brackets')
    await facilitator.getByRole('tabpanel').getByRole('button', { name: 'Reject the wording of ALV' }).first().click()
    const dialog = facilitator.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Reject' }).click()
    await dialog.waitFor({ state: 'detached' })
    await expect.poll(async () => (await wordsOnScreen(alvonia)).join(), { timeout: 10_000 }).not.toContain('in the arts')
    await line.close(closeCodes.comeBack, 'The line is cut.')
    await alvonia.getByText('Lost on the way: “and in the arts”', { exact: false }).first().waitFor({ timeout: 20_000 })
    await recorded(alvonia)
    await openTab(alvonia, 'Kept words')
    await tray().getByText('and in the arts').first().waitFor()
    expect(await tray().getByText('and in the arts').count()).toBe(1)
  })

  test('S4 a room closed for a bound says which, and comes back when asked, with the words', async () => {
    await caretAfter(alvonia, 'Asset recovery')
    line.deaf = true
    await type(alvonia, ' in full')
    await line.close(closeCodes.violations, boundReason('tooFast', 'S4: more than 100 changes a second'))
    await alvonia.getByText('This browser sent more than the room takes', { exact: false }).waitFor()
    await alvonia.waitForTimeout(1500)
    await alvonia.getByRole('button', { name: 'Try again' }).click()
    await recorded(alvonia)
    await expect.poll(() => reads(facilitator, 'Asset recovery'), { timeout: 10_000 }).toContain('[ in full — ALV]')
  })

  test('G1 more than the server takes in one frame: the page says so, starts afresh, and the words are kept', async () => {
    const brenmark = await cast.persona('Brenmark')
    await enterRoom(brenmark, house.address)
    const before = await wordsOnScreen(brenmark)
    await brenmark.context().setOffline(true)
    await brenmark.getByText('Offline', { exact: false }).first().waitFor({ timeout: 45_000 })
    // No paragraph takes more than 20,000 characters: it takes many, of three bytes each, to fill a frame.
    await caretAfter(brenmark, 'Technical assistance')
    let written = 0
    const insert = async (words: string) => {
      await brenmark.keyboard.insertText(words)
      written += words.length
    }
    for (let more = before.length; more < 20; more++) {
      await brenmark.keyboard.press('End')
      await brenmark.keyboard.press('Enter')
      await insert('more')
    }
    for (let index = 0; index < 20; index++) {
      await brenmark.locator('.ProseMirror .paragraph-words').nth(index).click()
      await brenmark.waitForTimeout(60)
      // The text scrolls under the mouse: a third click on one spot would select the paragraph, and the words would go.
      await brenmark.keyboard.press('End')
      await insert('約'.repeat(19_500))
    }
    expect((await wordsOnScreen(brenmark)).join('').length).toBe(before.join('').length + written)
    await brenmark.context().setOffline(false)
    await brenmark.getByText('too large to be sent at once', { exact: false }).first().waitFor({ timeout: 30_000 })
    await recorded(brenmark)
    expect(await wordsOnScreen(brenmark)).toEqual(before)
    const tray = async () => KeptWordsList.parse(await brenmark.evaluate(() => fetch('/api/consultations/seventh-session-agenda/kept-words').then((answer) => answer.json()))).kept
    // In how many pieces is of no matter; that every letter is there is.
    await expect.poll(async () => (await tray()).map(({ words }) => words).join('').length, { timeout: 30_000 }).toBe(written)
    const kept = await tray()
    expect(new Set(kept.map(({ reason }) => reason))).toEqual(new Set(['tooLarge']))
  })
})

const noDisk = noJourneys ?? whyNoDisk()
if (noDisk !== null) process.stdout.write(`The journey to a full disk is left out: ${noDisk}\n`)

describe.skipIf(noDisk !== null)('R5 a server whose disk is full', () => {
  const disk = mkdtempSync(join(tmpdir(), 'adref-disk-'))
  const ballast = join(disk, 'ballast')
  let house: House
  let cast: Cast
  let alvonia: Page
  let facilitator: Page

  beforeAll(async () => {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=12m', 'tmpfs', disk])
    house = await House.open(join(disk, 'data'))
    cast = await Cast.gather(house)
    alvonia = await cast.persona('Alvonia')
    facilitator = await cast.persona('Facilitator (Guatemala)')
    await enterRoom(alvonia, house.address)
    await enterRoom(facilitator, house.address)
  })
  afterAll(async () => {
    await cast?.leave()
    await house?.close()
    execFileSync('umount', [disk])
    rmdirSync(disk)
  })

  test('says that it cannot record, keeps words and reasons, and goes on by itself', async () => {
    await openTab(facilitator, 'Agreement')
    await facilitator.getByRole('button', { name: 'Agreed in informals: 3', exact: true }).click()
    await facilitator.getByRole('button', { name: /^Reopen.*: 3$/ }).waitFor()
    fillUp(ballast)
    await caretAfter(alvonia, 'Asset recovery')
    await type(alvonia, ' in full')
    // Spoken, for the region that holds the sentence is a live one.
    await alvonia.getByRole('status').getByText('Go on writing: your words are kept on this device', { exact: false }).waitFor({ timeout: 20_000 })
    await alvonia.getByText('Not recording', { exact: true }).waitFor()
    await type(alvonia, ' and at last')
    await facilitator.getByText('Not recording', { exact: true }).waitFor({ timeout: 20_000 })
    await facilitator.getByRole('button', { name: /^Reopen.*: 3$/ }).click()
    const dialog = facilitator.getByRole('dialog')
    await dialog.getByLabel('Reason').fill('A capital asked for it.')
    await dialog.getByRole('button', { name: 'Reopen' }).click()
    await dialog.getByText('cannot use its records at present', { exact: false }).waitFor()
    expect(await dialog.getByLabel('Reason').inputValue()).toBe('A capital asked for it.')
    // It stays said while the page comes back in vain again and again.
    for (let look = 0; look < 20; look++) {
      expect(await alvonia.getByText('Not recording', { exact: true }).count()).toBe(1)
      await alvonia.waitForTimeout(200)
    }
    rmSync(ballast)
    await alvonia.getByText('Recorded', { exact: true }).first().waitFor({ timeout: 20_000 })
    await facilitator.getByText('Recorded', { exact: true }).first().waitFor({ timeout: 20_000 })
    expect(await alvonia.getByText('cannot record', { exact: false }).count()).toBe(0)
    await expect.poll(() => reads(facilitator, 'Asset recovery'), { timeout: 10_000 }).toContain('[ in full and at last — ALV]')
    await dialog.getByRole('button', { name: 'Reopen' }).click()
    await dialog.waitFor({ state: 'detached' })
    await alvonia.getByText('A capital asked for it.', { exact: false }).first().waitFor()
  })
})
