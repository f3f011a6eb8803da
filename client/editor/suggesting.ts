/**
 * The heart of the editor: turns any change a person makes (typing, deleting, replacing, pasting, cutting, dragging,
 * an input method's or a spell-checker's rewrite) into proposals of her delegation (B1 to B5). It reads what a
 * transaction wanted and writes another one; it knows no screen, no network and no clock.
 */
import type { Node } from '@tiptap/pm/model'
import { TextSelection, type EditorState, type Transaction } from '@tiptap/pm/state'
import { AddMarkStep, Mapping, RemoveMarkStep, ReplaceStep, type Step } from '@tiptap/pm/transform'
import { limits } from '../../shared/document/schema.ts'
import type { Author } from './author.ts'
import { erase } from './erasing.ts'
import { blocksOf } from './slices.ts'
import { isOwn } from './words.ts'
import { kindAfter, lengthOf, write, writeParagraph, type Placement, type Wording } from './writing.ts'

/** Words that could not be placed, so that they can be kept. `words` is empty when nothing was to be added. */
export interface RefusedHere {
  readonly reason: 'agreed' | 'tooLong'
  readonly paragraph: string
  readonly words: string
}

export interface Suggestion {
  /** Applies to the same state; its text keeps G5: without my proposals it says what it said before. */
  readonly transaction: Transaction
  readonly refused: readonly RefusedHere[]
}

/**
 * What `wanted` means as proposals of `author`. `state` is the state `wanted` was made for. Refused as a whole, with
 * nothing changed, when a paragraph or the text would outgrow G3's bounds.
 */
export function suggest(wanted: Transaction, state: EditorState, author: Author): Suggestion {
  const draft: Draft = { tr: state.tr, author, refused: [], struck: [], caret: null }
  for (const [index, step] of wanted.steps.entries()) {
    if (step instanceof ReplaceStep) replace(draft, step, placeOf(wanted, index, draft), state, wanted)
    else if (step instanceof AddMarkStep || step instanceof RemoveMarkStep) restyle(draft, step, placeOf(wanted, index, draft))
    // Other steps change structure or attributes: nobody does that by editing (B5).
  }
  if (outgrown(draft)) {
    return { transaction: state.tr, refused: draft.refused.filter(({ reason }) => reason === 'tooLong') }
  }
  if (draft.caret !== null) draft.tr.setSelection(TextSelection.near(draft.tr.doc.resolve(draft.caret), -1))
  carryMeta(wanted, draft.tr)
  return { transaction: draft.tr, refused: draft.refused }
}

interface Draft {
  readonly tr: Transaction
  readonly author: Author
  readonly refused: RefusedHere[]
  /** Deletions laid so far: words that come later in the same act (a drag) stand under the first of them. */
  readonly struck: string[]
  caret: number | null
}

/** From positions in the document before step `index` of `wanted` to positions in the draft. */
function placeOf(wanted: Transaction, index: number, draft: Draft): (pos: number, assoc: number) => number {
  const back = new Mapping(wanted.mapping.maps.slice(0, index).map((map) => map.invert()).reverse())
  return (pos, assoc) => draft.tr.mapping.map(back.map(pos, assoc), assoc)
}

function replace(draft: Draft, step: ReplaceStep, place: (pos: number, assoc: number) => number, state: EditorState, wanted: Transaction): void {
  const { tr, author } = draft
  const from = place(step.from, 1)
  const to = Math.max(from, place(step.to, -1))
  const blocks = blocksOf(step.slice.content)
  const atCaret = state.selection.empty && wanted.steps.length === 1 && blocks.length === 0
  const before = tr.steps.length
  const erased = erase(tr, from, to, author, { continuing: atCaret, keepFirst: blocks.length > 0 })
  draft.struck.push(...erased.struck)
  const moved = tr.mapping.slice(before)
  for (const paragraph of erased.frozen) draft.refused.push({ reason: 'agreed', paragraph, words: '' })
  const at = to > from ? endInFirst(tr, moved.map(from, -1), moved.map(to, -1)) : from
  if (blocks.length > 0) {
    const replaces = erased.struck.length > 0 || wanted.steps.length > 1 ? draft.struck[0] : undefined
    writeBlocks(draft, at, blocks, { replaces, continues: erased.removed[0], promised: promisedBy(state, author) })
  } else if (to > from) {
    draft.caret = state.selection.empty ? moved.map(beyond(state, from, to)) : at
  }
}

/** A caret passes over the words it strikes, so that pressing the same key again goes on. */
function beyond(state: EditorState, from: number, to: number): number {
  return state.selection.from <= from ? to : from
}

/** Where words that replace a range go: at its end, or at the end of its first paragraph when it spans several. */
function endInFirst(tr: Transaction, from: number, to: number): number {
  const $from = tr.doc.resolve(from)
  return $from.depth === 0 ? from : Math.max(from, Math.min(to, $from.end()))
}

/** The first block goes to the place itself, every further one becomes a proposed paragraph after it (B5). */
function writeBlocks(draft: Draft, pos: number, blocks: readonly Wording[][], placement: Placement): void {
  const { tr, author } = draft
  const $pos = tr.doc.resolve(pos)
  const inParagraph = $pos.depth > 0
  const index = inParagraph ? $pos.index(0) : Math.max(0, $pos.index(0) - 1)
  const neighbour = tr.doc.maybeChild(index)
  if (!neighbour) return
  const [first, ...more] = inParagraph ? blocks : [[], ...blocks]
  if (first && first.length > 0) {
    const written = write(tr, pos, first, author, placement)
    if (written.ok) draft.caret = written.end
    else {
      const words = blocks.map((block) => block.map(({ text }) => text).join('')).join('\n')
      draft.refused.push({ reason: written.reason, paragraph: String(neighbour.attrs['id']), words })
      return
    }
  }
  const place = kindAfter(neighbour)
  let after = endOf(tr.doc, index)
  for (const block of more) {
    if (lengthOf(block) > limits.paragraphCharacters) {
      draft.refused.push({ reason: 'tooLong', paragraph: String(neighbour.attrs['id']), words: block.map(({ text }) => text).join('') })
      continue
    }
    const { start } = writeParagraph(tr, after, place, block, author)
    draft.caret = start + lengthOf(block)
    after = draft.caret + 1
  }
}

function endOf(doc: Node, index: number): number {
  let end = 0
  for (let each = 0; each <= index; each++) end += doc.child(each).nodeSize
  return end
}

/** An input method may have begun writing under an id that the caret was given (see composition.ts). */
function promisedBy(state: EditorState, author: Author): string | undefined {
  return state.storedMarks
    ?.filter((mark) => mark.type.name === 'insertion')
    .map((mark) => String(mark.attrs['proposal']))
    .findLast((id) => author.isMine(id))
}

/** Italics are the author's own business in her own words; other words are not restyled by anybody. */
function restyle(draft: Draft, step: AddMarkStep | RemoveMarkStep, place: (pos: number, assoc: number) => number): void {
  if (step.mark.type.name !== 'italic') return
  const from = place(step.from, 1)
  const to = place(step.to, -1)
  const { tr, author } = draft
  tr.doc.nodesBetween(from, to, (text, pos, paragraph) => {
    if (!text.isText || !isOwn(text, author) || author.isFrozen(String(paragraph?.attrs['id']))) return
    const start = Math.max(from, pos)
    const end = Math.min(to, pos + text.nodeSize)
    if (step instanceof AddMarkStep) tr.addMark(start, end, step.mark)
    else tr.removeMark(start, end, step.mark)
  })
}

/** G3 for what was pasted: too much at once changes nothing at all. */
function outgrown(draft: Draft): boolean {
  if (draft.refused.some(({ reason }) => reason === 'tooLong')) return true
  if (draft.tr.doc.childCount <= limits.paragraphs) return false
  draft.refused.push({ reason: 'tooLong', paragraph: '', words: '' })
  return true
}

const carried = ['composition', 'uiEvent', 'paste', 'addToHistory', 'focus', 'blur', 'pointer', 'preventUpdate'] as const

function carryMeta(from: Transaction, to: Transaction): void {
  for (const key of carried) {
    const value: unknown = from.getMeta(key)
    if (value !== undefined) to.setMeta(key, value)
  }
  if (from.scrolledIntoView) to.scrollIntoView()
}

/** Whether `gently` makes more than one transaction of this one. */
export function comesInParts(transaction: Transaction): boolean {
  return groupsOf(transaction.steps, transaction.docs).length > 1
}

/**
 * The same change as several transactions, at most one stretch of words written or taken away per paragraph in each,
 * and paragraphs coming or going by themselves. y-tiptap compares a text before and after: two far-apart changes in one
 * go would re-type all words between, and a paragraph that changes beside a new one would be taken for it.
 */
export function gently(transaction: Transaction, state: EditorState, dispatch: (transaction: Transaction) => EditorState): void {
  const groups = groupsOf(transaction.steps, transaction.docs)
  if (groups.length < 2) {
    dispatch(transaction)
    return
  }
  let now = state
  for (const group of groups.slice(0, -1)) {
    const part = now.tr
    for (const step of group) part.step(step)
    now = dispatch(part)
  }
  const last = now.tr
  for (const step of groups.at(-1) ?? []) last.step(step)
  const { anchor, head } = transaction.selection
  last.setSelection(TextSelection.between(last.doc.resolve(anchor), last.doc.resolve(head)))
  carryMeta(transaction, last)
  dispatch(last)
}

function groupsOf(steps: readonly Step[], docs: readonly Node[]): Step[][] {
  const groups: Step[][] = []
  let group: Step[] = []
  /** Where each paragraph was touched in this group, in the document before the next step. */
  let touched = new Map<string, { from: number; to: number }>()
  /** Where the paragraphs that came or went in this group end; null in a group about words. */
  let seam: number | null = null
  for (const [index, step] of steps.entries()) {
    const map = step.getMap()
    const paragraph = step instanceof ReplaceStep ? paragraphAt(docs[index], step.from) : null
    const ofParagraphs = step instanceof ReplaceStep && paragraph === null
    const before = paragraph === null ? undefined : touched.get(paragraph)
    const apart = step instanceof ReplaceStep && before !== undefined && (step.to < before.from || step.from > before.to)
    const another = group.length > 0 && (ofParagraphs ? seam !== step.from : seam !== null)
    if (apart || another) {
      groups.push(group)
      group = []
      touched = new Map()
      seam = null
    }
    if (step instanceof ReplaceStep && paragraph !== null) {
      const reach = touched.get(paragraph) ?? step
      touched.set(paragraph, { from: Math.min(step.from, reach.from), to: Math.max(step.to, reach.to) })
    }
    if (ofParagraphs) seam = step.from + step.slice.size
    touched = new Map([...touched].map(([id, { from, to }]) => [id, { from: map.map(from, -1), to: map.map(to, 1) }]))
    group.push(step)
  }
  if (group.length > 0) groups.push(group)
  return groups
}

function paragraphAt(doc: Node | undefined, pos: number): string | null {
  const $pos = doc?.resolve(pos)
  return $pos && $pos.depth > 0 ? String($pos.parent.attrs['id']) : null
}
