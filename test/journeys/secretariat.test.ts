import { existsSync } from 'node:fs'
import { join } from 'node:path'
import process from 'node:process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Page } from 'playwright-core'
import { wordsOnScreen } from './hands.ts'
import { Cast, House, whyNoJourneys } from './stage.ts'

const resolution = `Draft resolution on the measurement of meetings

*The Conference*,

*Recalling* its earlier decisions on the length of meetings,

*Noting with appreciation* the work of the Institute for Open Accounts,

1. *Decides* to begin on time;

2. *Requests* the Secretariat:

(a) To ring the bell;

(b) To keep the record.
`

const sample = join(process.cwd(), '..', 'shared', 'samples', 'CAC-COSP-2017-1.zh.txt')
const there = existsSync(sample)
if (!there) process.stdout.write('The sample agenda does not lie beside the project; its journey is skipped.\n')

describe.skipIf(whyNoJourneys() !== null)('the secretariat opens a consultation', () => {
  let house: House
  let cast: Cast
  let secretariat: Page

  beforeAll(async () => {
    house = await House.open()
    cast = await Cast.gather(house)
    secretariat = await cast.persona('Secretariat')
  })
  afterAll(async () => {
    await cast?.leave()
    await house?.close()
  })

  async function startNew(): Promise<void> {
    await secretariat.goto(house.address)
    await secretariat.getByRole('link', { name: 'New consultation' }).click()
  }

  test('I1 a pasted resolution is recognised, checked, opened and read by a delegate', async () => {
    await startNew()
    await secretariat.getByLabel('Paste the text here').fill(resolution)
    await secretariat.getByRole('button', { name: 'Read the text' }).click()
    await secretariat.getByText('PP1').first().waitFor()
    await secretariat.getByText('OP2').first().waitFor()
    await secretariat.getByRole('button', { name: /open the consultation/i }).click()
    await secretariat.locator('.ProseMirror .paragraph-words').first().waitFor()
    const words = await wordsOnScreen(secretariat)
    expect(words).toContain('Recalling its earlier decisions on the length of meetings,')
    expect(words).toContain('To keep the record.')
    expect(await secretariat.locator('.ProseMirror .paragraph-label').allTextContents()).toEqual(expect.arrayContaining(['PP1', 'PP2', 'OP1', 'OP2', '(a)', '(b)']))
    const casteria = await cast.persona('Casteria')
    await casteria.getByRole('link', { name: /Draft resolution on the measurement of meetings/ }).click()
    await casteria.locator('.ProseMirror .paragraph-words').first().waitFor()
    expect(await wordsOnScreen(casteria)).toEqual(words)
  })

  test('I1 a file that cannot be read gets a clear sentence', async () => {
    await startNew()
    await secretariat.locator('input[type=file]').setInputFiles({ name: 'agenda.docx', mimeType: 'application/octet-stream', buffer: Buffer.from('PK\u0003\u0004 word/document.xml', 'latin1') })
    await secretariat.getByText(/Word/).first().waitFor()
    await secretariat.getByRole('button', { name: 'Read the text' }).waitFor()
  })

  test.skipIf(!there)('I1 the Chinese annotated agenda opens with its items, and its defects are pointed out', async () => {
    await startNew()
    await secretariat.locator('input[type=file]').setInputFiles(sample)
    await secretariat.getByText('CPR.5').first().waitFor()
    await secretariat.getByText('组织事项').first().waitFor()
    await secretariat.getByRole('button', { name: /open the consultation/i }).click()
    await secretariat.locator('.ProseMirror .paragraph-words').first().waitFor()
    const labels = (await secretariat.locator('.ProseMirror .kind-item .paragraph-label').allTextContents()).map((label) => label.trim())
    expect(labels).toEqual(['1.', '(a)', '(b)', '(c)', '(d)', '(e)', '(f)', '2.', '3.', '4.', '5.', '6.', '7.', '(a)', '(b)', '8.', '9.'])
  })

  test('nothing on the way made a browser complain', () => {
    expect(cast.complaints).toEqual([])
  })
})
