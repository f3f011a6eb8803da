import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { accept, caretAfter, enterRoom, openTab, reads, recorded, select, type, wordsOnScreen } from './hands.ts'
import { Cast, House, whyNoJourneys } from './stage.ts'

const agreed = `1. Organizational matters
(a) Opening of the seventh session of the Conference
(b) Election of officers
(c) Adoption of the agenda and organization of work
(d) Participation of observers
(e) Adoption of the report of the Bureau on credentials
(f) General discussion
2. Review of the implementation of the United Nations Convention against Corruption
3. Technical assistance
4. Prevention
5. Asset recovery
6. International cooperation
7. Other matters
(a) Implementation of article 63, paragraph 4 (c) and (d), of the Convention, concerning cooperation with relevant international and regional organizations and mechanisms and non-governmental organizations, and appropriate use of relevant information produced by other international and regional mechanisms for combating and preventing corruption, in order to avoid unnecessary duplication of work
(b) Status of ratification of the Convention and notification requirements
8. Provisional agenda for the eighth session
9. Adoption of the report`

const tail =
  ', and appropriate use of relevant information produced by other international and regional mechanisms for combating and preventing corruption, in order to avoid unnecessary duplication of work'
const note = 'The inclusion of this sub-item does not prejudge the outcome of discussions on the agendas of future sessions.'

describe.skipIf(whyNoJourneys() !== null)('the compromise of the demonstration', () => {
  let house: House
  let cast: Cast
  let alvonia: Page
  let brenmark: Page
  let facilitator: Page

  beforeAll(async () => {
    house = await House.open()
    cast = await Cast.gather(house)
    alvonia = await cast.persona('Alvonia')
    brenmark = await cast.persona('Brenmark')
    facilitator = await cast.persona('Facilitator (Guatemala)')
    for (const page of [alvonia, brenmark, facilitator]) await enterRoom(page, house.address)
  })
  afterAll(async () => {
    await cast?.leave()
    await house?.close()
  })

  test('B4 rival replacements stand side by side under their delegations’ names on every screen', async () => {
    await select(alvonia, 'including discussion on')
    await type(alvonia, 'concerning')
    await recorded(alvonia)
    await select(brenmark, 'including discussion on')
    await type(brenmark, 'notably on')
    await recorded(brenmark)
    for (const page of [alvonia, brenmark, facilitator]) {
      await page.getByText('notably on').first().waitFor()
      expect(await reads(page, 'notably')).toContain('[including discussion on concerning — ALV / notably on — BRE] cooperation')
    }
  })

  test('B2 typing while another types in the same paragraph keeps each to her own words', async () => {
    await caretAfter(brenmark, 'paragraph 4 (c)')
    await caretAfter(alvonia, 'International cooperation')
    await Promise.all([type(brenmark, ' and (d)'), type(alvonia, ' and assistance')])
    await caretAfter(brenmark, 'non-governmental organizations')
    await type(brenmark, tail)
    await recorded(brenmark)
    await recorded(alvonia)
    await facilitator.getByText('duplication of work').first().waitFor()
    expect(await reads(facilitator, 'Implementation of article 63')).toContain('paragraph 4 (c)[ and (d) — BRE], of the Convention')
    expect(await reads(facilitator, 'International cooperation')).toContain('International cooperation[ and assistance — ALV]')
  })

  test('D2 D3 the facilitator accepts one rival; the other is not retained, and everyone sees it', async () => {
    await accept(facilitator, 'ALV', 'concerning')
    await accept(facilitator, 'BRE', 'and (d)')
    await accept(facilitator, 'BRE', 'duplication of work')
    await openTab(facilitator, 'Brackets')
    await facilitator.getByRole('button', { name: 'Reject the wording of ALV' }).first().click()
    await facilitator.getByRole('dialog').getByRole('button', { name: 'Reject' }).click()
    await facilitator.getByRole('dialog').waitFor({ state: 'detached' })
    for (const page of [alvonia, brenmark]) {
      await expect.poll(async () => (await wordsOnScreen(page))[12]).toBe(
        `Implementation of article 63, paragraph 4 (c) and (d), of the Convention, concerning cooperation with relevant international and regional organizations and mechanisms and non-governmental organizations${tail}`,
      )
      await expect.poll(async () => (await wordsOnScreen(page))[11]).toBe('International cooperation')
    }
  })

  test('B7 the item moves under “Other matters”', async () => {
    await caretAfter(alvonia, 'paragraph 4 (c) and (d)')
    await alvonia.getByRole('button', { name: 'Move…' }).click()
    const dialog = alvonia.getByRole('dialog')
    await dialog.getByRole('button', { name: 'New place, after' }).click()
    await alvonia.getByRole('option', { name: /Other matters/ }).click()
    await dialog.getByRole('button', { name: 'As' }).click()
    await alvonia.getByRole('option', { name: 'Sub-item (a)' }).click()
    await dialog.getByRole('button', { name: 'Propose the move' }).click()
    await recorded(alvonia)
    await facilitator.getByText('moves this to', { exact: false }).first().waitFor()
    await accept(facilitator, 'ALV', 'move')
    await expect.poll(() => wordsOnScreen(brenmark)).toHaveLength(17)
    const words = await wordsOnScreen(brenmark)
    expect(words[12]).toBe('Other matters')
    expect(words[13]).toMatch(/^Implementation of article 63, paragraph 4 \(c\) and \(d\)/)
  })

  test('B5 a standing note is proposed under the item and accepted', async () => {
    await caretAfter(brenmark, 'Other matters')
    await brenmark.getByRole('button', { name: 'New paragraph' }).click()
    await brenmark.getByRole('menuitem', { name: 'Standing note' }).click()
    await type(brenmark, note)
    await recorded(brenmark)
    await facilitator.getByText('does not prejudge').first().waitFor()
    await accept(facilitator, 'BRE', 'does not prejudge')
    await expect.poll(() => wordsOnScreen(alvonia)).toHaveLength(18)
    expect((await wordsOnScreen(alvonia))[13]).toBe(note)
  })

  test('E1 the secretariat is shown what is left before a document can be drawn', async () => {
    const secretariat = await cast.persona('Secretariat')
    await enterRoom(secretariat, house.address)
    await secretariat.getByRole('button', { name: 'Download' }).click()
    await secretariat.getByRole('menuitem', { name: 'Plain text (.txt)' }).click()
    await secretariat.getByText('The text is not finished').waitFor()
    await secretariat.getByText('18 places stand in the way', { exact: false }).waitFor()
    await secretariat.context().close()
  })

  test('D7 G4 the facilitator gavels every paragraph, and agreed words no longer change', async () => {
    await openTab(facilitator, 'Agreement')
    for (let left = 18; left > 0; left--) {
      await facilitator.getByRole('button', { name: /^Agreed in informals: / }).first().click()
      await facilitator.getByText(`${19 - left} of 18 paragraphs agreed`).waitFor()
    }
    await caretAfter(alvonia, 'Technical assistance')
    await type(alvonia, ' always')
    await alvonia.getByText('This paragraph is agreed and does not change', { exact: false }).first().waitFor()
    expect((await wordsOnScreen(alvonia))[8]).toBe('Technical assistance')
  })

  test('E1 the adopted agenda is exported with exactly the agreed items', async () => {
    const secretariat = await cast.persona('Secretariat')
    await enterRoom(secretariat, house.address)
    const download = async (name: string) => {
      await secretariat.getByRole('button', { name: 'Download' }).click()
      const [file] = await Promise.all([secretariat.waitForEvent('download'), secretariat.getByRole('menuitem', { name }).click()])
      return readFile(await file.path())
    }
    const plain = (await download('Plain text (.txt)')).toString('utf8')
    const items = plain
      .split('\n')
      .map((line) => line.trim().replace(/\s+/g, ' '))
      .filter((line) => /^(\d+\.|\([a-z]\)) /.test(line))
    expect(items.join('\n')).toBe(agreed)
    expect(plain).toContain(note)
    expect((await download('Web page (.html)')).toString('utf8')).toContain('concerning cooperation with relevant')
    expect((await download('Word (.docx)')).subarray(0, 2).toString('latin1')).toBe('PK')
    await secretariat.context().close()
  })

  test('nothing on the way made a browser complain', () => {
    expect(cast.complaints).toEqual([])
  })
})
