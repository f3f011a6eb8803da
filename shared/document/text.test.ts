import { expect, test } from 'vitest'
import { runs } from '../../test/simulation/notation.ts'
import { joinRuns, plainRun, sameMarks, sameRuns } from './text.ts'

test('runs in normal form: none is empty, neighbours differ in their marks', () => {
  const [marked] = runs('[b|+alv-001]')
  expect(joinRuns([plainRun(''), plainRun('a'), plainRun('b'), marked!, { ...marked!, text: 'c' }, plainRun('', true), plainRun('d', true), plainRun('e')])).toEqual([
    plainRun('ab'),
    { ...marked!, text: 'bc' },
    plainRun('d', true),
    plainRun('e'),
  ])
})

test('marks differ by type, by proposal and by italics', () => {
  const [inserted, deleted, reserved, other] = ['[a|+alv-001]', '[a|-alv-001]', '[a|?alv-001]', '[a|+alv-002]'].map((notation) => runs(notation)[0]!)
  const all = [plainRun('a'), plainRun('a', true), inserted!, deleted!, reserved!, other!]
  for (const a of all) for (const b of all) expect(sameMarks(a, b)).toBe(a === b)
})

test('equal texts have equal runs, and neither a prefix nor other words are equal', () => {
  expect(sameRuns(runs('a[b|+alv-001]c'), runs('a[b|+alv-001]c'))).toBe(true)
  expect(sameRuns(runs('a[b|+alv-001]c'), runs('a[b|+alv-001]'))).toBe(false)
  expect(sameRuns(runs('a[b|+alv-001]c'), runs('a[x|+alv-001]c'))).toBe(false)
})
