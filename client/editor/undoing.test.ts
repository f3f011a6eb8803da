import { ySyncPluginKey } from '@tiptap/y-tiptap'
import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { writeLine } from '../../shared/document/ledger.ts'
import { attributesOf, bodyOf, paragraphElement, readParagraphs } from '../../shared/document/ydoc.ts'
import { plainRun, type Proposal } from '../../shared/document/text.ts'
import { roomAuthor } from './roomAuthor.ts'
import { takeBack } from './undoing.ts'

function room() {
  const doc = new Y.Doc()
  bodyOf(doc).insert(0, [paragraphElement({ id: 'p00001', kind: 'item', level: 1, runs: [plainRun('Prevention')] })])
  const manager = new Y.UndoManager(bodyOf(doc), { trackedOrigins: new Set([ySyncPluginKey]), captureTimeout: 0 })
  const author = roomAuthor(doc, 'ALV')
  const ledger = (id: string, state: Proposal['state']) =>
    writeLine(doc, { id, delegation: 'ALV', kind: 'insert', paragraph: 'p00001', order: 1, tabledAt: 0, state })
  const type = (at: number, words: string, insertion: string) =>
    doc.transact(() => {
      const element = bodyOf(doc).get(0)
      const text = element instanceof Y.XmlElement ? element.get(0) : null
      if (text instanceof Y.XmlText) text.insert(at, words, attributesOf({ ...plainRun(''), insertions: [insertion] }))
    }, ySyncPluginKey)
  const runs = () => readParagraphs(doc)[0]?.runs.map((run) => [run.text, ...run.insertions])
  return { doc, manager, author, ledger, type, runs }
}

test('B10 words undone and repeated after their proposal was withdrawn come back as a new proposal', () => {
  const { doc, manager, author, ledger, type, runs } = room()
  type(10, ' and more', 'mine01')
  ledger('mine01', 'open')
  expect(takeBack(manager, author, 'undo')).toBe(true)
  expect(runs()).toEqual([['Prevention']])
  ledger('mine01', 'withdrawn')
  const sent: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => sent.push(update))
  expect(takeBack(manager, author, 'redo')).toBe(true)
  const [, [words, proposal] = []] = runs() ?? []
  expect(words).toBe(' and more')
  expect(proposal).not.toBe('mine01')
  expect(sent).toHaveLength(1)
  expect([manager.undoStack.length, manager.redoStack.length]).toEqual([1, 0])
  expect(takeBack(manager, author, 'undo')).toBe(true)
  expect(runs()).toEqual([['Prevention']])
  expect(takeBack(manager, author, 'undo')).toBe(false)
})

test('words whose proposal still stands come back under it, and redo waits for undo', () => {
  const { manager, author, ledger, type, runs } = room()
  type(10, ' and', 'mine01')
  type(14, ' more', 'mine01')
  ledger('mine01', 'open')
  expect(takeBack(manager, author, 'redo')).toBe(false)
  takeBack(manager, author, 'undo')
  expect(runs()).toEqual([['Prevention'], [' and', 'mine01']])
  takeBack(manager, author, 'redo')
  expect(runs()).toEqual([['Prevention'], [' and more', 'mine01']])
})

test('B10 words that come back before this screen heard of the withdrawal do not wait for the news', () => {
  const { manager, author, ledger, type, runs } = room()
  type(10, ' and more', 'mine01')
  ledger('mine01', 'open')
  takeBack(manager, author, 'undo')
  takeBack(manager, author, 'redo')
  const [, [words, proposal] = []] = runs() ?? []
  expect(words).toBe(' and more')
  expect(proposal).not.toBe('mine01')
})
