/**
 * Undo and redo: they take back and repeat one's own acts only. Words whose proposal was withdrawn when they went
 * (B10) cannot come back under it, for a closed proposal stays closed: they are tabled anew in the same breath.
 */
import type { EditorState } from '@tiptap/pm/state'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { bodyOf, ledgerOf, mapRuns } from '../../shared/document/ydoc.ts'
import type { Author } from './author.ts'

/** The undo manager of an editor; null before it has one. */
export function undoManagerOf(state: EditorState): Y.UndoManager | null {
  const manager: unknown = yUndoPluginKey.getState(state)?.undoManager
  return manager instanceof Y.UndoManager ? manager : null
}

/** False when there is nothing to take back or to repeat. */
export function takeBack(manager: Y.UndoManager, author: Author, way: 'undo' | 'redo'): boolean {
  const stack = way === 'undo' ? manager.undoStack : manager.redoStack
  if (stack.length === 0) return false
  const flag = way === 'undo' ? 'undoing' : 'redoing'
  // One transaction, so that the closed proposal is never sent. The manager sorts what happened by these flags when
  // the transaction ends, which is after its own method has lowered them.
  try {
    manager.doc.transact(() => {
      manager[way]()
      manager[flag] = true
      tableAnew(manager.doc, author)
    }, manager)
  } finally {
    manager[flag] = false
  }
  return true
}

export function takeBackIn(state: EditorState, author: Author, way: 'undo' | 'redo'): boolean {
  const manager = undoManagerOf(state)
  return manager !== null && takeBack(manager, author, way)
}

function tableAnew(doc: Y.Doc, author: Author): void {
  const ledger = ledgerOf(doc)
  const fresh = new Map<string, string>()
  const openly = (id: string): string => {
    const known = ledger.get(id)
    if (known === undefined || known.state === 'open') return id
    const again = fresh.get(id) ?? author.newProposal()
    fresh.set(id, again)
    return again
  }
  for (const element of bodyOf(doc).toArray()) {
    if (!(element instanceof Y.XmlElement)) continue
    const proposal: unknown = element.getAttribute('proposal')
    if (typeof proposal === 'string' && openly(proposal) !== proposal) element.setAttribute('proposal', openly(proposal))
    mapRuns(element, (run) => ({
      ...run,
      insertions: run.insertions.map(openly),
      deletions: run.deletions.map(openly),
      reservations: run.reservations.map(openly),
    }))
  }
}
