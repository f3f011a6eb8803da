/**
 * Repairs what concurrent editing does to marks. Where people write in the same place at once, the marks that Yjs sets
 * and drops around one's words spread over those of others, or come off them, though nobody broke a rule. This page
 * says which marks a paragraph's words should carry after an update, and takes an update's words out where it was refused.
 * It judges nothing.
 */
import * as Y from 'yjs'
import { innermost } from '../../shared/brackets/bracket.ts'
import type { IsMine, OrderOf } from '../../shared/brackets/projection.ts'
import { readMark } from '../../shared/document/marks.ts'
import { joinRuns, sameMarks, sameRuns, type Run } from '../../shared/document/text.ts'
import { joinWritten, rewrite, writtenRuns, type IsFresh, type Rewriting, type WrittenRun } from '../../shared/document/ydoc.ts'

export interface Sides {
  /** Words of the update itself. */
  readonly isFresh: IsFresh
  /** The sender's own open proposals. */
  readonly mine: IsMine
  /** The sender's proposals, open or closed. */
  readonly isHers: IsMine
  readonly order: OrderOf
  /** Whether the update writes or deletes a word. One that only moves marks has no excuse for moving others' on others' words. */
  readonly touchesWords: () => boolean
}

/**
 * The paragraph's runs as they should be, asked within the transaction that applied the update: every word that stood
 * before keeps the marks of others as they were, the sender's own words too, and the sender's insertions where they were;
 * her deletions and reservations are as she left them. Null when that is what stands.
 */
export function settledRuns(element: Y.XmlElement, present: readonly Run[], before: readonly Run[], sides: Sides): Run[] | null {
  if (sameRuns(present, before)) return null
  const now = new Cursor(present)
  const then = new Cursor(before)
  const settled: Run[] = []
  let changed = false
  for (const { fresh, alive, length } of words(element, sides.isFresh)) {
    for (let left = length; left > 0; ) {
      const step = Math.min(left, fresh ? left : then.left, alive ? now.left : left)
      if (step === 0) return null
      left -= step
      const was = fresh ? null : then.take(step)
      const is = alive ? now.take(step) : null
      if (is === null) continue
      if (was !== null && was.text !== is.text) return null
      const should = was === null ? is : settle(was, is, sides)
      changed ||= !sameMarks(should, is)
      settled.push(should)
    }
  }
  return !changed || then.left > 0 || now.left > 0 ? null : joinRuns(settled)
}

/** Reads runs piece by piece. */
class Cursor {
  readonly #runs: readonly Run[]
  #index = 0
  #offset = 0

  constructor(runs: readonly Run[]) {
    this.#runs = runs
  }

  /** Characters left in the present run; 0 at the end. */
  get left(): number {
    return (this.#runs[this.#index]?.text.length ?? 0) - this.#offset
  }

  /** The next `length` characters, at most `left`. */
  take(length: number): Run {
    const run = this.#runs[this.#index]
    if (!run) throw new Error('There is nothing left to take.')
    const from = this.#offset
    if (length === run.text.length - from) {
      this.#index += 1
      this.#offset = 0
    } else this.#offset += length
    return length === run.text.length ? run : { ...run, text: run.text.slice(from, from + length) }
  }
}

/** Marks of others from `was`, the sender's from `is`. */
function settle(was: Run, is: Run, { mine, order, touchesWords }: Sides): Run {
  // What carries the same marks as before carries the right ones.
  if (sameMarks(was, is)) return is
  const keep = (before: readonly string[], after: readonly string[]) =>
    [...before.filter((id) => !mine(id)), ...after.filter(mine)].sort()
  const wrote = innermost(was, order)
  const isOwn = wrote !== undefined && mine(wrote) && is.insertions.some(mine)
  if (!isOwn && !touchesWords()) return is
  return {
    text: is.text,
    insertions: isOwn ? keep(was.insertions, is.insertions) : was.insertions,
    deletions: keep(was.deletions, is.deletions),
    reservations: keep(was.reservations, is.reservations),
    italic: isOwn ? is.italic : was.italic,
  }
}

/**
 * Words the update wrote outside all of their author's proposals, beside words of her own open insertion, continue it (B2):
 * when she typed them they stood inside its marks, and someone else's words have since moved those. Null when there are
 * none; others without a proposal of hers stay as they are.
 */
export function adoptedRuns(element: Y.XmlElement, written: readonly WrittenRun[], before: readonly Run[], sides: Sides): Run[] | null {
  const { isFresh, isHers, mine, order } = sides
  if (!written.some((run) => isStray(run, isHers))) return null
  const now = characters(joinWritten(written))
  const then = characters(before)
  /** Words that stand, and words that this update erases, with the marks they had. */
  const places = new Map<Y.Item, { readonly signs: readonly Run[]; readonly start: number }>()
  const strays: { readonly item: Y.Item; readonly start: number }[] = []
  let [from, old] = [0, 0]
  for (const item of textItems(element)) {
    const fresh = isFresh(item.id.client, item.id.clock)
    if (!item.deleted) places.set(item, { signs: now, start: from })
    else if (!fresh) places.set(item, { signs: then, start: old })
    if (!item.deleted && fresh && now[from]?.insertions.some(isHers) === false) strays.push({ item, start: from })
    if (!item.deleted) from += item.length
    if (!fresh) old += item.length
  }
  // Beyond words that she has erased, and marks, stands what she typed beside.
  const signAt = (id: Y.ID | null, towards: 'origin' | 'rightOrigin'): Run | undefined => {
    for (let at = id, steps = 0; at !== null && element.doc && steps < 20; steps++) {
      const item: Y.Item | Y.GC = Y.getItem(element.doc.store, at)
      if (!(item instanceof Y.Item)) return undefined
      const place = places.get(item)
      if (place !== undefined) return place.signs[place.start + at.clock - item.id.clock]
      at = item.deleted || !item.countable ? item[towards] : null
    }
    return undefined
  }
  let adopted = false
  // There and back: one may stand beside another.
  for (const { item, start } of [...strays, ...strays.toReversed()]) {
    const end = start + item.length
    if (now[start]?.insertions.some(isHers) !== false) continue
    const typedBeside = [signAt(item.rightOrigin, 'rightOrigin'), signAt(item.origin, 'origin')]
    const standsBeside = isPlaceGone(item, isFresh) ? [now[end], now[start - 1]] : []
    const beside = [...typedBeside, ...standsBeside].find((sign) => {
      const wrote = sign && innermost(sign, order)
      return wrote !== undefined && mine(wrote)
    })
    if (!beside) continue
    adopted = true
    for (let at = start; at < end; at++) now[at] = { ...now[at]!, insertions: beside.insertions }
  }
  return adopted ? joinRuns(now) : null
}

/**
 * The paragraph without the words that the update wrote outside all of their author's proposals, where what she typed them
 * beside was written under the same client id and has gone: they continue a proposal that has been closed meanwhile. Not
 * those on which it laid another's insertion.
 */
export function withoutLateWords(element: Y.XmlElement, { isFresh, isHers }: Sides): Run[] {
  const items = [...textItems(element)].filter((item) => !item.deleted)
  const laid = new Set<string>()
  for (const { content, id, deleted } of allItems(element)) {
    const mark = content instanceof Y.ContentFormat && !deleted && isFresh(id.client, id.clock) ? readMark(content.key, content.value) : null
    if (mark !== null) laid.add(mark.proposal)
  }
  const isLate = (run: WrittenRun, item: Y.Item | undefined) =>
    item !== undefined && isStray(run, isHers) && !run.insertions.some((id) => laid.has(id)) && isPlaceGone(item, isFresh, item.id.client)
  return joinWritten(writtenRuns(element, isFresh).filter((run, index) => !isLate(run, items[index])))
}

function isStray({ fresh, insertions }: WrittenRun, isHers: (proposal: string) => boolean): boolean {
  return fresh && !insertions.some(isHers)
}

/**
 * What these words were typed beside, but for marks written with them, is not in the text any more, on one side at least.
 * `by`: and was written by that client.
 */
function isPlaceGone(words: Y.Item, isFresh: IsFresh, by?: number): boolean {
  const doc = words.parent instanceof Y.XmlText ? words.parent.doc : null
  if (doc === null) return false
  const isGone = (towards: 'origin' | 'rightOrigin') => {
    for (let at = words[towards], steps = 0; at !== null && steps < 20; steps++) {
      const item: Y.Item | Y.GC = Y.getItem(doc.store, at)
      if (!(item instanceof Y.Item) || item.deleted) return by === undefined || at.client === by
      if (item.countable || !isFresh(item.id.client, item.id.clock)) return false
      at = item[towards]
    }
    return false
  }
  return isGone('origin') || isGone('rightOrigin')
}

/**
 * Takes out what an update wrote and re-types what it deleted, asked within its transaction. Words that stood are not
 * touched, so that what others are writing among them keeps its place. Marks are left to `remark`.
 */
export function takeOut(element: Y.XmlElement, before: readonly Run[], isFresh: IsFresh): void {
  const [text, ...more] = element.toArray()
  if (!(text instanceof Y.XmlText) || more.length > 0) return
  const then = before.map((run) => run.text).join('')
  let old = 0
  const steps: Rewriting[] = []
  for (const { fresh, alive, length } of words(element, isFresh)) {
    if (fresh) steps.push({ delete: length })
    else {
      steps.push(alive ? { retain: length } : { insert: withoutHalves(then.slice(old, old + length)), attributes: {} })
      old += length
    }
  }
  rewrite(text, steps)
}

/** Half a character outside the basic plane cannot be sent: where an update cut one in two, `restoreRuns` types it whole. */
function withoutHalves(words: string): string {
  return words.replace(/^[\uDC00-\uDFFF]|[\uD800-\uDBFF]$/g, '')
}

/**
 * Every stretch of words that stood before the update or stands after it, in text order. What earlier transactions
 * deleted is no text any more: Yjs collects it at their end.
 */
function* words(element: Y.XmlElement, isFresh: IsFresh): Generator<{ fresh: boolean; alive: boolean; length: number }> {
  for (const item of textItems(element)) {
    const fresh = isFresh(item.id.client, item.id.clock)
    if (!fresh || !item.deleted) yield { fresh, alive: !item.deleted, length: item.length }
  }
}

function* textItems(element: Y.XmlElement): Generator<Y.Item> {
  for (const item of allItems(element)) if (item.content instanceof Y.ContentString) yield item
}

function* allItems(element: Y.XmlElement): Generator<Y.Item> {
  for (const child of element.toArray()) {
    for (let item = child instanceof Y.XmlText ? child._start : null; item !== null; item = item.right) yield item
  }
}

/** One run per UTF-16 unit. */
function characters(runs: readonly Run[]): Run[] {
  return runs.flatMap((run) => [...Array(run.text.length).keys()].map((index) => ({ ...run, text: run.text[index] ?? '' })))
}
