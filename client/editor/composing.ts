/**
 * Input methods (Chinese, Japanese, Korean, dead keys) write into the page themselves, and lose their place when the
 * page changes under them. So what a proposal needs is laid before they begin: a selection is struck first, and the
 * caret gets the marks its words will carry.
 */
import { TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state'
import type { Author } from './author.ts'
import { seatAt } from './writing.ts'

/** Puts the caret where composed words belong and promises them their marks. `state` has an empty selection. */
export function prepareCaret(state: EditorState, author: Author): Transaction | null {
  const { $head, empty } = state.selection
  if (!empty || $head.depth === 0 || author.isFrozen(String($head.parent.attrs['id']))) return null
  // Asked again for the same words, at the key and at the composition's beginning.
  if (state.storedMarks?.some((mark) => mark.type.name === 'insertion')) return null
  const seat = seatAt(state.doc, $head.pos, author)
  const italic = $head.marks().filter((mark) => mark.type.name === 'italic')
  const marks = [...seat.insertions.map((proposal) => state.schema.mark('insertion', { proposal })), ...italic]
  const { tr } = state
  if (seat.pos !== $head.pos) tr.setSelection(TextSelection.create(tr.doc, seat.pos))
  return tr.setStoredMarks(marks.reduce((set, mark) => mark.addToSet(set), state.schema.text('x').marks))
}
