/**
 * What is left of a pasted, dropped or typed slice: per block, words and italics. Ids, proposals, kinds and
 * everything a word processor adds stay outside (B1: only the author's own act makes a proposal).
 */
import { Fragment, Slice, type Node } from '@tiptap/pm/model'
import type { Wording } from './writing.ts'

/** The blocks of a slice that hold words; words outside any block are a block of their own. */
export function blocksOf(content: Fragment): Wording[][] {
  const blocks: Wording[][] = []
  let loose: Wording[] | null = null
  content.forEach((node) => {
    if (node.isText) {
      if (loose === null) blocks.push((loose = []))
      loose.push(wordingOf(node))
      return
    }
    loose = null
    if (node.isTextblock) blocks.push(node.children.filter((child) => child.isText).map(wordingOf))
    else blocks.push(...blocksOf(node.content))
  })
  return blocks.filter((block) => block.some(({ text }) => text !== ''))
}

function wordingOf(node: Node): Wording {
  return { text: cleaned(node.text ?? ''), italic: node.marks.some((mark) => mark.type.name === 'italic') }
}

/** Line breaks, tabs and object placeholders are not words of a paragraph; other control characters are nothing at all. */
function cleaned(text: string): string {
  return text.replace(/[\t\n\r\v\f\u2028\u2029]+/g, ' ').replace(/[\p{Cc}\ufffc]/gu, '')
}

/**
 * A slice from the clipboard reduced to what may be proposed: paragraphs without attributes, words with at most
 * italics, no blank paragraphs. Leading and trailing blanks that word processors put around a block go.
 */
export function reduced(slice: Slice): Slice {
  const first = slice.content.firstChild
  if (!first || first.isText) return new Slice(Fragment.from(blocksOf(slice.content).flatMap((words) => toText(first, words))), 0, 0)
  const { schema } = first.type
  const blocks = blocksOf(slice.content).map((words) => schema.node('paragraph', null, toText(first, words)))
  const inside = blocks.length > 0 ? 1 : 0
  return new Slice(Fragment.from(blocks), inside, inside)
}

function toText(sample: Node | null, words: readonly Wording[]): Node[] {
  if (!sample) return []
  const { schema } = sample.type
  return words.filter(({ text }) => text !== '').map(({ text, italic }) => schema.text(text, italic ? [schema.mark('italic')] : []))
}
