import { expect, test } from 'vitest'
import { paragraph } from '../../test/simulation/notation.ts'
import { seenOfParagraph, seenOfProposal } from './seen.ts'

const before = [paragraph('p', 'a[b|+alv-1]'), paragraph('q', 'other'), paragraph('r', '[c|-alv-1]d')]
const replaced = (index: number, by: (typeof before)[number]) => before.map((each, at) => (at === index ? by : each))

test('D9 what is seen of a proposal changes with any paragraph it stands in, and with no other', () => {
  const seen = seenOfProposal(before, 'alv-1')
  expect(seenOfProposal(structuredClone(before), 'alv-1')).toBe(seen)
  expect(seenOfProposal(replaced(1, paragraph('q', 'changed')), 'alv-1')).toBe(seen)
  expect(seenOfProposal(replaced(0, paragraph('p', 'a[bb|+alv-1]')), 'alv-1')).not.toBe(seen)
  expect(seenOfProposal(replaced(2, paragraph('r', '[c|-alv-1 -bre-1]d')), 'alv-1')).not.toBe(seen)
})

test('D9 who marks the words matters as much as the words', () => {
  const seen = seenOfParagraph(before, 'p')
  expect(seenOfParagraph(replaced(0, paragraph('p', 'a[b|+bre-1]')), 'p')).not.toBe(seen)
  expect(seenOfParagraph(replaced(0, paragraph('p', 'a[b|-alv-1]')), 'p')).not.toBe(seen)
  expect(seenOfParagraph(replaced(0, paragraph('p', 'a[b|+alv-1]', { level: 2 })), 'p')).not.toBe(seen)
})

test('D9 a paragraph that is gone is not what was seen', () => {
  expect(seenOfParagraph(before.slice(1), 'p')).not.toBe(seenOfParagraph(before, 'p'))
})
