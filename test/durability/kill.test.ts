import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { readParagraphs } from '../../shared/document/ydoc.ts'
import { closeCodes } from '../../shared/wire/messages.ts'
import { build, start, type House } from './house.ts'
import { killRounds } from './killing.ts'
import { recordedText, wordsOf, Writer } from './writer.ts'

/** `npm run durability` kills more often. */
const rounds = 6

let folder: string
let house: House | null = null

beforeAll(build, 300_000)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'adref-kill-'))
})
afterEach(async () => {
  await house?.end('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

test(`R2 kill -9 in mid-flow: every acknowledged edit and decision is there exactly once, ${rounds} times over`, async () => {
  const report = await killRounds(folder, rounds)
  expect(report).toMatchObject({ kills: rounds, missing: [], duplicated: [], returned: [], unsound: [] })
  expect(report.decisions).toBeGreaterThanOrEqual(rounds)
  expect(report.strikes).toBeGreaterThan(rounds)
  expect(report.slowestStart).toBeLessThan(10_000)
})

test.each(['SIGTERM', 'SIGINT'] as const)('S3 on %s everybody is told to come back, the exit is clean, nothing acknowledged is lost', async (signal) => {
  const running: House = (house = await start(folder))
  const writers = await Promise.all(['ALV', 'BRE', 'CAS'].map((code) => Writer.open(running, code, new Y.Doc())))
  const paragraph = readParagraphs(writers[0]!.caller.doc).find(({ kind }) => kind === 'item')?.id ?? ''
  for (const writer of writers) writer.begin(0, paragraph)
  await new Promise((resolve) => setTimeout(resolve, 300))
  expect(await running.end(signal)).toBe(0)
  for (const writer of writers) writer.stop()
  await vi.waitFor(() => expect(writers.map(({ caller }) => caller.closed?.code)).toEqual(writers.map(() => closeCodes.comeBack)))
  const acknowledged = writers.flatMap((writer) => writer.acknowledged.map(({ word }) => word))
  expect(acknowledged.length).toBeGreaterThan(10)
  const again: House = (house = await start(folder))
  const words = wordsOf(await recordedText(again))
  expect(acknowledged.filter((word) => words.filter((each) => each === word).length !== 1)).toEqual([])
})
