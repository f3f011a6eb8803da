import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { closeCodes } from '../../shared/wire/messages.ts'
import { fillDisk, whyNoDisk } from './fullDisk.ts'
import { build } from './house.ts'

const why = whyNoDisk()
if (why !== null) console.info(`Not tried on a full disk: ${why}`)

beforeAll(build, 300_000)

test.skipIf(why !== null)('R5 a full disk: writers are told, nothing unrecorded is shown, the same process goes on when there is room', async () => {
  const place = mkdtempSync(join(tmpdir(), 'adref-full-'))
  try {
    const report = await fillDisk(place)
    expect(report.told).toEqual([closeCodes.notRecording, closeCodes.notRecording, closeCodes.notRecording])
    expect(report.acknowledged).toBeGreaterThan(10)
    expect(report.visitor).toEqual({ code: closeCodes.notRecording, words: expect.any(Number) })
    expect(report.visitor.words).toBeGreaterThanOrEqual(report.acknowledged)
    expect(report.meanwhile).toEqual({ health: 503, lobby: 200, decision: 503 })
    expect(report.shownUnrecorded).toEqual([])
    expect(report.sameProcess).toBe(true)
    expect(report.resumedIn).toBeLessThan(5000)
    expect(report.brought).toBeGreaterThanOrEqual(2)
    expect(report.lost).toEqual([])
    expect(report.logged).toBe(1)
    expect(report.sound).toBe(true)
  } finally {
    rmSync(place, { recursive: true, force: true })
  }
})
