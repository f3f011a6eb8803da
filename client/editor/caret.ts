/**
 * Keeps my caret on its letter when others' words arrive. y-tiptap knows where that letter went, but distrusts its
 * own answer whenever the paragraph's words have changed and falls back to a plain offset, which every remote
 * keystroke before the caret makes wrong. Here its first answer is believed as long as it is in a paragraph.
 */
import { Extension } from '@tiptap/core'
import { TextSelection, type Transaction } from '@tiptap/pm/state'
import { relativePositionToAbsolutePosition, ySyncPluginKey, type ProsemirrorBinding } from '@tiptap/y-tiptap'

export const Caret = Extension.create({
  name: 'caret',
  priority: 9_000,
  dispatchTransaction({ transaction, next }) {
    const news = transaction.getMeta(ySyncPluginKey) as { isChangeOrigin?: boolean; isUndoRedoOperation?: boolean } | undefined
    const sync = ySyncPluginKey.getState(this.editor.state) as { binding?: ProsemirrorBinding } | undefined
    // What undo brings back has its own place for the caret.
    if (news?.isChangeOrigin === true && news.isUndoRedoOperation !== true && sync?.binding) keepCaret(transaction, sync.binding)
    next(transaction)
  },
})

function keepCaret(transaction: Transaction, binding: ProsemirrorBinding): void {
  const before = binding.beforeTransactionSelection
  if (!before) return
  const place = (position: unknown): number | null => relativePositionToAbsolutePosition(binding.doc, binding.type, position, binding.mapping)
  const anchor = place(before.anchor)
  const head = place(before.head)
  const { doc } = transaction
  if (anchor === null || head === null || Math.max(anchor, head) > doc.content.size) return
  if (!doc.resolve(anchor).parent.isTextblock || !doc.resolve(head).parent.isTextblock) return
  transaction.setSelection(TextSelection.create(doc, anchor, head))
}
