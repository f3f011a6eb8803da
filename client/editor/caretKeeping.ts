/**
 * Keeps the caret with its words when others write. The sync plugin remembers it twice: as a place among the words,
 * which Yjs keeps exact, and as a number in a document that may be gone, from which it guesses (and throws when the
 * document has shrunk). Only the first is used; where its words are gone, the caret stays in its paragraph. Where the
 * page already shows a newer caret than the editor has heard of, the page is believed.
 */
import { Extension } from '@tiptap/core'
import { Plugin, TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state'
import type { EditorView } from '@tiptap/pm/view'
import { getRelativeSelection, relativePositionToAbsolutePosition, ySyncPluginKey, type ProsemirrorBinding } from '@tiptap/y-tiptap'
import type * as Y from 'yjs'
import { findParagraph } from './acts.ts'
import { bindingOf } from './binding.ts'
import { newerSelection } from './shownSelection.ts'
import { attribute } from './words.ts'

interface CaretStorage {
  view: EditorView | null
}

export const CaretKeeping = Extension.create<{ readonly doc: Y.Doc }, CaretStorage>({
  name: 'caretKeeping',
  priority: 9000,

  addStorage: () => ({ view: null }),

  addProseMirrorPlugins() {
    const { doc } = this.options
    const { storage } = this
    return [
      new Plugin({
        view(view) {
          storage.view = view
          const rememberShown = () => {
            const binding = bindingOf(view.state)
            const newer = binding && newerSelection(view)
            if (newer) binding.beforeTransactionSelection = getRelativeSelection(binding, view.state.apply(view.state.tr.setSelection(newer)))
          }
          const forgetNumbers = () => {
            const remembered = bindingOf(view.state)?.beforeTransactionSelection
            if (remembered) Object.assign(remembered, { absAnchor: null, absHead: null })
          }
          doc.on('beforeAllTransactions', rememberShown)
          doc.on('beforeObserverCalls', forgetNumbers)
          return {
            destroy() {
              storage.view = null
              doc.off('beforeAllTransactions', rememberShown)
              doc.off('beforeObserverCalls', forgetNumbers)
            },
          }
        },
        props: {
          handleDOMEvents: {
            // A key that does something at the caret means the caret the person sees.
            keydown(view) {
              const newer = newerSelection(view)
              if (newer) view.dispatch(view.state.tr.setSelection(newer))
              return false
            },
          },
        },
      }),
    ]
  },

  dispatchTransaction({ transaction, next }) {
    const { state } = this.editor
    if (isOthers(transaction)) {
      // What undo brings back has its own place for the caret.
      const kept = !isUndone(transaction) && keepCaret(transaction, bindingOf(state))
      if (!kept && !transaction.selectionSet) stayInParagraph(transaction, state)
    } else if (redraws(transaction) && this.storage.view) {
      // Presence and standing are drawn anew while people click.
      const newer = newerSelection(this.storage.view)
      if (newer) transaction.setSelection(newer)
    }
    next(transaction)
  },
})

/** Changes neither words nor caret. When the editor gets the focus back, its own caret is the newer one: the page still shows the old. */
function redraws(transaction: Transaction): boolean {
  return !transaction.docChanged && !transaction.selectionSet && !transaction.storedMarksSet && transaction.getMeta('focus') === undefined
}

function isOthers(transaction: Transaction): boolean {
  return transaction.docChanged && transaction.getMeta(ySyncPluginKey) !== undefined
}

function isUndone(transaction: Transaction): boolean {
  const news: unknown = transaction.getMeta(ySyncPluginKey)
  return typeof news === 'object' && news !== null && 'isUndoRedoOperation' in news && news.isUndoRedoOperation === true
}

/** False when the words the caret stood among are gone. */
function keepCaret(transaction: Transaction, binding: ProsemirrorBinding | null): boolean {
  const before = binding?.beforeTransactionSelection
  if (!binding || !before) return false
  const { doc } = transaction
  const place = (position: unknown): number | null => {
    const pos = relativePositionToAbsolutePosition(binding.doc, binding.type, position, binding.mapping)
    return pos !== null && pos <= doc.content.size && doc.resolve(pos).parent.isTextblock ? pos : null
  }
  const anchor = place(before.anchor)
  const head = place(before.head)
  if (anchor === null || head === null) return false
  transaction.setSelection(TextSelection.create(doc, anchor, head))
  return true
}

function stayInParagraph(transaction: Transaction, before: EditorState): void {
  const { $head } = before.selection
  if ($head.depth === 0 || transaction.doc.childCount === 0) return
  const same = findParagraph(transaction.doc, attribute($head.parent, 'id') ?? '')
  const pos = same ? same.pos + 1 + Math.min($head.parentOffset, same.node.content.size) : Math.min($head.before(1), transaction.doc.content.size)
  transaction.setSelection(TextSelection.near(transaction.doc.resolve(pos), -1))
}
