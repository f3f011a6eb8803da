/**
 * Taking words away (B3, B6): what my delegation has inserted really goes, everything else gets my deletion on
 * top. It works on a transaction under construction and never joins paragraphs (B5).
 */
import type { Node } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import type { Author } from './author.ts'
import { isMyParagraph, isOwn, myDeletion, writtenBy } from './words.ts'

export interface Erasure {
  /** Deletions laid, one per paragraph, in text order. */
  readonly struck: readonly string[]
  /** Proposals of mine whose words were really removed from paragraphs that stay, in text order. */
  readonly removed: readonly string[]
  /** Agreed paragraphs (G4) that the range touched and that stay as they are. */
  readonly frozen: readonly string[]
}

export interface ErasingManner {
  /** Word by word at a caret: an adjacent deletion of mine goes on instead of a new one beginning. */
  readonly continuing: boolean
  /** Words will be put in the first paragraph of the range, so it stays even when emptied. */
  readonly keepFirst: boolean
}

interface Portion {
  readonly paragraph: Node
  readonly start: number
  readonly from: number
  readonly to: number
  readonly passesThrough: boolean
}

/** Erases `from` to `to` of `tr.doc`. Positions after it must be mapped through the steps it added. */
export function erase(tr: Transaction, from: number, to: number, author: Author, manner: ErasingManner): Erasure {
  const portions = portionsOf(tr.doc, from, to)
  const struck: string[] = []
  const removed: string[] = []
  const frozen: string[] = []
  // Backwards, so that what goes does not shift what is still to come.
  for (const [index, portion] of [...portions.entries()].reverse()) {
    const id = String(portion.paragraph.attrs['id'])
    if (author.isFrozen(id)) {
      if (portion.to > portion.from) frozen.unshift(id)
      continue
    }
    if (goesWhole(portion, author) && !(manner.keepFirst && index === 0)) {
      tr.delete(portion.start - 1, portion.start - 1 + portion.paragraph.nodeSize)
      continue
    }
    removed.unshift(...ownIn(portion, author))
    const deletion = erasePortion(tr, portion, author, manner)
    if (deletion !== null) struck.unshift(deletion)
  }
  return { struck, removed, frozen }
}

function portionsOf(doc: Node, from: number, to: number): Portion[] {
  const portions: Portion[] = []
  doc.forEach((paragraph, offset) => {
    const start = offset + 1
    const end = start + paragraph.content.size
    if (end < from || start > to) return
    portions.push({
      paragraph,
      start,
      from: Math.max(from, start),
      to: Math.min(to, end),
      passesThrough: from < start || to > end,
    })
  })
  return portions
}

/** My own proposed paragraph, taken from end to end by a selection that goes beyond it, with nobody else's words in it. */
function goesWhole({ paragraph, start, from, to, passesThrough }: Portion, author: Author): boolean {
  const whole = from === start && to === start + paragraph.content.size
  return passesThrough && whole && isMyParagraph(paragraph, author) && paragraph.children.every((text) => isOwn(text, author))
}

function ownIn({ paragraph, start, from, to }: Portion, author: Author): string[] {
  const own: string[] = []
  paragraph.forEach((text, offset) => {
    const by = start + offset < to && start + offset + text.nodeSize > from ? writtenBy(text, author) : undefined
    if (by !== undefined && author.isMine(by)) own.push(by)
  })
  return own
}

function erasePortion(tr: Transaction, portion: Portion, author: Author, manner: ErasingManner): string | null {
  const { paragraph, start, from, to } = portion
  const gone: { from: number; to: number }[] = []
  const marked: { from: number; to: number }[] = []
  paragraph.forEach((text, offset) => {
    const piece = { from: Math.max(from, start + offset), to: Math.min(to, start + offset + text.nodeSize) }
    if (piece.from >= piece.to) return
    if (isOwn(text, author)) gone.push(piece)
    else if (myDeletion(text, author) === undefined) marked.push(piece)
  })
  let deletion: string | null = null
  if (marked.length > 0) {
    deletion = (manner.continuing ? touchingDeletion(portion, author) : undefined) ?? author.newProposal()
    const mark = tr.doc.type.schema.mark('deletion', { proposal: deletion })
    for (const piece of marked) tr.addMark(piece.from, piece.to, mark)
  }
  for (const piece of gone.reverse()) tr.delete(piece.from, piece.to)
  return deletion
}

/** A deletion of mine inside the portion or directly at one of its edges. */
function touchingDeletion({ paragraph, start, from, to }: Portion, author: Author): string | undefined {
  let found: string | undefined
  paragraph.forEach((text, offset) => {
    const touches = start + offset <= to && start + offset + text.nodeSize >= from
    const deletion = touches ? myDeletion(text, author) : undefined
    if (deletion !== undefined && author.mayReplace(deletion)) found = deletion
  })
  return found
}
