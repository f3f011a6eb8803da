import fc from 'fast-check'
import { expect, test } from 'vitest'
import { labels } from '../../shared/document/numbering.ts'
import { plainRun, type Paragraph } from '../../shared/document/text.ts'
import { labelKeeper } from './keptLabels.ts'

const item = (id: string, level: number, words = ''): Paragraph => ({ id, kind: 'item', level, runs: [plainRun(words)] })

test('L1 whatever came, went or moved, labels kept are labels computed anew', () => {
  const seats = fc.uniqueArray(fc.record({ id: fc.constantFrom('a', 'b', 'c', 'd', 'e'), level: fc.integer({ min: 1, max: 3 }) }), { selector: ({ id }) => id })
  fc.assert(
    fc.property(fc.array(fc.tuple(seats, fc.constantFrom('agenda' as const, 'resolution' as const))), (texts) => {
      const kept = labelKeeper()
      for (const [paragraphs, kind] of texts) {
        const text = paragraphs.map(({ id, level }) => item(id, level))
        expect(kept(text, kind)).toEqual(labels(text, kind))
      }
    }),
  )
})

test('words alone change no label, and what keeps its label keeps the same object', () => {
  const kept = labelKeeper()
  const before = kept([item('a', 1), item('b', 1)], 'agenda')
  expect(kept([item('a', 1, 'more words'), item('b', 1)], 'agenda')).toBe(before)
  const after = kept([item('a', 1), item('new', 1), item('b', 1)], 'agenda')
  expect(after.get('a')).toBe(before.get('a'))
  expect(after.get('b')).not.toBe(before.get('b'))
})
