// First, so that client ids can be drawn from the seed.
import '../simulation/chance.ts'
import { expect, test } from 'vitest'
import { emptyTally, quarrel } from './projection.ts'
import { regressions } from './regressions.ts'

const runs = 60
const first = process.env['ADREF_SEED'] === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(process.env['ADREF_SEED'])

test.each(regressions.filter(({ only }) => only === 'projection'))('G5 $showed (seed $seed)', ({ seed }) => {
  expect(quarrel(seed, emptyTally())).toBeNull()
})

test(`G1 to G6 and B10 whatever clients send, the promise holds, and honest edits stand (ADREF_SEED=${first})`, () => {
  const tally = emptyTally()
  for (let seed = first; seed < first + runs; seed++) expect(quarrel(seed, tally)).toBeNull()
  const { honestReasons, ...counted } = tally
  console.log(`${runs} texts from ADREF_SEED=${first}:`, JSON.stringify(counted), JSON.stringify(Object.fromEntries(honestReasons)))
  // Not in vain: all of it happens, often.
  expect(tally.honestEdits).toBeGreaterThan(1_000)
  expect(tally.dishonestFrames).toBeGreaterThan(300)
  expect(Math.min(tally.admitted, tally.putBack, tally.decided, tally.nested)).toBeGreaterThan(50)
  expect(tally.refused).toBeGreaterThan(2)
  // Of honest frames hardly any is put back, and those only for what their author could not know.
  expect(tally.honestPutBack / tally.honestFrames).toBeLessThan(0.02)
})
