/**
 * `npm run durability`: shows on this machine that nothing acknowledged is lost. It watches the server's system calls, kills
 * it again and again, and fills its disk; it prints what it counted and ends with 1 where a promise did not hold. What the
 * machine does not permit is named and left out.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { fillDisk, whyNoDisk } from './fullDisk.ts'
import { build } from './house.ts'
import { killRounds } from './killing.ts'
import { traceEdits, whyNoTrace } from './tracing.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '50' }, seconds: { type: 'string', default: '5' } } })
const rounds = Number(values.rounds)
const seconds = Number(values.seconds)
if (!Number.isInteger(rounds) || rounds < 1 || !(seconds > 0)) {
  console.error('Usage: npm run durability -- [--rounds 50] [--seconds 5]')
  process.exit(2)
}

const faults: string[] = []
build()
await inFolder('Acknowledged means durable, call by call', whyNoTrace(), async (folder) => {
  const report = await traceEdits(folder, seconds * 1000)
  console.log(`  ${report.edits} edits acknowledged in ${report.acknowledgements} messages, ${report.shown} shown; ${report.windows} windows, ${report.syncs} syncs of the log`)
  if (report.tooEarly.length === 0) console.log(`  the sync had returned before every one of them left; the closest by ${report.closest.toFixed(2)} ms`)
  report.tooEarly.slice(0, 10).forEach((line) => console.log(`  ${line}`))
  if (report.tooEarly.length > 0) faults.push(`${report.tooEarly.length} edits were acknowledged or shown before they were durable.`)
  if (report.edits === 0 || report.shown < report.edits) faults.push('The trace did not show every edit: nothing is proved by it.')
})
await inFolder(`kill -9, ${rounds} times`, null, async (folder) => {
  const report = await killRounds(folder, rounds, (line) => console.log(line))
  console.log(`  ${report.kills} kills; ${report.acknowledged} acknowledged edits (${report.strikes} of them took words back) and ${report.decisions} decisions`)
  console.log(`  missing ${report.missing.length}, duplicated ${report.duplicated.length}, returned ${report.returned.length}; record unsound after ${report.unsound.length} rounds; slowest start ${report.slowestStart} ms`)
  for (const [what, which] of Object.entries({ missing: report.missing, duplicated: report.duplicated, returned: report.returned, unsound: report.unsound })) {
    if (which.length > 0) faults.push(`${what}: ${which.slice(0, 5).join(', ')}`)
  }
})
await inFolder('A full disk', whyNoDisk(), async (folder) => {
  const report = await fillDisk(folder)
  console.log(`  ${report.acknowledged} edits acknowledged before it was full; everybody was told ${report.told.join(', ')}; ${report.shownUnrecorded.length} unrecorded words shown`)
  console.log(`  served again ${report.resumedIn} ms after there was room, by the same process; ${report.brought} words that had waited arrived; ${report.lost.length} lost or duplicated; logged ${report.logged} times`)
  if (!report.sound || report.shownUnrecorded.length + report.lost.length > 0) faults.push('A full disk did harm.')
})

if (faults.length > 0) {
  console.error(`\nFAILED\n${faults.join('\n')}`)
  process.exit(1)
}
console.log('\nEverything held.')

async function inFolder(title: string, whyNot: string | null, show: (folder: string) => Promise<void>): Promise<void> {
  console.log(`\n== ${title}`)
  if (whyNot !== null) return console.log(`  Left out: ${whyNot}`)
  const folder = mkdtempSync(join(tmpdir(), 'adref-durability-'))
  try {
    await show(folder)
  } catch (error) {
    faults.push(`${title}: ${error instanceof Error ? error.message : String(error)}`)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
