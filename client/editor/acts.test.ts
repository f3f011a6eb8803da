import { getSchema } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { EditorState, TextSelection } from '@tiptap/pm/state'
import { expect, test } from 'vitest'
import { strip, sameParagraph } from '../../shared/brackets/projection.ts'
import { changePlace, proposeAlternative, proposeDeletion, proposeMove, proposeNext, proposeParagraph, reserve, takeBackEmpty, type Act } from './acts.ts'
import type { Author } from './author.ts'
import { paragraphsOf } from './editedText.ts'
import { lettersBeside } from './erasingKeys.ts'
import { textSchema } from './textSchema.ts'

const schema = getSchema(textSchema)

interface Given {
  readonly kind?: string
  readonly level?: number
  readonly proposal?: string
  /** Words with the proposal that inserted them, the rest is base. */
  readonly words: readonly (string | readonly [string, string])[]
}

function paragraph(id: string, { kind = 'item', level = 1, proposal, words }: Given): Node {
  const text = words.map((each) => (typeof each === 'string' ? schema.text(each) : schema.text(each[0], [schema.mark('insertion', { proposal: each[1] })])))
  return schema.node('paragraph', { id, kind, level, proposal: proposal ?? null }, text)
}

const plain = (id: string, text: string, given: Omit<Given, 'words'> = {}) => paragraph(id, { ...given, words: text === '' ? [] : [text] })

/** Author A: proposals whose id begins with `A` or `n`; `frozen` is agreed. */
function author(): Author {
  let proposals = 0
  let paragraphs = 0
  return {
    isMine: (id) => id.startsWith('A') || id.startsWith('n'),
    order: (id) => (id.startsWith('n') ? Number.POSITIVE_INFINITY : Number(id.slice(1))),
    mayReplace: () => true,
    isFrozen: (id) => id === 'frozen',
    newProposal: () => `n${++proposals}`,
    newParagraph: () => `new${++paragraphs}`,
  }
}

function at(paragraphs: readonly Node[], caret = 1): EditorState {
  const doc = schema.node('doc', null, paragraphs)
  return EditorState.create({ schema, doc, selection: TextSelection.create(doc, caret) })
}

/** The paragraphs after an act, as `id kind level <proposal> words`; what A proposes stripped, nothing else changed (G5). */
function after(state: EditorState, act: Act): string[] {
  if (!act.ok) return [act.reason]
  const { doc } = act.transaction
  const { isMine, order } = author()
  const [before, now] = [state.doc, doc].map((each) => strip(paragraphsOf(each), isMine, order))
  expect(now?.map((each) => each.id)).toEqual(before?.map((each) => each.id))
  for (const [index, each] of (now ?? []).entries()) expect(sameParagraph(each, before![index]!)).toBe(true)
  return paragraphsOf(doc).map(
    (each) =>
      `${each.id} ${each.kind}${each.level}${each.proposal ? ` <${each.proposal}>` : ''} ` +
      each.runs.map((run) => `${run.text}${run.insertions.map((id) => `+${id}`).join('')}${run.deletions.map((id) => `-${id}`).join('')}${run.reservations.map((id) => `?${id}`).join('')}`).join('·'),
  )
}

test('B5 Enter proposes a paragraph of the same kind after this one and all that stands under it', () => {
  const state = at([plain('a', 'one'), plain('n1', 'note', { kind: 'note' }), plain('b', 'sub', { level: 2 }), plain('c', 'two')])
  expect(after(state, proposeNext(state, author()))).toEqual(['a item1 one', 'n1 note1 note', 'b item2 sub', 'new1 item1 <n1> ', 'c item1 two'])
})
test('L3 what others tabled there keeps its label: mine comes after it', () => {
  const state = at([plain('a', 'one'), paragraph('x', { proposal: 'B1', words: [['theirs', 'B1']] }), plain('c', 'two')])
  expect(after(state, proposeNext(state, author()))).toEqual(['a item1 one', 'x item1 <B1> theirs+B1', 'new1 item1 <n1> ', 'c item1 two'])
})
test('B5 a paragraph is proposed right where it is asked for', () => {
  const state = at([plain('a', 'one'), plain('b', 'sub', { level: 2 })])
  expect(after(state, proposeParagraph(state, author(), 'a', { kind: 'item', level: 2 }))).toEqual(['a item1 one', 'new1 item2 <n1> ', 'b item2 sub'])
  expect(after(state, proposeParagraph(state, author(), 'gone', { kind: 'item', level: 2 }))).toEqual(['gone'])
})
test('L4 an alternative starts from the words of the text', () => {
  const state = at([paragraph('a', { words: ['one ', ['more', 'B1']] }), plain('b', 'two')])
  expect(after(state, proposeAlternative(state, author(), 'a'))).toEqual(['a item1 one ·more+B1', 'new1 item1 <n1> one +n1', 'b item1 two'])
})
test('B6 deleting a paragraph strikes all of it under one proposal', () => {
  const state = at([paragraph('a', { words: ['one ', ['more', 'B1']] }), plain('b', 'two')])
  expect(after(state, proposeDeletion(state, author(), 'a'))).toEqual(['a item1 one -n1·more+B1-n1', 'b item1 two'])
})
test('B3 deleting a paragraph I proposed takes it back', () => {
  const state = at([plain('b', 'two'), paragraph('a', { proposal: 'A1', words: [['mine', 'A1']] })])
  expect(after(state, proposeDeletion(state, author(), 'a'))).toEqual(['b item1 two'])
})
test('B7 a move is one proposal in two places', () => {
  const state = at([plain('a', 'one'), plain('b', 'two'), plain('c', 'three', { level: 2 })])
  expect(after(state, proposeMove(state, author(), 'a', 'b', { kind: 'item', level: 2 }))).toEqual([
    'a item1 one-n1',
    'b item1 two',
    'new1 item2 <n1> one+n1',
    'c item2 three',
  ])
})
test('B7 a paragraph of mine simply goes to its new place, under a new id', () => {
  const state = at([paragraph('a', { proposal: 'A1', words: [['mine', 'A1']] }), plain('b', 'two')])
  expect(after(state, proposeMove(state, author(), 'a', 'b', { kind: 'item', level: 2 }))).toEqual(['b item1 two', 'new1 item2 <A1> mine+A1'])
})
test('a reservation lies on the selected words, without the caret selecting any on the paragraph', () => {
  const state = at([plain('a', 'one two')])
  const selected = state.apply(state.tr.setSelection(TextSelection.create(state.doc, 5, 8)))
  expect(after(selected, reserve(selected, author()))).toEqual(['a item1 one ·two?n1'])
  expect(after(state, reserve(state, author()))).toEqual(['a item1 one two?n1'])
})
test('G4 nothing is proposed on an agreed paragraph', () => {
  const state = at([plain('frozen', 'one')])
  const acts = [proposeAlternative, proposeDeletion].map((act) => act(state, author(), 'frozen'))
  expect([...acts, reserve(state, author()), proposeMove(state, author(), 'frozen', null, { kind: 'item', level: 1 })]).toEqual(
    Array.from({ length: 4 }, () => ({ ok: false, reason: 'agreed' })),
  )
})
test('G5 kind and level change only in paragraphs of mine without others’ words', () => {
  const mine = at([plain('b', 'two'), paragraph('a', { proposal: 'A1', words: [['mine', 'A1']] })])
  expect(after(mine, changePlace(mine, author(), 'a', 'item', 2))).toEqual(['b item1 two', 'a item2 <A1> mine+A1'])
  expect(after(mine, changePlace(mine, author(), 'b', 'item', 2))).toEqual(['notMine'])
  const shared = at([paragraph('a', { proposal: 'A1', words: [['mine', 'A1'], ['theirs', 'B2']] })])
  expect(after(shared, changePlace(shared, author(), 'a', 'item', 2))).toEqual(['notMine'])
})
test('B3 Backspace in an empty paragraph of mine takes it back', () => {
  const state = at([plain('a', 'one'), plain('b', '', { proposal: 'A1' })], 6)
  expect(after(state, takeBackEmpty(state, author()))).toEqual(['a item1 one'])
})
test('B3 Backspace passes over words already struck and takes one whole letter', () => {
  const struck = schema.text('two', [schema.mark('deletion', { proposal: 'A1' })])
  const state = at([schema.node('paragraph', { id: 'a', kind: 'item', level: 1 }, [schema.text('one👩‍👩‍👧'), struck])], 15)
  expect(lettersBeside(state, author(), true)).toEqual({ from: 4, to: 15 })
  const start = at([plain('a', 'one')])
  expect(lettersBeside(start, author(), true)).toBeNull()
})
