/**
 * Putting words into a text (B2, B4, B5): under which proposal they stand, inside which insertions, and where
 * exactly. It works on a transaction under construction; what it cannot place it hands back as a refusal.
 */
import { Fragment, type Mark, type Node, type ResolvedPos } from '@tiptap/pm/model'
import type { Transaction } from '@tiptap/pm/state'
import { isLevelOf, isParagraphKind, limits, type ParagraphKind } from '../../shared/document/schema.ts'
import type { Author } from './author.ts'
import { attribute, isMyParagraph, isOwn, latest, myDeletion, proposalsOn, writtenBy } from './words.ts'

/** Words on their way into the text: letters and italics, nothing else. */
export interface Wording {
  readonly text: string
  readonly italic: boolean
}

export interface Placement {
  /** Stand under this proposal: the deletion these words replace (B4). */
  readonly replaces?: string | undefined
  /** Go on with this proposal: my own words, just taken away, that these words stand for (B2). */
  readonly continues?: string | undefined
  /** An id already promised to these words, for input methods that began writing under it. */
  readonly promised?: string | undefined
}

export type Written = { readonly ok: true; readonly end: number; readonly proposal: string } | { readonly ok: false; readonly reason: 'agreed' | 'tooLong' }

export function lengthOf(words: readonly Wording[]): number {
  return words.reduce((sum, { text }) => sum + text.length, 0)
}

/** Puts words at `pos` inside a paragraph of `tr.doc`. Nothing is written when they are refused. */
export function write(tr: Transaction, pos: number, words: readonly Wording[], author: Author, placement: Placement = {}): Written {
  const paragraph = tr.doc.resolve(pos).parent
  if (author.isFrozen(String(paragraph.attrs['id']))) return { ok: false, reason: 'agreed' }
  if (paragraph.content.size + lengthOf(words) > limits.paragraphCharacters) return { ok: false, reason: 'tooLong' }
  const seat = seatAt(tr.doc, pos, author, placement)
  const schema = tr.doc.type.schema
  const marks = seat.insertions.map((proposal) => schema.mark('insertion', { proposal }))
  tr.insert(seat.pos, inline(tr.doc, words, marks))
  return { ok: true, end: seat.pos + lengthOf(words), proposal: seat.proposal }
}

export interface Seat {
  readonly pos: number
  /** Mine, and the innermost of `insertions`. */
  readonly proposal: string
  readonly insertions: readonly string[]
}

/** Where words meant for `pos` go, and the insertions they carry there. Changes nothing. */
export function seatAt(doc: Node, pos: number, author: Author, placement: Placement = {}): Seat {
  if (placement.replaces !== undefined) {
    const place = afterRivals(doc, pos, author)
    return seat(doc.resolve(place), placement.replaces, author)
  }
  const $pos = doc.resolve(pos)
  const going = placement.continues ?? continued($pos, author)
  if (going !== undefined) return seat($pos, going, author)
  const replaced = replacedBeside($pos, author)
  if (replaced !== null) return seat(doc.resolve(afterRivals(doc, replaced.end, author)), replaced.deletion, author)
  return seat($pos, placement.promised ?? author.newProposal(), author)
}

function seat($pos: ResolvedPos, proposal: string, author: Author): Seat {
  const around = enclosing($pos)
  // Tabled before what encloses these words, it could not be their innermost: then they are a proposal of their own.
  const fits = around.every((id) => author.order(id) <= author.order(proposal))
  const own = fits ? proposal : author.newProposal()
  return { pos: $pos.pos, proposal: own, insertions: around.includes(own) ? around : [...around, own] }
}

/** The insertions that truly enclose a place: those on both sides of it (G5.1). */
function enclosing($pos: ResolvedPos): string[] {
  const after = proposalsOn($pos.nodeAfter, 'insertion')
  return proposalsOn($pos.nodeBefore, 'insertion').filter((id) => after.includes(id))
}

/** B2: my own open insertion in which, or at the edge of which, the place lies. */
function continued($pos: ResolvedPos, author: Author): string | undefined {
  for (const side of [$pos.nodeBefore, $pos.nodeAfter]) {
    if (isOwn(side, author)) return writtenBy(side, author)
  }
  const atEdge = !$pos.nodeBefore || !$pos.nodeAfter
  if (!atEdge || !isMyParagraph($pos.parent, author)) return undefined
  return attribute($pos.parent, 'proposal') ?? undefined
}

/** B4: a deletion of mine at the place that has no new words yet, and where the struck words end. */
function replacedBeside($pos: ResolvedPos, author: Author): { deletion: string; end: number } | null {
  const deletion = myDeletion($pos.nodeBefore, author) ?? myDeletion($pos.nodeAfter, author)
  if (deletion === undefined || !author.mayReplace(deletion)) return null
  let end = $pos.pos
  let text = $pos.nodeAfter
  while (text && proposalsOn(text, 'deletion').includes(deletion)) {
    end += text.nodeSize
    text = $pos.doc.resolve(end).nodeAfter
  }
  return replacesAlready($pos.parent, deletion, author) ? null : { deletion, end }
}

function replacesAlready(paragraph: Node, deletion: string, author: Author): boolean {
  return paragraph.children.some((text) => latest(proposalsOn(text, 'insertion'), author) === deletion)
}

/** B4: new words follow the struck ones, and after them the rival words that already stand there. */
function afterRivals(doc: Node, pos: number, author: Author): number {
  const standing = proposalsOn(doc.resolve(pos).nodeBefore, 'insertion')
  let place = pos
  for (;;) {
    const $place = doc.resolve(place)
    const next = $place.nodeAfter
    const rival = proposalsOn(next, 'insertion').some((id) => !standing.includes(id))
    if (!next || !rival || isOwn(next, author)) return place
    place += next.nodeSize
  }
}

function inline(doc: Node, words: readonly Wording[], marks: readonly Mark[]): Fragment {
  const { schema } = doc.type
  return Fragment.from(
    words
      .filter(({ text }) => text !== '')
      .map(({ text, italic }) => {
        const plain = schema.text(text)
        const all = italic ? [...marks, schema.mark('italic')] : marks
        return plain.mark(all.reduce((set, mark) => mark.addToSet(set), plain.marks))
      }),
  )
}

export interface ParagraphSeat {
  readonly kind: ParagraphKind
  readonly level: number
  readonly alternativeTo?: string
  readonly movedFrom?: string
}

export interface ProposedParagraph {
  readonly id: string
  readonly proposal: string
  /** Position of its first letter. */
  readonly start: number
}

/** B5: a new paragraph at document position `at`, under a proposal of its own unless one is given. */
export function writeParagraph(
  tr: Transaction,
  at: number,
  place: ParagraphSeat,
  words: readonly Wording[],
  author: Author,
  proposal: string = author.newProposal(),
): ProposedParagraph {
  const { schema } = tr.doc.type
  const id = author.newParagraph()
  const paragraph = schema.node(
    'paragraph',
    { id, kind: place.kind, level: place.level, proposal, alternativeTo: place.alternativeTo ?? null, movedFrom: place.movedFrom ?? null },
    inline(tr.doc, words, [schema.mark('insertion', { proposal })]),
  )
  tr.insert(at, paragraph)
  return { id, proposal, start: at + 1 }
}

/** What a paragraph proposed after this one is, unless its author says otherwise. */
export function kindAfter(paragraph: Node): ParagraphSeat {
  const kind = attribute(paragraph, 'kind')
  const level: unknown = paragraph.attrs['level']
  if (!isParagraphKind(kind)) return { kind: 'note', level: 1 }
  if (kind === 'title') return { kind: 'heading', level: 1 }
  if (kind === 'organ') return { kind: 'preambular', level: 1 }
  return { kind, level: isLevelOf(kind, level) ? level : 1 }
}
