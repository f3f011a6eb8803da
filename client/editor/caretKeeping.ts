/**
 * Keeps the caret with its words when others write. The sync plugin remembers it twice: as a place among the words,
 * which Yjs keeps exact, and as a number in a document that may be gone, from which it guesses (and throws when the
 * document has shrunk). Only the first is used; where its words are gone, the caret stays in its paragraph.
 */
import { Extension } from '@tiptap/core'
import { Plugin, TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import { findParagraph } from './acts.ts'
import { attribute } from './words.ts'

export const CaretKeeping = Extension.create<{ readonly doc: Y.Doc }>({
  name: 'caretKeeping',
  priority: 9000,

  addProseMirrorPlugins() {
    const { doc } = this.options
    return [
      new Plugin({
        view(view) {
          const forget = () => forgetNumbers(ySyncPluginKey.getState(view.state))
          doc.on('beforeObserverCalls', forget)
          return { destroy: () => doc.off('beforeObserverCalls', forget) }
        },
      }),
    ]
  },

  dispatchTransaction({ transaction, next }) {
    const isOthers = transaction.getMeta(ySyncPluginKey) !== undefined && transaction.docChanged
    if (isOthers && !transaction.selectionSet) stayInParagraph(transaction, this.editor.state)
    next(transaction)
  },
})

/** What the sync plugin remembers is untyped; only the two numbers are touched, and only where they are. */
function forgetNumbers(syncState: unknown): void {
  if (typeof syncState !== 'object' || syncState === null || !('binding' in syncState)) return
  const { binding } = syncState
  if (typeof binding !== 'object' || binding === null || !('beforeTransactionSelection' in binding)) return
  const remembered = binding.beforeTransactionSelection
  if (typeof remembered === 'object' && remembered !== null) Object.assign(remembered, { absAnchor: null, absHead: null })
}

function stayInParagraph(transaction: Transaction, before: EditorState): void {
  const { $head } = before.selection
  if ($head.depth === 0 || transaction.doc.childCount === 0) return
  const same = findParagraph(transaction.doc, attribute($head.parent, 'id') ?? '')
  const pos = same ? same.pos + 1 + Math.min($head.parentOffset, same.node.content.size) : Math.min($head.before(1), transaction.doc.content.size)
  transaction.setSelection(TextSelection.near(transaction.doc.resolve(pos), -1))
}
