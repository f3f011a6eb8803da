import { expect, test } from 'vitest'
import { ledger, paragraph, runs } from '../../test/simulation/notation.ts'
import type { Ledger, Paragraph } from '../document/text.ts'
import { bracketsOf, innermost, kindOf, openBrackets, orderIn, wordingsOf } from './bracket.ts'

/** Each bracket as its words and its proposals. */
function brackets(subject: Paragraph, lines: Ledger): string[] {
  return bracketsOf(subject, lines).map((bracket) => `${bracket.runs.map((run) => run.text).join('')} | ${bracket.proposals.join(' ')}`)
}

test('B8 base words between two proposals part two brackets', () => {
  const subject = paragraph('p', '[We|-alv-1] the [States|-bre-1]')
  expect(brackets(subject, ledger('alv-1', 'bre-1'))).toEqual(['We | alv-1', 'States | bre-1'])
})

test('B8 words that share a proposal stand in one bracket', () => {
  const subject = paragraph('p', '[We|-alv-1][ the|-alv-1 -bre-1][ States|-bre-1]')
  expect(brackets(subject, ledger('alv-1', 'bre-1'))).toEqual(['We the States | alv-1 bre-1'])
})

test('B8 an insertion stands with whatever it touches, on either side', () => {
  const subject = paragraph('p', 'a [urges|-bre-1][asks|+alv-1][ all|?cas-1] b')
  expect(brackets(subject, ledger('alv-1', 'bre-1', 'cas-1'))).toEqual(['urgesasks all | alv-1 bre-1 cas-1'])
})

test('B8 two deletions, or a deletion and a reservation, that only touch stand in two', () => {
  expect(brackets(paragraph('p', '[We|-alv-1][ the|-bre-1]'), ledger('alv-1', 'bre-1'))).toEqual(['We | alv-1', ' the | bre-1'])
  expect(brackets(paragraph('p', '[We|-alv-1][ the|?bre-1]'), ledger('alv-1', 'bre-1'))).toEqual(['We | alv-1', ' the | bre-1'])
})

test('B8 an insertion between two deletions draws all three into one bracket', () => {
  const subject = paragraph('p', '[We|-alv-1][x|+cas-1][ the|-bre-1]')
  expect(brackets(subject, ledger('alv-1', 'bre-1', 'cas-1'))).toEqual(['Wex the | alv-1 bre-1 cas-1'])
})

test('B8 a proposed paragraph is one bracket, whatever stands in it, and even while it is empty', () => {
  const lines = ledger('alv-1', 'bre-1')
  const subject = paragraph('p', '[New words|+alv-1][ here|+alv-1 -bre-1]', { proposal: 'alv-1' })
  expect(bracketsOf(subject, lines)).toMatchObject([{ whole: true, from: 0, to: 14, proposals: ['alv-1', 'bre-1'] }])
  expect(bracketsOf(paragraph('q', '', { proposal: 'alv-1' }), lines)).toMatchObject([{ whole: true, from: 0, to: 0, proposals: ['alv-1'] }])
})

test('B8 offsets count struck and inserted words alike', () => {
  const [bracket] = bracketsOf(paragraph('p', 'abc[de|-alv-1][fgh|+alv-1]i'), ledger('alv-1'))
  expect(bracket).toMatchObject({ from: 3, to: 8 })
  expect(bracket?.runs.map(({ from, to }) => [from, to])).toEqual([[3, 5], [5, 8]])
})

test('B8 the brackets of a text are those of its paragraphs, in order', () => {
  const lines = ledger('alv-1', 'bre-1')
  const found = openBrackets([paragraph('p', 'a[b|+alv-1]'), paragraph('q', 'none'), paragraph('r', '[c|-bre-1]d')], lines)
  expect(found.map((bracket) => bracket.paragraph)).toEqual(['p', 'r'])
})

test('B9 the innermost insertion is the latest tabled, whatever its name', () => {
  const [run] = runs('[said|+alv-1 +bre-1]')
  expect(innermost(run!, orderIn(ledger('alv-1', 'bre-1')))).toBe('bre-1')
  expect(innermost(run!, orderIn(ledger('bre-1', 'alv-1')))).toBe('alv-1')
})

test('B9 an insertion that is not in the ledger yet is the latest', () => {
  const [run] = runs('[said|+alv-1 +zzz-9]')
  expect(innermost(run!, orderIn(ledger('alv-1')))).toBe('zzz-9')
  expect(innermost(run!, orderIn(ledger('zzz-9')))).toBe('alv-1')
})

test('B4 B9 the wordings of a bracket say what each proposal strikes, adds and reserves', () => {
  const lines = ledger('alv-1', 'bre-1', 'cas-1')
  const subject = paragraph('p', 'x [urges|-alv-1][asks|+alv-1][ kindly|+alv-1 +bre-1][ all|?cas-1] y')
  const [bracket] = bracketsOf(subject, lines)
  expect(wordingsOf(bracket!, subject, lines)).toEqual([
    { proposal: 'alv-1', kind: 'insert', struck: 'urges', added: 'asks', reserved: '' },
    { proposal: 'bre-1', kind: 'insert', struck: '', added: ' kindly', reserved: '' },
    { proposal: 'cas-1', kind: 'insert', struck: '', added: '', reserved: ' all' },
  ])
})

test.each([
  ['insert', 'a[b|+alv-1]'],
  ['delete', 'a[b|-alv-1]'],
  ['replace', 'a[b|-alv-1][c|+alv-1]'],
  ['reserve', 'a[b|?alv-1]'],
  ['deleteParagraph', '[b|-alv-1]'],
] as const)('B4 B6 B7 a proposal that does this is of kind %s', (kind, notation) => {
  expect(kindOf('alv-1', [paragraph('p', notation)], ledger('alv-1'))).toBe(kind)
})

test('B6 striking all base words proposes to delete the paragraph, though another’s insertion stands', () => {
  const lines = ledger('bre-1', 'alv-1')
  expect(kindOf('alv-1', [paragraph('p', '[all|-alv-1][ new|+bre-1]')], lines)).toBe('deleteParagraph')
})

test('B7 a proposed paragraph is new, an alternative or a move', () => {
  const lines = ledger('alv-1')
  expect(kindOf('alv-1', [paragraph('p', '[x|+alv-1]', { proposal: 'alv-1' })], lines)).toBe('newParagraph')
  expect(kindOf('alv-1', [paragraph('p', '[x|+alv-1]', { proposal: 'alv-1', alternativeTo: 'q' })], lines)).toBe('alternative')
  expect(kindOf('alv-1', [paragraph('q', '[x|-alv-1]'), paragraph('p', '[x|+alv-1]', { proposal: 'alv-1', movedFrom: 'q' })], lines)).toBe('move')
})
