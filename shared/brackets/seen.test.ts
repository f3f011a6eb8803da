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

test('D9 of an alternative the paragraph it would replace is seen too, and the other alternatives to it', () => {
  const text = [paragraph('p', 'a'), paragraph('one', '[b|+alv-1]', { proposal: 'alv-1', alternativeTo: 'p' }), paragraph('two', '[c|+bre-1]', { proposal: 'bre-1', alternativeTo: 'p' })]
  const seen = seenOfProposal(text, 'alv-1')
  expect(seenOfProposal(text.with(0, paragraph('p', 'a[x|+cas-1]')), 'alv-1')).not.toBe(seen)
  expect(seenOfProposal(text.slice(0, 2), 'alv-1')).not.toBe(seen)
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
