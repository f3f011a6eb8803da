import { describe, expect, test } from 'vitest'
import { corrected, draftOf, reworded, wordsOf } from './draft.ts'
import type { Draft, DraftRun } from './draft.ts'

const plain = (text: string): DraftRun => ({ text, italic: false })
const italic = (text: string): DraftRun => ({ text, italic: true })

function draft(...words: string[]): Draft {
  return draftOf({
    kind: 'agenda',
    title: '',
    symbol: '',
    language: 'en',
    paragraphs: words.map((text) => ({ kind: 'item', level: 2, runs: [plain(text)] })),
    findings: [{ code: 'placeholder', paragraph: words.length - 1, excerpt: 'XX' }],
  })
}

const words = (of: Draft) => of.paragraphs.map(wordsOf)

describe('I1 correcting an import', () => {
  test('rewording keeps the italics around the change', () => {
    const runs = [italic('Recalling'), plain(' its resolution 6/1,')]
    expect(reworded(runs, 'Recalling also its resolution 6/1,')).toEqual([italic('Recalling'), plain(' also its resolution 6/1,')])
    expect(reworded(runs, 'Recallings its resolution 6/1,')).toEqual([italic('Recallings'), plain(' its resolution 6/1,')])
  })

  test('rewording never loses or repeats a character', () => {
    const runs = [italic('aa'), plain('aab')]
    for (const next of ['', 'a', 'aaa', 'aaaab', 'aaaaab', 'baaab', 'aabaab']) {
      expect(reworded(runs, next).map((run) => run.text).join('')).toBe(next)
    }
  })

  test('joining puts one space between words, none between Chinese ones, and takes findings along', () => {
    const joined = corrected(draft('Adoption of', 'the report'), { type: 'merge', key: 'paragraph-1' })
    expect(words(joined)).toEqual(['Adoption of the report'])
    expect(joined.findings).toEqual([{ code: 'placeholder', paragraph: 'paragraph-0', excerpt: 'XX' }])
    expect(words(corrected(draft('通过', '报告'), { type: 'merge', key: 'paragraph-1' }))).toEqual(['通过报告'])
  })

  test('the first paragraph has none above to join', () => {
    const before = draft('one', 'two')
    expect(corrected(before, { type: 'merge', key: 'paragraph-0' })).toBe(before)
  })

  test('removing a paragraph takes its findings with it', () => {
    const after = corrected(draft('one', 'two'), { type: 'remove', key: 'paragraph-1' })
    expect(words(after)).toEqual(['one'])
    expect(after.findings).toEqual([])
  })

  test('a kind that knows no such level brings the paragraph to its deepest', () => {
    const after = corrected(draft('one'), { type: 'kind', key: 'paragraph-0', kind: 'annotation' })
    expect(after.paragraphs[0]).toMatchObject({ kind: 'annotation', level: 1 })
  })
})
