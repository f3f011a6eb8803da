import { getSchema } from '@tiptap/core'
import { EditorState } from '@tiptap/pm/state'
import { initProseMirrorDoc, updateYFragment } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { bodyOf, paragraphElement } from '../../shared/document/ydoc.ts'
import { plainRun, type Run } from '../../shared/document/text.ts'
import { proposeMove } from './acts.ts'
import { roomAuthor } from './roomAuthor.ts'
import { gently } from './suggesting.ts'
import { textSchema } from './textSchema.ts'

const schema = getSchema(textSchema)

/** A text of short items as Yjs holds it; those named in `mine` are my own unrecorded proposals. */
function textOf(ids: readonly string[], mine: readonly string[] = []) {
  const doc = new Y.Doc()
  const author = roomAuthor(doc, 'ALV')
  const run = (id: string): Run => ({ ...plainRun(`words of ${id}`), insertions: mine.includes(id) ? [`by-${id}`] : [] })
  const paragraph = (id: string) => ({ id, kind: 'item' as const, level: 1, runs: [run(id)], ...(mine.includes(id) && { proposal: `by-${id}` }) })
  bodyOf(doc).insert(0, ids.map((id) => paragraphElement(paragraph(id))))
  const elements = new Map(bodyOf(doc).toArray().map((element, index) => [element, ids[index]]))
  const { doc: shown, mapping } = initProseMirrorDoc(bodyOf(doc), schema)
  return {
    /** Moves as the editor does, and names what Yjs holds then: every element that stood there before by its old id. */
    move(id: string, after: string | null): (string | undefined)[] {
      let state = EditorState.create({ schema, doc: shown })
      const act = proposeMove(state, author, id, after, { kind: 'item', level: 1 })
      if (!act.ok) throw new Error(act.reason)
      gently(act.transaction, state, (part) => {
        state = state.apply(part)
        updateYFragment(doc, bodyOf(doc), state.doc, { mapping, isOMark: new Map() })
        return state
      })
      return bodyOf(doc).toArray().map((element) => {
        const stood = elements.get(element)
        if (stood === undefined) return 'new'
        return element instanceof Y.XmlElement && element.getAttribute('id') === stood ? stood : `${stood} turned into another`
      })
    },
  }
}

const items = ['a', 'b', 'c', 'd', 'e']

test('B7 wherever a paragraph moves, no other paragraph is taken for it', () => {
  expect(textOf(items).move('c', 'b')).toEqual(['a', 'b', 'new', 'c', 'd', 'e'])
  expect(textOf(items).move('d', null)).toEqual(['new', 'a', 'b', 'c', 'd', 'e'])
  expect(textOf(items).move('b', 'd')).toEqual(['a', 'b', 'c', 'd', 'new', 'e'])
  expect(textOf(items).move('a', 'e')).toEqual(['a', 'b', 'c', 'd', 'e', 'new'])
})

test('B7 nor when a paragraph of mine goes elsewhere', () => {
  expect(textOf(items, ['b']).move('b', 'd')).toEqual(['a', 'c', 'd', 'new', 'e'])
  expect(textOf(items, ['d']).move('d', null)).toEqual(['new', 'a', 'b', 'c', 'e'])
})
