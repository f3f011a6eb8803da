/**
 * Puts the rules of suggesting.ts between every hand on the editor and its document. Acts that already are proposals
 * pass; so does what arrives from others and what undo takes back; everything else becomes a proposal or is refused.
 */
import { Extension, type Editor } from '@tiptap/core'
import type { Transaction } from '@tiptap/pm/state'
import { ySyncPluginKey } from '@tiptap/y-tiptap'
import type { Act, CannotReason } from './acts.ts'
import type { Author } from './author.ts'
import { bindingOf } from './binding.ts'
import { comesInParts, gently, suggest, type RefusedHere } from './suggesting.ts'
import { undoManagerOf } from './undoing.ts'
import { attribute } from './words.ts'

export interface SuggestingOptions {
  readonly author: Author
  /** Asked at every change: standing and stage may change while someone types. */
  readonly mayPropose: () => boolean
  readonly onRefused: (refused: RefusedHere) => void
}

/** Where the last words were written, to undo what belongs together. */
interface SuggestingStorage {
  paragraph: string | null
}

const alreadyProposed = 'alreadyProposed'

export const Suggesting = Extension.create<SuggestingOptions, SuggestingStorage>({
  name: 'suggesting',
  // Outermost: no other extension sees a change before it is a proposal.
  priority: 10_000,

  addStorage: () => ({ paragraph: null }),

  dispatchTransaction({ transaction, next }) {
    if (!transaction.docChanged || transaction.getMeta(ySyncPluginKey) !== undefined || transaction.getMeta(alreadyProposed) === true) {
      next(transaction)
      return
    }
    if (!this.options.mayPropose()) return
    const { $head } = this.editor.state.selection
    const paragraph = $head.depth === 0 ? null : attribute($head.parent, 'id')
    // Typing in another paragraph is another thing to undo, however soon it follows.
    if (paragraph !== this.storage.paragraph) undoManagerOf(this.editor.state)?.stopCapturing()
    this.storage.paragraph = paragraph
    const suggestion = suggest(transaction, this.editor.state, this.options.author)
    gently(suggestion.transaction, this.editor.state, (part: Transaction) => {
      next(part)
      return this.editor.state
    })
    for (const refused of suggestion.refused) this.options.onRefused(refused)
  },
})

/** Carries out an act of acts.ts, or says why not. The server hears of it as one update: a move is judged whole (B7). */
export function perform(editor: Editor, act: Act): CannotReason | null {
  if (!act.ok) return act.reason
  const dispatch = (part: Transaction) => {
    editor.view.dispatch(part.setMeta(alreadyProposed, true))
    return editor.state
  }
  const doc = bindingOf(editor.state)?.doc
  if (doc && comesInParts(act.transaction)) doc.transact(() => gently(act.transaction, editor.state, dispatch), ySyncPluginKey)
  else dispatch(act.transaction)
  return null
}
