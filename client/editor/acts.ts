/**
 * What an author does beyond typing: proposing paragraphs, alternatives, moves and the deletion of a paragraph,
 * reserving a position, styling and placing her own words. Each act is a function from a state to the transaction
 * that does it, or to the reason why it cannot be done; the transaction already is a proposal.
 */
import type { Node } from '@tiptap/pm/model'
import { TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state'
import { isLevelOf, type ParagraphKind } from '../../shared/document/schema.ts'
import type { Author } from './author.ts'
import { erase } from './erasing.ts'
import { attribute, isMyParagraph, isOwn, proposalsOn } from './words.ts'
import { kindAfter, writeParagraph, type ParagraphSeat, type Wording } from './writing.ts'

export type CannotReason = 'agreed' | 'gone' | 'nothingSelected' | 'notMine' | 'nothingToDo'
export type Act = { readonly ok: true; readonly transaction: Transaction } | { readonly ok: false; readonly reason: CannotReason }

const cannot = (reason: CannotReason): Act => ({ ok: false, reason })
const done = (transaction: Transaction): Act => ({ ok: true, transaction: transaction.scrollIntoView() })

interface Found {
  readonly node: Node
  readonly pos: number
  readonly index: number
}

/** A paragraph by its id, in the present document. */
export function findParagraph(doc: Node, id: string): Found | null {
  let pos = 0
  for (const [index, node] of doc.children.entries()) {
    if (attribute(node, 'id') === id) return { node, pos, index }
    pos += node.nodeSize
  }
  return null
}

/** The paragraph the caret stands in; null in a text without paragraphs. */
export function paragraphAtCaret(state: EditorState): Found | null {
  const { $head } = state.selection
  if ($head.depth === 0) return null
  return { node: $head.parent, pos: $head.before(1), index: $head.index(0) }
}

/** B5: a new, empty paragraph right after `after` (null: before all others). The caret goes into it. */
export function proposeParagraph(state: EditorState, author: Author, after: string | null, place: ParagraphSeat): Act {
  const found = after === null ? null : findParagraph(state.doc, after)
  if (after !== null && !found) return cannot('gone')
  const { tr } = state
  const { start } = writeParagraph(tr, found ? found.pos + found.node.nodeSize : 0, place, [], author)
  return done(tr.setSelection(TextSelection.create(tr.doc, start)))
}

/** B5, the Enter key: a new paragraph of the same kind after this one and all that stands under it. */
export function proposeNext(state: EditorState, author: Author): Act {
  const here = paragraphAtCaret(state)
  if (!here) return cannot('gone')
  const last = lastUnder(state.doc, here)
  return proposeParagraph(state, author, String(last.attrs['id']), kindAfter(here.node))
}

const dependents: Readonly<Partial<Record<string, readonly string[]>>> = {
  item: ['annotation', 'document', 'note'],
  operative: ['subparagraph'],
}

/** An item with its annotations, documents and sub-items is one thing to a reader; so is a paragraph with its subparagraphs. */
function lastUnder(doc: Node, { node, index }: Found): Node {
  const kind = String(node.attrs['kind'])
  const level = Number(node.attrs['level'])
  let last = node
  for (const next of doc.children.slice(index + 1)) {
    const deeper = next.attrs['kind'] === kind && Number(next.attrs['level']) > level
    if (!deeper && !dependents[kind]?.includes(String(next.attrs['kind']))) break
    last = next
  }
  // What others have already tabled there keeps its label; mine comes after it (L3).
  if (isProposed(node)) return last
  for (const next of doc.children.slice(doc.children.indexOf(last) + 1)) {
    if (!isProposed(next) || next.attrs['kind'] !== kind || Number(next.attrs['level']) !== level) break
    last = next
  }
  return last
}

function isProposed(node: Node): boolean {
  return attribute(node, 'proposal') !== null
}

/** L4: other words for a paragraph, beside it. They start as a copy of its words, ready to be changed. */
export function proposeAlternative(state: EditorState, author: Author, id: string): Act {
  const found = findParagraph(state.doc, id)
  if (!found) return cannot('gone')
  if (author.isFrozen(id)) return cannot('agreed')
  const { tr } = state
  let end = found.pos + found.node.nodeSize
  for (const next of state.doc.children.slice(found.index + 1)) {
    if (attribute(next, 'alternativeTo') !== id) break
    end += next.nodeSize
  }
  const words = wordsOf(found.node)
  const { start } = writeParagraph(tr, end, { ...kindAfter(found.node), ...kindOf(found.node), alternativeTo: id }, words, author)
  const length = words.reduce((sum, { text }) => sum + text.length, 0)
  return done(tr.setSelection(TextSelection.create(tr.doc, start + length)))
}

/** B6. A paragraph I have proposed myself is taken back instead. */
export function proposeDeletion(state: EditorState, author: Author, id: string): Act {
  const found = findParagraph(state.doc, id)
  if (!found) return cannot('gone')
  if (author.isFrozen(id)) return cannot('agreed')
  const { tr } = state
  if (isMine(found.node, author)) return done(tr.delete(found.pos, found.pos + found.node.nodeSize))
  erase(tr, found.pos + 1, found.pos + 1 + found.node.content.size, author, { continuing: false, keepFirst: true })
  return tr.docChanged ? done(tr) : cannot('nothingToDo')
}

/**
 * B7: the paragraph's words struck here and proposed there, under one proposal. A paragraph I have proposed myself,
 * with nobody else's words in it, simply goes to its new place.
 */
export function proposeMove(state: EditorState, author: Author, id: string, after: string | null, place: ParagraphSeat): Act {
  const found = findParagraph(state.doc, id)
  const target = after === null ? null : findParagraph(state.doc, after)
  if (!found || (after !== null && !target)) return cannot('gone')
  if (author.isFrozen(id)) return cannot('agreed')
  if (after === id) return cannot('nothingToDo')
  const at = target ? target.pos + target.node.nodeSize : 0
  const { tr } = state
  if (isMine(found.node, author)) {
    tr.delete(found.pos, found.pos + found.node.nodeSize)
    const there = tr.mapping.map(at)
    // Under a new id: the server hears of the new paragraph and of the old one's going in one update (G3).
    const attributes = { ...found.node.attrs, id: author.newParagraph(), kind: place.kind, level: place.level }
    const moved = found.node.type.create(attributes, found.node.content)
    return done(tr.insert(there, moved).setSelection(TextSelection.create(tr.doc, there + 1)))
  }
  const words = baseWordsOf(found.node)
  if (words.length === 0) return cannot('nothingToDo')
  const proposal = author.newProposal()
  const deletion = tr.doc.type.schema.mark('deletion', { proposal })
  found.node.forEach((text, offset) => {
    if (proposalsOn(text, 'insertion').length > 0) return
    tr.addMark(found.pos + 1 + offset, found.pos + 1 + offset + text.nodeSize, deletion)
  })
  const { start } = writeParagraph(tr, at, { kind: place.kind, level: place.level, movedFrom: id }, words, author, proposal)
  return done(tr.setSelection(TextSelection.create(tr.doc, start)))
}

/** A reservation on the selected words, or on the whole paragraph when nothing is selected. */
export function reserve(state: EditorState, author: Author): Act {
  const here = paragraphAtCaret(state)
  if (!here) return cannot('gone')
  const { from, to } = state.selection.empty ? { from: here.pos + 1, to: here.pos + 1 + here.node.content.size } : state.selection
  const { tr } = state
  let frozen = false
  state.doc.forEach((paragraph, offset) => {
    const start = Math.max(from, offset + 1)
    const end = Math.min(to, offset + 1 + paragraph.content.size)
    if (start >= end) return
    if (author.isFrozen(String(paragraph.attrs['id']))) frozen = true
    else tr.addMark(start, end, state.schema.mark('reservation', { proposal: author.newProposal() }))
  })
  return tr.docChanged ? done(tr) : cannot(frozen ? 'agreed' : 'nothingSelected')
}

/** Another kind or level for a paragraph I have proposed. */
export function changePlace(state: EditorState, author: Author, id: string, kind: ParagraphKind, level: number): Act {
  const found = findParagraph(state.doc, id)
  if (!found) return cannot('gone')
  if (!isMine(found.node, author)) return cannot('notMine')
  if (!isLevelOf(kind, level)) return cannot('nothingToDo')
  return done(state.tr.setNodeMarkup(found.pos, null, { ...found.node.attrs, kind, level }))
}

/** An empty paragraph of my own, before the caret: gone, as Backspace at its start means. */
export function takeBackEmpty(state: EditorState, author: Author): Act {
  const here = paragraphAtCaret(state)
  if (!here || here.node.content.size > 0 || !isMyParagraph(here.node, author)) return cannot('nothingToDo')
  const tr = state.tr.delete(here.pos, here.pos + here.node.nodeSize)
  return done(tr.setSelection(TextSelection.near(tr.doc.resolve(Math.max(0, here.pos - 1)), -1)))
}

/** Mine, with nobody else's words in it: free to go or to be changed. */
function isMine(paragraph: Node, author: Author): boolean {
  return isMyParagraph(paragraph, author) && paragraph.children.every((text) => isOwn(text, author))
}

function kindOf(paragraph: Node): ParagraphSeat {
  const { kind, level } = kindAfter(paragraph)
  const own = attribute(paragraph, 'kind')
  // An alternative is what it would replace, a title as well.
  return own === 'title' || own === 'organ' ? { kind: own, level: 1 } : { kind, level }
}

function baseWordsOf(paragraph: Node): Wording[] {
  return paragraph.children.filter((text) => proposalsOn(text, 'insertion').length === 0).map(wording)
}

/** The words an alternative starts from: those of the text itself; of a proposed paragraph, all that are not struck. */
function wordsOf(paragraph: Node): Wording[] {
  if (!isProposed(paragraph)) return baseWordsOf(paragraph)
  return paragraph.children.filter((text) => proposalsOn(text, 'deletion').length === 0).map(wording)
}

function wording(text: Node): Wording {
  return { text: text.text ?? '', italic: text.marks.some((mark) => mark.type.name === 'italic') }
}
