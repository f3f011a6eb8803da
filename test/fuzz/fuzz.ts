/**
 * `npm run fuzz -- --cases N`: tries N updates on the check before applying, plays consultations of about N frames in all,
 * measures the heaviest updates, and says what became of them. `--only admission`, `projection` or `heavy` runs one part;
 * `--seed` (and `--path`) plays a failure again. At the first failure it ends with 1 and the command that shows it again.
 */
// First, so that client ids can be drawn from a seed.
import '../simulation/chance.ts'
import process from 'node:process'
import { parseArgs } from 'node:util'
import { AdmissionFuzz } from './admission.ts'
import { heavies, measure } from './heavy.ts'
import { emptyTally, quarrel } from './projection.ts'

const { values } = parseArgs({ options: { cases: { type: 'string' }, seed: { type: 'string' }, path: { type: 'string' }, only: { type: 'string' } } })
const cases = wholeNumber(values.cases ?? (values.path === undefined ? '20000' : '1'), 'cases')
const first = wholeNumber(values.seed ?? String(Math.floor(Math.random() * 1_000_000_000)), 'seed')
const batch = 10_000

function wholeNumber(given: string, name: string): number {
  if (!/^\d{1,12}$/.test(given)) {
    console.error(`--${name} is a whole number.`)
    process.exit(2)
  }
  return Number(given)
}

function admission(): void {
  const fuzz = new AdmissionFuzz()
  const began = performance.now()
  for (let done = 0, seed = first; done < cases; done += batch, seed++) {
    const failure = fuzz.run({ seed, cases: Math.min(batch, cases - done), path: values.path })
    if (failure !== null) {
      console.error(failure)
      process.exit(1)
    }
    if (cases > batch && fuzz.tally.cases % 50_000 === 0) console.log(`${fuzz.tally.cases} cases, ${Math.round((performance.now() - began) / 1000)} s`)
  }
  const { tally } = fuzz
  console.log(
    `admission: ${tally.cases} cases from seed ${first} in ${Math.round((performance.now() - began) / 1000)} s; ${tally.admitted} admitted (${share(tally.admitted, tally.cases)}), ` +
      `of which ${tally.changing} change the document and ${tally.putBack} had something put back; longest check ${tally.worst.check.toFixed(1)} ms, longest judging ${tally.worst.gate.toFixed(1)} ms`,
  )
  for (const [made, { tried, admitted }] of tally.made) console.log(`  ${made}: ${tried} tried, ${admitted} admitted (${share(admitted, tried)})`)
  for (const [why, times] of [...tally.refused].sort(([, a], [, b]) => b - a)) console.log(`  refused ${why}: ${times}`)
}

function share(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`
}

/** The worst we could build: processor time of the first try in a fresh process, and of the best of three more. */
function heavy(): void {
  for (const each of heavies) {
    const [first, ...more] = [1, 2, 3, 4].map(() => measure(each))
    const best = Math.min(...more.map(({ milliseconds }) => milliseconds))
    console.log(`${String(Math.round(first?.milliseconds ?? 0)).padStart(6)} ms, then ${String(Math.round(best)).padStart(5)} ms  ${each.name}: ${first?.answer}`)
  }
}

/** Without `--cases`, a given seed is one text. */
function projection(): void {
  const tally = emptyTally()
  const began = performance.now()
  const frames = () => tally.honestFrames + tally.dishonestFrames
  for (let seed = first; frames() < (values.cases === undefined && values.seed !== undefined ? 1 : cases); seed++) {
    const failure = quarrel(seed, tally)
    if (failure !== null) {
      console.error(failure)
      process.exit(1)
    }
  }
  console.log(
    `projection: ${tally.played} texts from seed ${first} in ${Math.round((performance.now() - began) / 1000)} s; ${frames()} frames, ${tally.refused} refused whole, ${tally.putBack} with something put back, ${tally.decided} decisions, ${tally.nested} frames into nested proposals`,
  )
  console.log(`  honest: ${tally.honestEdits} edits in ${tally.honestFrames} frames; where all were honest, ${tally.honestPutBack} frames had something put back, all excused: ${JSON.stringify(Object.fromEntries(tally.honestReasons))}`)
  console.log(`  dishonest: ${tally.dishonestFrames} frames`)
}

const parts = { admission, projection, heavy }
const wanted = values.only
if (wanted !== undefined && !Object.keys(parts).includes(wanted)) {
  console.error(`There is no part “${wanted}”. There are: ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}
for (const [name, run] of Object.entries(parts)) if (wanted === undefined || wanted === name) run()
