import { expect, test } from 'vitest'
import { ledger, paragraph } from '../../test/simulation/notation.ts'
import { written } from '../../test/simulation/table.ts'
import { orderIn } from './bracket.ts'
import { sameParagraph, strip, stripParagraph } from './projection.ts'

const isAlv = (proposal: string) => proposal.startsWith('alv')
const lines = ledger('alv-1', 'bre-1', 'alv-2')
const order = orderIn(lines)

function stripped(notation: string): string {
  const rest = stripParagraph(paragraph('p', notation), isAlv, order)
  return rest === null ? '(gone)' : written(rest.runs)
}

test('G5 (a) a character whose innermost insertion is mine goes', () => {
  expect(stripped('a[b|+alv-1]c')).toBe('ac')
  expect(stripped('a[b|+bre-1 +alv-2]c')).toBe('ac')
})

test('G5 (a) a character that another wrote inside my insertion stays, with all its insertion marks', () => {
  expect(stripped('a[b|+alv-1][c|+alv-1 +bre-1]d')).toBe('a[c|+alv-1 +bre-1]d')
})

test('G5 (b) my deletions and reservations go from every other character, and neighbours join', () => {
  expect(stripped('a[b|-alv-1]c')).toBe('abc')
  expect(stripped('a[b|?alv-1 -bre-1]c')).toBe('a[b|-bre-1]c')
  expect(stripped('a[b|+bre-1 -alv-2]c')).toBe('a[b|+bre-1]c')
})

test('G5 (c) a paragraph I propose goes when no character remains in it, and only then', () => {
  const mine = paragraph('p', '[new|+alv-1]', { proposal: 'alv-1' })
  const shared = paragraph('q', '[new|+alv-1][ words|+alv-1 +bre-1]', { proposal: 'alv-1' })
  const theirs = paragraph('r', '[x|+bre-1 +alv-2]', { proposal: 'bre-1' })
  expect(strip([mine, shared, theirs], isAlv, order).map(({ id, runs }) => [id, written(runs)])).toEqual([
    ['q', '[ words|+alv-1 +bre-1]'],
    ['r', ''],
  ])
})

test('G5 two paragraphs are the same only if id, attributes, words and marks are', () => {
  const one = paragraph('p', 'a[b|+alv-1]', { proposal: 'bre-1', movedFrom: 'q' })
  expect(sameParagraph(one, structuredClone(one))).toBe(true)
  for (const other of [
    { ...one, id: 'x' },
    { ...one, kind: 'note' as const },
    { ...one, level: 2 },
    { ...one, proposal: 'alv-1' },
    { ...one, movedFrom: 'r' },
    { ...one, alternativeTo: 'q' },
    paragraph('p', 'a[b|+alv-2]', { proposal: 'bre-1', movedFrom: 'q' }),
    paragraph('p', 'a[c|+alv-1]', { proposal: 'bre-1', movedFrom: 'q' }),
  ]) {
    expect(sameParagraph(one, other)).toBe(false)
  }
})
