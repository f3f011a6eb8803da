/**
 * Undo and redo: they take back and repeat one's own acts only. A proposal that has left the text is withdrawn (B10),
 * even where this screen has not heard so yet, and a closed proposal stays closed: words that come back are tabled anew
 * in the same breath.
 */
import type { EditorState } from '@tiptap/pm/state'
import { yUndoPluginKey } from '@tiptap/y-tiptap'
import * as Y from 'yjs'
import { proposalsOf } from '../../shared/brackets/bracket.ts'
import { proposalIn } from '../../shared/document/ledger.ts'
import { bodyOf, mapRuns, readParagraphs } from '../../shared/document/ydoc.ts'
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
      const stood = standingIn(manager.doc)
      manager[way]()
      manager[flag] = true
      tableAnew(manager.doc, author, stood)
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

/** Every proposal that has a mark or a paragraph in the text. */
function standingIn(doc: Y.Doc): ReadonlySet<string> {
  return new Set(readParagraphs(doc).flatMap(({ proposal, runs }) => [...(proposal === undefined ? [] : [proposal]), ...runs.flatMap(proposalsOf)]))
}

function tableAnew(doc: Y.Doc, author: Author, stood: ReadonlySet<string>): void {
  const fresh = new Map<string, string>()
  const openly = (id: string): string => {
    const known = proposalIn(doc, id)
    const isClosed = known !== undefined && known.state !== 'open'
    if (!isClosed && (stood.has(id) || !author.isMine(id))) return id
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
