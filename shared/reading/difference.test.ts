import fc from 'fast-check'
import { expect, test } from 'vitest'
import { differences, wordsOf, type Difference, type Part, type Written } from './difference.ts'

const plain: Omit<Part, 'text'> = { sign: false, struck: false, italic: false, delegation: null }
const sign = (text: string): Part => ({ ...plain, text, sign: true })
const struck = (text: string): Part => ({ ...plain, text, struck: true })
const written = (id: string, ...parts: (string | Part)[]): Written => ({ id, parts: parts.map((part) => (typeof part === 'string' ? { ...plain, text: part } : part)) })

const english = wordsOf('en')

/** `+came+`, `-went-`, `!struck since!`. */
function told({ pieces }: Pick<Difference, 'pieces'>): string {
  return pieces
    .map(({ fate, parts }) => {
      const words = parts.map((part) => (part.struck ? `~${part.text}~` : part.text)).join('')
      return { kept: words, came: `+${words}+`, went: `-${words}-`, struck: `!${words}!` }[fate]
    })
    .join('')
}

function between(before: Written, now: Written, segmenter = english): string {
  const [found] = differences([before], [now], segmenter)
  return told(found!)
}

test('V3 a word is different as a whole, and what came together stands together', () => {
  expect(between(written('p', 'urges all States to act'), written('p', 'encourages all the States to act'))).toBe('-urges -+encourages +all +the +States to act')
  expect(between(written('p', 'one two three'), written('p', 'four five three'))).toBe('-one two -+four five +three')
})

test('V3 a blank more or less is no difference of words', () => {
  expect(between(written('p', 'one two'), written('p', 'one  two '))).toBe('one  two ')
})

test.each([
  ['zh', '缔约国会议请秘书处提交报告', '缔约国会议敦促秘书处提交报告', '缔约国会议-请-+敦促+秘书处提交报告'],
  ['ar', 'يحث الدول الأطراف على التعاون', 'يدعو الدول الأطراف على التعاون', '-يحث -+يدعو +الدول الأطراف على التعاون'],
])('V3 words of %s are words of that language', (language, before, now, expected) => {
  expect(between(written('p', before), written('p', now), wordsOf(language))).toBe(expected)
})

test('V3 a bracket that was written since is a word that came, and so is a word that was struck since', () => {
  const before = written('p', 'urges all')
  const now = written('p', sign('['), struck('urges '), sign(' '), 'asks ', sign(' — ALV'), sign(']'), 'all')
  expect(between(before, now)).toBe('+[+!~urges ~!+ asks  — ALV]+all')
})

test('V3 what was decided since is told in words that went', () => {
  const before = written('p', sign('['), struck('urges '), sign(' '), 'asks ', sign(' — ALV'), sign(']'), 'all')
  expect(between(before, written('p', 'asks all'))).toBe('-[~urges ~ -asks - — ALV]-all')
})

test('V3 paragraphs are the same by what they are, not by where they stand', () => {
  const found = differences([written('a', 'one'), written('b', 'two'), written('c', 'three'), written('d', 'four')], [written('b', 'two'), written('e', 'five'), written('c', 'three more'), written('a', 'one')], english)
  expect(found.map(({ id, fate }) => [id, fate])).toEqual([
    ['b', 'same'],
    ['e', 'new'],
    ['c', 'changed'],
    ['d', 'gone'],
    ['a', 'moved'],
  ])
  expect(told(found[3]!)).toBe('-four-')
  expect(told(found[1]!)).toBe('+five+')
})

test('V3 what is kept and what went is the text before; what is kept and what came is the text now', () => {
  const words = fc.array(fc.constantFrom('urges', 'all', 'States', ',', 'and', 'parties'), { maxLength: 12 }).map((all) => all.join(' '))
  const texts = fc.uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), words, fc.boolean()), { selector: ([id]) => id }).map((all) => all.map(([id, each, isStruck]) => written(id, isStruck ? struck(each) : each)))
  const letters = (parts: readonly Part[]) => parts.map(({ text }) => text).join('')
  const nowOf = ({ id, pieces }: Difference) => [id, pieces.map(({ fate, parts }) => (fate === 'went' ? '' : letters(parts))).join('')]
  const beforeOf = ({ id, pieces }: Difference): [string, string] => [id, pieces.map(({ before }) => letters(before)).join('')]
  const page = (all: readonly Written[]): [string, string][] => all.map(({ id, parts }) => [id, letters(parts)])
  fc.assert(
    fc.property(texts, texts, (before, now) => {
      const found = differences(before, now, english)
      expect(found.filter(({ fate }) => fate !== 'gone').map(nowOf)).toEqual(page(now))
      expect(new Map(found.filter(({ fate }) => fate !== 'new').map(beforeOf))).toEqual(new Map(page(before)))
      expect(differences(now, now, english).every(({ fate }) => fate === 'same')).toBe(true)
    }),
  )
})

test('V3 a paragraph that became another one is told whole, and comparing long ones ends', () => {
  const long = (word: string) => Array.from({ length: 2_500 }, (_, index) => `${word}${index}`).join(' ')
  const [found] = differences([written('p', long('a'))], [written('p', long('b'))], english)
  expect(found?.pieces.map(({ fate }) => fate)).toEqual(['went', 'came'])
})
