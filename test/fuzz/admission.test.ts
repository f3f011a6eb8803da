// First, so that client ids can be drawn from the seed.
import '../simulation/chance.ts'
import { expect, test } from 'vitest'
import { AdmissionFuzz } from './admission.ts'
import { regressions } from './regressions.ts'

const seed = process.env['ADREF_SEED'] === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(process.env['ADREF_SEED'])
const fuzz = new AdmissionFuzz()

test.each(regressions.filter(({ only }) => only === 'admission'))('G1 to G5 $showed (seed $seed)', ({ seed: failed, path }) => {
  expect(new AdmissionFuzz().run({ seed: failed, cases: 1, path })).toBeNull()
})

test(`G1 to G5 what is admitted changes only what was listed, what is refused changes nothing (ADREF_SEED=${seed})`, () => {
  expect(fuzz.run({ seed, cases: 2_000 })).toBeNull()
  const { tally } = fuzz
  console.log(`${tally.cases} updates from ADREF_SEED=${seed}: ${tally.admitted} admitted, ${tally.changing} change the document, ${tally.putBack} had something put back`, JSON.stringify(Object.fromEntries(tally.refused)))
  // Not in vain: a good share passes the check, of either kind, and of that a good share is put back.
  expect(tally.admitted / tally.cases).toBeGreaterThan(0.15)
  for (const { tried, admitted } of tally.made.values()) expect(admitted / tried).toBeGreaterThan(0.1)
  expect(tally.putBack / tally.admitted).toBeGreaterThan(0.1)
  for (const why of ['G1 malformed', 'G1 gap', 'G1 foreignClient', 'G2 serverRoot', 'G3 schema']) expect(tally.refused.get(why) ?? 0, why).toBeGreaterThan(5)
})
