/**
 * What every paragraph is called (rules L1 to L4): `7 (a)`, `OP5 bis`, `PP2 alt`, "7 (a), annotation 2". Labels
 * follow from the list of paragraphs alone and are stored nowhere. This page knows no ledger and no language:
 * kinds that carry no number get structured data, and the reader's own catalogue supplies the word.
 */
import { latinOrdinal, letter, roman } from './counting.ts'
import type { ParagraphKind, TextKind } from './schema.ts'
import type { Paragraph } from './text.ts'

/** Kinds that are called by a word, because nothing is printed before them. */
export const wordedKinds = ['title', 'heading', 'organ', 'annotation', 'document', 'note'] as const
export type WordedKind = (typeof wordedKinds)[number]

export interface Qualifier {
  /** Chooses the word. */
  readonly kind: WordedKind
  /** Which of several of its kind there; absent while there is only one. */
  readonly index?: number
  /** `bis`, `ante`, `alt 2` … on proposed paragraphs. */
  readonly suffix?: string
}

export interface Label {
  /** In English, for the record and for anyone without a catalogue: `7 (a)`, `OP5 bis`, `7 (a), annotation 2`. */
  readonly full: string
  /** What stands before the words in the room: `7.`, `(a)`, `OP5 bis`; empty for kinds without numbers. */
  readonly number: string
  /** The numbered place: all of `full` for numbered kinds, else the item it stands under, or empty. */
  readonly place: string
  readonly qualifier?: Qualifier
}

const english: Readonly<Record<WordedKind, string>> = {
  title: 'title',
  heading: 'heading',
  organ: 'organ',
  annotation: 'annotation',
  document: 'document',
  note: 'note',
}

/** A label in the reader's words: `full` is this with the English ones. */
export function sayLabel(label: Omit<Label, 'full'>, words: Readonly<Record<WordedKind, string>>): string {
  const { qualifier } = label
  if (!qualifier) return label.place
  const parts = [words[qualifier.kind], qualifier.index, qualifier.suffix].filter((part) => part !== undefined)
  return [label.place, parts.join(' ')].filter((part) => part !== '').join(', ')
}

/**
 * The label of every paragraph, by id. Only paragraphs of the base text count (L1); proposed ones, moved ones among
 * them, hang on the base paragraph of their kind, level and parent before them (L3), alternatives on what they
 * would replace (L4). An alternative whose paragraph is gone is labelled like any proposed paragraph.
 */
export function labels(paragraphs: readonly Paragraph[], kind: TextKind): Map<string, Label> {
  const byId = new Map(paragraphs.map((paragraph) => [paragraph.id, paragraph]))
  const parents = parentsOf(paragraphs, kind)
  const seats = new Map<string, Seat>()
  const alternatives = new Map<string, number>()

  for (const siblings of siblingGroups(paragraphs, parents, byId)) {
    for (const [id, seat] of seatsAmong(siblings)) seats.set(id, seat)
  }
  for (const paragraph of paragraphs) {
    const target = replaced(paragraph, byId)
    if (!target) continue
    const rank = (alternatives.get(target.id) ?? 0) + 1
    alternatives.set(target.id, rank)
    seats.set(paragraph.id, { kind: 'alternative', of: target, rank })
  }

  const found = new Map<string, Label>()
  const labelled = (paragraph: Paragraph, asked: ReadonlySet<string>): Label => {
    const known = found.get(paragraph.id)
    if (known) return known
    const below = new Set(asked).add(paragraph.id)
    const seat = seats.get(paragraph.id)!
    const label =
      seat.kind === 'alternative'
        ? withSuffix(labelled(seat.of, below), seat.of.kind, seat.of.level, seat.rank === 1 ? 'alt' : `alt ${seat.rank}`)
        : ownLabel(paragraph, seat, placeAbove(paragraph, below))
    found.set(paragraph.id, label)
    return label
  }
  const placeAbove = (paragraph: Paragraph, asked: ReadonlySet<string>): string => {
    const parent = parents.get(paragraph.id)
    // A paragraph tabled as an alternative to one of its own subparagraphs would call itself; it has no place then.
    return parent && !asked.has(parent.id) ? labelled(parent, asked).place : ''
  }
  return new Map(paragraphs.map((paragraph) => [paragraph.id, labelled(paragraph, new Set())]))
}

/** Where a paragraph sits among its siblings: its base number, or the base number it hangs on. */
type Seat =
  | { kind: 'base'; index: number; of: number }
  | { kind: 'after'; index: number; of: number; rank: number }
  | { kind: 'before'; index: 1; of: number; rank: number }
  | { kind: 'alternative'; of: Paragraph; rank: number }

/** The paragraph an alternative would replace; an alternative to an alternative is one more to the same paragraph. */
function replaced(paragraph: Paragraph, byId: ReadonlyMap<string, Paragraph>): Paragraph | null {
  let target = paragraph
  const seen = new Set<string>()
  while (target.proposal !== undefined && target.alternativeTo !== undefined) {
    if (seen.has(target.id)) return null
    seen.add(target.id)
    const next = byId.get(target.alternativeTo)
    if (!next) break
    target = next
  }
  return target === paragraph ? null : target
}

/** How deep a kind nests: what a shallower paragraph opens, deeper ones stand under. Null: it stands under nothing. */
function depthOf(paragraph: Paragraph, kind: TextKind): number | null {
  switch (paragraph.kind) {
    case 'preambular':
    case 'operative':
      return 0
    case 'item':
      return paragraph.level - 1
    case 'subparagraph':
      // Below any item, so that subparagraphs of an agenda stand under the item before them.
      return 2 + paragraph.level
    case 'annotation':
    case 'document':
    case 'note':
      // In a resolution they belong to the text, not to the paragraph that happens to precede them.
      return kind === 'agenda' ? leafDepth : null
    case 'title':
    case 'heading':
    case 'organ':
      return null
  }
}

const leafDepth = 9

/**
 * The numbered paragraph each one stands under. A base paragraph stands under base paragraphs only: what somebody
 * tabled in between never takes the subparagraphs of the text with it.
 */
function parentsOf(paragraphs: readonly Paragraph[], kind: TextKind): Map<string, Paragraph> {
  const parents = new Map<string, Paragraph>()
  const everyone: (Paragraph | undefined)[] = []
  const base: (Paragraph | undefined)[] = []
  for (const paragraph of paragraphs) {
    const depth = depthOf(paragraph, kind)
    if (depth === null) continue
    const trail = paragraph.proposal === undefined ? base : everyone
    const sibling = trail[depth]
    const parent = sibling ? parents.get(sibling.id) : trail.slice(0, Math.min(depth, leafDepth)).findLast((above) => above !== undefined)
    if (parent) parents.set(paragraph.id, parent)
    for (const each of paragraph.proposal === undefined ? [everyone, base] : [everyone]) {
      each[depth] = paragraph
      each.length = depth + 1
    }
  }
  return parents
}

function siblingGroups(
  paragraphs: readonly Paragraph[],
  parents: ReadonlyMap<string, Paragraph>,
  byId: ReadonlyMap<string, Paragraph>,
): Iterable<Paragraph[]> {
  const groups = new Map<string, Paragraph[]>()
  for (const paragraph of paragraphs) {
    if (replaced(paragraph, byId)) continue
    const key = `${parents.get(paragraph.id)?.id ?? ''} ${paragraph.kind} ${paragraph.level}`
    const group = groups.get(key)
    if (group) group.push(paragraph)
    else groups.set(key, [paragraph])
  }
  return groups.values()
}

/** L3. Without any base sibling the first proposed one takes the plain first number, and the next hang on it. */
function* seatsAmong(siblings: readonly Paragraph[]): Iterable<[string, Seat]> {
  const of = siblings.filter((paragraph) => paragraph.proposal === undefined).length
  let index = 0
  let rank = 0
  for (const paragraph of siblings) {
    if (paragraph.proposal === undefined) {
      index += 1
      rank = 1
      yield [paragraph.id, { kind: 'base', index, of }]
      continue
    }
    rank += 1
    if (index > 0) yield [paragraph.id, { kind: 'after', index, of, rank }]
    else if (of > 0) yield [paragraph.id, { kind: 'before', index: 1, of, rank }]
    else yield [paragraph.id, rank === 1 ? { kind: 'base', index: 1, of: 1 } : { kind: 'after', index: 1, of: 1, rank }]
  }
}

function ownLabel(paragraph: Paragraph, seat: Exclude<Seat, { kind: 'alternative' }>, above: string): Label {
  const plain = plainLabel(paragraph, seat, above)
  const suffix = suffixOf(seat)
  return suffix === null ? plain : withSuffix(plain, paragraph.kind, paragraph.level, suffix)
}

function suffixOf(seat: Exclude<Seat, { kind: 'alternative' }>): string | null {
  if (seat.kind === 'base') return null
  if (seat.kind === 'after') return latinOrdinal(seat.rank)
  return seat.rank === 1 ? 'ante' : `ante ${latinOrdinal(seat.rank)}`
}

function plainLabel(paragraph: Paragraph, seat: { index: number; of: number }, above: string): Label {
  const sign = numberSign(paragraph.kind, paragraph.level, seat.index)
  if (sign !== null) {
    const place = above === '' ? sign : `${above} ${sign}`
    return { full: place, number: dotted(paragraph.kind, paragraph.level) ? `${sign}.` : sign, place }
  }
  const kind = wordedKinds.find((worded) => worded === paragraph.kind)
  if (kind === undefined) throw new Error(`A paragraph of kind ${paragraph.kind} has neither a number nor a word.`)
  const label = { number: '', place: above, qualifier: seat.of > 1 ? { kind, index: seat.index } : { kind } }
  return { full: sayLabel(label, english), ...label }
}

/** L2, without the full stop; null for kinds without numbers. */
function numberSign(kind: ParagraphKind, level: number, index: number): string | null {
  if (kind === 'preambular') return `PP${index}`
  if (kind === 'operative') return `OP${index}`
  if (kind === 'item') return level === 1 ? String(index) : level === 2 ? `(${letter(index)})` : `(${roman(index)})`
  if (kind === 'subparagraph') return level === 1 ? `(${letter(index)})` : level === 2 ? `(${roman(index)})` : letter(index)
  return null
}

/** Whether a number is printed with a full stop: `7.` and `a.`. */
function dotted(kind: ParagraphKind, level: number): boolean {
  return (kind === 'item' && level === 1) || (kind === 'subparagraph' && level === 3)
}

function withSuffix(label: Label, kind: ParagraphKind, level: number, suffix: string): Label {
  if (label.qualifier) {
    const qualifier = { ...label.qualifier, suffix: [label.qualifier.suffix, suffix].filter((part) => part !== undefined).join(' ') }
    const worded = { number: '', place: label.place, qualifier }
    return { full: sayLabel(worded, english), ...worded }
  }
  const place = `${label.place} ${suffix}`
  const number = dotted(kind, level) ? `${label.number.replace(/\.$/, '')} ${suffix}.` : `${label.number} ${suffix}`
  return { full: place, number, place }
}
