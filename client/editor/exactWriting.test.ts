import { getSchema } from '@tiptap/core'
import { EditorState } from '@tiptap/pm/state'
import { initProseMirrorDoc, updateYFragment } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { bodyOf, paragraphElement, readParagraphs } from '../../shared/document/ydoc.ts'
import { plainRun, type Run } from '../../shared/document/text.ts'
import { changedStretch, writeWords } from './exactWriting.ts'
import { roomAuthor } from './roomAuthor.ts'
import { suggest } from './suggesting.ts'
import { textSchema } from './textSchema.ts'

const schema = getSchema(textSchema)
const base = (text: string) => plainRun(text)
const by = (proposal: string, text: string): Run => ({ ...plainRun(text), insertions: [proposal] })

/** Types `words` letter by letter before `before`, each letter written into Yjs as the editor does. */
function typed(runs: readonly Run[], before: string, words: string) {
  const doc = new Y.Doc()
  bodyOf(doc).insert(0, [paragraphElement({ id: 'a', kind: 'item', level: 1, runs: [...runs] })])
  // The author never sees the ledger: everything in it is hers.
  const author = roomAuthor(doc, 'ALV')
  const { doc: shown, mapping } = initProseMirrorDoc(bodyOf(doc), schema)
  const stood = new Y.Doc()
  Y.applyUpdate(stood, Y.encodeStateAsUpdate(doc))
  let state = EditorState.create({ schema, doc: shown })
  let caret = 1 + state.doc.textContent.indexOf(before)
  const rests: number[] = []
  for (const letter of words) {
    state = state.apply(suggest(state.tr.insertText(letter, caret), state, author).transaction)
    caret = state.selection.head
    writeWords(bodyOf(doc), [...state.doc.children])
    let rest = 0
    const count = () => rest++
    doc.on('update', count)
    updateYFragment(doc, bodyOf(doc), state.doc, { mapping, isOMark: new Map() })
    doc.off('update', count)
    rests.push(rest)
  }
  const [paragraph] = readParagraphs(doc)
  return { runs: paragraph?.runs.map(({ text, insertions }) => [text, insertions.length]), rests }
}

test('B2 words typed before a blank stay together, blanks and all', () => {
  const { runs, rests } = typed([base('Opening of the session')], ' of', ' and closing  of')
  expect(runs).toEqual([
    ['Opening', 0],
    [' and closing  of', 1],
    [' of the session', 0],
  ])
  expect(rests.every((rest) => rest === 0)).toBe(true)
})
test('words that begin or end like those around them are told apart by who inserted them', () => {
  expect(typed([base('cooperation')], 'operation', 'o-co').runs).toEqual([
    ['co', 0],
    ['o-co', 1],
    ['operation', 0],
  ])
})
test('what goes and what comes is one stretch between what stays', () => {
  expect(changedStretch([base('a b')], [base('a'), by('p', ' x'), base(' b')])).toEqual({ at: 1, removed: 0, added: [by('p', ' x')] })
  expect(changedStretch([base('a'), by('p', ' '), base(' b')], [base('a b')])).toEqual({ at: 1, removed: 1, added: [] })
  expect(changedStretch([base('a'), by('p', 'old'), base('b')], [base('a'), by('p', 'new'), base('b')])).toEqual({ at: 1, removed: 3, added: [by('p', 'new')] })
})
test('struck words are no change of letters', () => {
  expect(changedStretch([base('a b')], [{ ...base('a'), deletions: ['p'] }, base(' b')])).toBeNull()
})
test('no character is cut in two', () => {
  expect(changedStretch([by('p', '𝒜')], [by('p', '𝒝')])).toEqual({ at: 0, removed: 2, added: [by('p', '𝒝')] })
})
