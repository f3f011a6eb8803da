import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { build } from './house.ts'
import { judgeTrace, traceEdits, whyNoTrace } from './tracing.ts'

const why = whyNoTrace()
if (why !== null) {
  if (process.env['ADREF_REQUIRE_ALL'] === '1') throw new Error(why)
  console.info(`Not shown call by call that acknowledged means durable: ${why}`)
}

beforeAll(build, 300_000)

test.skipIf(why !== null)('R2 the sync returns before an edit is acknowledged and before anybody sees it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'adref-trace-'))
  try {
    const report = await traceEdits(folder, 1500)
    expect(report.tooEarly).toEqual([])
    expect(report.edits).toBeGreaterThan(50)
    expect(report.shown).toBe(report.edits)
    expect(report.windows).toBeGreaterThan(10)
    expect(report.windows).toBeLessThanOrEqual(report.syncs)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})

const log = '18</data/adref.sqlite-wal>'
const line = '20<TCP:[127.0.0.1:4747->127.0.0.1:50001]>'
const recorded = '\\202(d\\37{\\"type\\":\\"recorded\\",\\"frames\\":2}'
const calls = {
  write: `7 1.000 pwrite64(${log}, "..<ALV.0.0>..", 4096, 32) = 4096`,
  sync: `7 1.001 fdatasync(${log}) = 0`,
  show: `7 1.002 write(${line}, "..<ALV.0.0>..", 30) = 30`,
  acknowledge: `7 1.003 writev(${line}, [{iov_base="${recorded}", iov_len=35}], 1) = 35`,
}
const judge = (...trace: string[]) => judgeTrace(trace.join('\n'), new Map([[50001, ['<ALV.0.0>']]]))

test('a trace is judged by the order of its calls', () => {
  const { write, sync, show, acknowledge } = calls
  expect(judge(write, sync, show, acknowledge)).toMatchObject({ edits: 1, syncs: 1, windows: 1, acknowledgements: 1, shown: 1, tooEarly: [] })
  expect(judge(write, acknowledge, sync, show).tooEarly).toEqual(['<ALV.0.0> was acknowledged before it was synced.'])
  expect(judge(write, show, sync, acknowledge).tooEarly).toEqual(['<ALV.0.0> was shown before it was synced.'])
  // A sync before the words were written, one that failed, and one that had not returned make nothing durable.
  expect(judge(sync, write, acknowledge).tooEarly).toHaveLength(1)
  expect(judge(write, `7 1.001 fdatasync(${log}) = -1 EIO (Input/output error)`, acknowledge).tooEarly).toHaveLength(1)
  const [begun, returned] = [`7 1.001 fdatasync(${log} <unfinished ...>`, '7 1.0025 <... fdatasync resumed>) = 0']
  expect(judge(write, begun, acknowledge, returned).tooEarly).toHaveLength(1)
  expect(judge(write, begun, '9 1.002 write(3<pipe:[1]>, "", 0) = 0', returned, show, acknowledge).tooEarly).toEqual([])
})
