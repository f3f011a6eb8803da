/**
 * Backspace and Delete at a caret: which letters they mean. Struck words are passed over, a letter is what a reader
 * takes for one (a grapheme), and a paragraph's edge stops both (B5).
 */
import type { EditorState } from '@tiptap/pm/state'
import type { Author } from './author.ts'
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
  const letter = back ? letterBefore(words, offset) : letterAfter(words, offset)
  if (letter === 0 && offset === caret) return null
  const end = back ? offset - letter : offset + letter
  return { from: start + Math.min(caret, end), to: start + Math.max(caret, end) }
}

/** Long enough for any grapheme; segmenting a whole paragraph at every key would be slow. */
const reach = 64

function letterBefore(words: string, offset: number): number {
  const near = words.slice(Math.max(0, offset - reach), offset)
  return [...letters.segment(near)].at(-1)?.segment.length ?? 0
}

function letterAfter(words: string, offset: number): number {
  const near = words.slice(offset, offset + reach)
  for (const { segment } of letters.segment(near)) return segment.length
  return 0
}

const letters = new Intl.Segmenter(undefined, { granularity: 'grapheme' })
