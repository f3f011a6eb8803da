import { describe, expect, test } from 'vitest'
import { ledger, paragraph } from '../../test/simulation/notation.ts'
import { written } from '../../test/simulation/table.ts'
import type { Ledger, Paragraph } from '../document/text.ts'
import { accept, applyResolution, proposalsOfBracket, reject, rivalsOf, type Resolution } from './resolve.ts'

/** One paragraph and what is decided on it. */
function room(notation: string, lines: Ledger) {
  const paragraphs = [paragraph('p', notation)]
  return {
    accept: (proposal: string) => outcome(paragraphs, accept(paragraphs, lines, proposal)),
    reject: (...proposals: string[]) => outcome(paragraphs, reject(paragraphs, lines, proposals)),
  }
}

function outcome(paragraphs: readonly Paragraph[], resolved: Resolution) {
  const after = applyResolution(paragraphs, resolved)
  return {
    text: after.map(({ runs }) => written(runs)).join(' / '),
    ids: after.map(({ id }) => id),
    after,
    closed: Object.fromEntries(resolved.closed),
    fallen: resolved.fallen,
  }
}

test('B10 no mark of a proposal that has fallen stays around the words of others', () => {
  const decided = room('a[x|+alv-1 +bre-1][y|+bre-1 +cas-1]', ledger('alv-1', 'bre-1', 'cas-1')).reject('alv-1')
  expect(decided).toMatchObject({ text: 'a[y|+cas-1]', closed: { 'alv-1': 'rejected', 'bre-1': 'fallen' } })
})

describe('D2 accept', () => {
  test('D2 insertions become base text, deletions take their words away', () => {
    const decided = room('We [urge|-alv-1][ask|+alv-1] all', ledger('alv-1')).accept('alv-1')
    expect(decided).toMatchObject({ text: 'We ask all', closed: { 'alv-1': 'accepted' }, fallen: [] })
  })

  test('D2 a proposal is accepted wherever it stands', () => {
    const paragraphs = [paragraph('p', 'a[b|+alv-1]'), paragraph('q', 'c'), paragraph('r', '[d|-alv-1]e')]
    const decided = outcome(paragraphs, accept(paragraphs, ledger('alv-1'), 'alv-1'))
    expect(decided.text).toBe('ab / c / e')
  })

  test('D2 a proposed paragraph becomes a paragraph of the text', () => {
    const paragraphs = [paragraph('p', 'a'), paragraph('new', '[b|+alv-1]', { proposal: 'alv-1', level: 2 })]
    const decided = outcome(paragraphs, accept(paragraphs, ledger('alv-1'), 'alv-1'))
    expect(decided.after[1]).toEqual(paragraph('new', 'b', { level: 2 }))
  })

  test('D2 a paragraph left without any word goes', () => {
    const paragraphs = [paragraph('p', '[all|-alv-1]'), paragraph('q', 'b')]
    expect(outcome(paragraphs, accept(paragraphs, ledger('alv-1'), 'alv-1')).ids).toEqual(['q'])
  })

  test('B7 D2 an accepted move leaves the words in the new place only', () => {
    const paragraphs = [paragraph('old', '[words|-alv-1]'), paragraph('q', 'b'), paragraph('new', '[words|+alv-1]', { proposal: 'alv-1', movedFrom: 'old', level: 2 })]
    const decided = outcome(paragraphs, accept(paragraphs, ledger('alv-1'), 'alv-1'))
    expect(decided.after).toEqual([paragraph('q', 'b'), paragraph('new', 'words', { level: 2 })])
  })
})

describe('D3 rivals', () => {
  test('D3 the other proposals of the bracket are not retained', () => {
    const decided = room('We [urge|-alv-1 -bre-1][ask|+alv-1][beg|+bre-1] all', ledger('alv-1', 'bre-1')).accept('bre-1')
    expect(decided).toMatchObject({ text: 'We beg all', closed: { 'alv-1': 'notRetained', 'bre-1': 'accepted' } })
  })

  test('D3 proposals of another bracket stay open', () => {
    const decided = room('[We|-alv-1] all [here|-bre-1]', ledger('alv-1', 'bre-1')).accept('alv-1')
    expect(decided).toMatchObject({ text: ' all [here|-bre-1]', closed: { 'alv-1': 'accepted' } })
  })

  test('D3 a rival goes from every place it stands in', () => {
    const paragraphs = [paragraph('p', 'a[b|+alv-1][c|+bre-1]'), paragraph('q', 'd[e|+bre-1]')]
    expect(outcome(paragraphs, accept(paragraphs, ledger('alv-1', 'bre-1'), 'alv-1')).text).toBe('ab / d')
  })

  test('D3 a reservation in the bracket of what is accepted is a rival', () => {
    const decided = room('[urge|-alv-1 ?bre-1][ask|+alv-1] all', ledger('alv-1', 'bre-1')).accept('alv-1')
    expect(decided).toMatchObject({ text: 'ask all', closed: { 'bre-1': 'notRetained' } })
  })

  test('D3 accepting an alternative replaces the paragraph: all that was open there, and every other alternative, is a rival', () => {
    const lines = ledger('alv-1', 'bre-1', 'cas-1')
    const paragraphs = [
      paragraph('p', 'old [words|-bre-1]'),
      paragraph('alt-a', '[new words|+alv-1]', { proposal: 'alv-1', alternativeTo: 'p' }),
      paragraph('alt-c', '[newer words|+cas-1]', { proposal: 'cas-1', alternativeTo: 'p' }),
    ]
    const decided = outcome(paragraphs, accept(paragraphs, lines, 'alv-1'))
    expect(decided.after).toEqual([paragraph('alt-a', 'new words')])
    expect(decided.closed).toEqual({ 'alv-1': 'accepted', 'bre-1': 'notRetained', 'cas-1': 'notRetained' })
  })

  test('D3 rivals come in the order of tabling', () => {
    const paragraphs = [paragraph('p', '[a|-cas-1 -alv-1 -bre-1]')]
    expect(rivalsOf(paragraphs, ledger('cas-1', 'bre-1', 'alv-1'), 'bre-1')).toEqual(['cas-1', 'alv-1'])
  })
})

describe('D4 amendments', () => {
  test('D4 what stands only inside the accepted insertion stays open', () => {
    const lines = ledger('alv-1', 'bre-1', 'cas-1')
    const decided = room('We [ask|+alv-1][ kindly|+alv-1 +bre-1][ all|+alv-1 -cas-1]', lines).accept('alv-1')
    expect(decided).toMatchObject({ text: 'We ask[ kindly|+bre-1][ all|-cas-1]', closed: { 'alv-1': 'accepted' } })
    expect(Object.keys(decided.closed)).toEqual(['alv-1'])
  })

  test('D4 a deletion of all of the accepted words is a rival', () => {
    const decided = room('We [ask|+alv-1 -cas-1] all', ledger('alv-1', 'cas-1')).accept('alv-1')
    expect(decided).toMatchObject({ text: 'We ask all', closed: { 'alv-1': 'accepted', 'cas-1': 'notRetained' } })
  })

  test('D4 a proposal that also stands outside the accepted insertion is a rival', () => {
    const decided = room('We [ask|+alv-1][ all|+alv-1 -cas-1][ States|-cas-1]', ledger('alv-1', 'cas-1')).accept('alv-1')
    expect(decided).toMatchObject({ text: 'We ask all States', closed: { 'cas-1': 'notRetained' } })
  })

  test('D4 amendments to a proposed paragraph stay open when the paragraph is accepted', () => {
    const lines = ledger('alv-1', 'bre-1')
    const paragraphs = [paragraph('new', '[ask|+alv-1][ kindly|+alv-1 +bre-1]', { proposal: 'alv-1' })]
    const decided = outcome(paragraphs, accept(paragraphs, lines, 'alv-1'))
    expect(decided.after).toEqual([paragraph('new', 'ask[ kindly|+bre-1]')])
    expect(decided.closed).toEqual({ 'alv-1': 'accepted' })
  })

  test('D4 accepting an amendment leaves the enclosing proposal open, with the amendment in it', () => {
    const decided = room('We [ask|+alv-1][ kindly|+alv-1 +bre-1][ all|+alv-1]', ledger('alv-1', 'bre-1')).accept('bre-1')
    expect(decided).toMatchObject({ text: 'We [ask kindly all|+alv-1]', closed: { 'bre-1': 'accepted' } })
    expect(Object.keys(decided.closed)).toEqual(['bre-1'])
  })

  test('D4 accepting one of two rival amendments closes the other, and not the proposal they amend', () => {
    const lines = ledger('alv-1', 'bre-1', 'cas-1')
    const decided = room('We [ask|+alv-1][ kindly|+alv-1 +bre-1][ firmly|+alv-1 +cas-1]', lines).accept('cas-1')
    expect(decided).toMatchObject({ text: 'We [ask firmly|+alv-1]', closed: { 'bre-1': 'notRetained', 'cas-1': 'accepted' } })
    expect(Object.keys(decided.closed).sort()).toEqual(['bre-1', 'cas-1'])
  })
})

describe('D5 reject', () => {
  test('D5 insertions go, deletions and reservations are lifted', () => {
    expect(room('We [urge|-alv-1][ask|+alv-1] [all|?alv-1]', ledger('alv-1')).reject('alv-1').text).toBe('We urge all')
  })

  test('D5 a proposed paragraph goes; an alternative leaves what it would have replaced; a move leaves the words where they were', () => {
    const alternative = [paragraph('p', 'old'), paragraph('alt', '[new|+alv-1]', { proposal: 'alv-1', alternativeTo: 'p' })]
    expect(outcome(alternative, reject(alternative, ledger('alv-1'), ['alv-1'])).after).toEqual([paragraph('p', 'old')])
    const move = [paragraph('p', '[old|-alv-1]'), paragraph('new', '[old|+alv-1]', { proposal: 'alv-1', movedFrom: 'p' })]
    expect(outcome(move, reject(move, ledger('alv-1'), ['alv-1'])).after).toEqual([paragraph('p', 'old')])
  })

  test('D5 what stood inside has fallen, and its words are named', () => {
    const decided = room('We [ask|+alv-1][ kindly|+alv-1 +bre-1][ all|+alv-1 -cas-1]', ledger('alv-1', 'bre-1', 'cas-1')).reject('alv-1')
    expect(decided).toMatchObject({
      text: 'We ',
      closed: { 'alv-1': 'rejected', 'bre-1': 'fallen', 'cas-1': 'fallen' },
      fallen: [{ proposal: 'bre-1', paragraph: 'p', words: ' kindly' }],
    })
  })

  test('D5 words that stood inside a rejected paragraph fall with it', () => {
    const paragraphs = [paragraph('p', 'a'), paragraph('new', '[b|+alv-1][c|+alv-1 +bre-1]', { proposal: 'alv-1' })]
    const decided = outcome(paragraphs, reject(paragraphs, ledger('alv-1', 'bre-1'), ['alv-1']))
    expect(decided.ids).toEqual(['p'])
    expect(decided.closed).toEqual({ 'alv-1': 'rejected', 'bre-1': 'fallen' })
    expect(decided.fallen).toEqual([{ proposal: 'bre-1', paragraph: 'new', words: 'c' }])
  })

  test('B10 a proposal that stands elsewhere too has not fallen, but the words it lost are named', () => {
    const paragraphs = [paragraph('p', 'a[b|+alv-1][c|+alv-1 +bre-1]'), paragraph('q', 'd[e|+bre-1]')]
    const decided = outcome(paragraphs, reject(paragraphs, ledger('alv-1', 'bre-1'), ['alv-1']))
    expect(decided.text).toBe('a / d[e|+bre-1]')
    expect(decided.closed).toEqual({ 'alv-1': 'rejected' })
    expect(decided.fallen).toEqual([{ proposal: 'bre-1', paragraph: 'p', words: 'c' }])
  })

  test('B10 words inside an accepted deletion of another’s insertion fall too', () => {
    const decided = room('We [ask|+alv-1 -bre-1][ kindly|+alv-1 -bre-1 +cas-1] all', ledger('alv-1', 'cas-1', 'bre-1')).accept('bre-1')
    expect(decided.text).toBe('We  all')
    expect(decided.closed['bre-1']).toBe('accepted')
    expect(decided.closed['alv-1']).not.toBe('accepted')
  })

  test('P6 a withdrawal does what a rejection does, under its own name', () => {
    const paragraphs = [paragraph('p', 'a[b|+alv-1]')]
    const decided = outcome(paragraphs, reject(paragraphs, ledger('alv-1'), ['alv-1'], 'withdrawn'))
    expect(decided).toMatchObject({ text: 'a', closed: { 'alv-1': 'withdrawn' } })
  })
})

describe('D6 keep the original', () => {
  test('D6 every proposal of the bracket is named, and no other', () => {
    const lines = ledger('alv-1', 'bre-1', 'cas-1')
    const subject = paragraph('p', '[urge|-alv-1][ask|+bre-1] all [here|-cas-1]')
    expect(proposalsOfBracket(subject, lines, 'bre-1')).toEqual(['alv-1', 'bre-1'])
    expect(proposalsOfBracket(subject, lines, 'cas-1')).toEqual(['cas-1'])
    expect(proposalsOfBracket(subject, lines, 'dov-1')).toEqual([])
    const kept = outcome([subject], reject([subject], lines, ['alv-1', 'bre-1']))
    expect(kept.text).toBe('urge all [here|-cas-1]')
  })
})
