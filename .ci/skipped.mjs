/**
 * Reads Vitest's JSON report and refuses a run in which a test was left out, save those that no machine can run.
 */
import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import process from 'node:process'

/** A file, and what the full name of a test in it contains. */
const mayBeLeftOut = [
  // The sample lies beside the project, not in it: no package brings it.
  { file: 'shared/import/readText.test.ts', name: 'the annotated provisional agenda of the seventh session' },
  { file: 'test/journeys/secretariat.test.ts', name: 'the Chinese annotated agenda' },
  // Few containers may mount a disk; the test says how.
  { file: 'test/durability/fullDisk.test.ts', name: 'a full disk' },
  // The servers the bench compares with are no part of the product; the bench installs them.
  { file: 'test/bench/load.test.ts', name: 'y-websocket' },
  { file: 'test/bench/load.test.ts', name: 'hocuspocus' },
  // Two servers cannot share one process's memory.
  { file: 'server/store/contract.test.ts', name: 'memory' },
]

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'))
const ran = new Set(['passed', 'failed'])
let allowed = 0
const leftOut = []
for (const { name, assertionResults } of report.testResults) {
  const file = relative(process.cwd(), name)
  for (const { fullName, status } of assertionResults) {
    if (ran.has(status)) continue
    if (mayBeLeftOut.some((each) => each.file === file && fullName.includes(each.name))) allowed += 1
    else leftOut.push(`${file}: ${fullName} (${status})`)
  }
}

if (report.numTotalTests === 0) leftOut.push('There were no tests at all.')
for (const line of leftOut) process.stdout.write(`Left out: ${line}\n`)
process.stdout.write(`${leftOut.length} tests left out that must run; ${allowed} that cannot.\n`)
process.exitCode = leftOut.length === 0 ? 0 : 1
