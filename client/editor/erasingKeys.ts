/**
 * Backspace and Delete at a caret: which letters they mean. Struck words are passed over, a letter is what a reader
 * takes for one (a grapheme), and a paragraph's edge stops both (B5).
 */
import type { EditorState } from '@tiptap/pm/state'
import type { Author } from './author.ts'
import { letterAfter, letterBefore } from '../reading/letters.ts'
import { myDeletion } from './words.ts'

export interface Range {
  readonly from: number
  readonly to: number
}

/** The words that Backspace (`back`) or Delete takes at this caret; null at the paragraph's edge. */
export function lettersBeside(state: EditorState, author: Author, back: boolean): Range | null {
  const { $head } = state.selection
  if ($head.depth === 0) return null
  const paragraph = $head.parent
  const start = $head.start()
  let offset = $head.parentOffset
  for (;;) {
    const beside = back ? paragraph.childBefore(offset) : paragraph.childAfter(offset)
    if (!beside.node || myDeletion(beside.node, author) === undefined) break
    offset = back ? beside.offset : beside.offset + beside.node.nodeSize
  }
  const caret = $head.parentOffset
  const words = paragraph.textContent
  const letter = (back ? letterBefore(words, offset) : letterAfter(words, offset)).length
  if (letter === 0 && offset === caret) return null
  const end = back ? offset - letter : offset + letter
  return { from: start + Math.min(caret, end), to: start + Math.max(caret, end) }
}
