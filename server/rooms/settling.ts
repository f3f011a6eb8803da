/**
 * Repairs what concurrent editing does to marks. Where people write in the same place at once, the marks that Yjs sets
 * and drops around one's words spread over those of others, or come off them, though nobody broke a rule. This page
 * says which marks a paragraph's words should carry after an update, and takes an update's words out where it was refused.
 * It judges nothing.
 */
import * as Y from 'yjs'
import { innermost } from '../../shared/brackets/bracket.ts'
import type { IsMine, OrderOf } from '../../shared/brackets/projection.ts'
import { joinRuns, sameRuns, type Run } from '../../shared/document/text.ts'
import { readRuns, rewrite, writtenRuns, type IsFresh, type Rewriting } from '../../shared/document/ydoc.ts'

export interface Sides {
  /** Words of the update itself. */
  readonly isFresh: IsFresh
  /** The sender's own open proposals. */
  readonly mine: IsMine
  readonly order: OrderOf
  /** Whether the update writes or deletes a word. One that only moves marks has no excuse for moving others' on others' words. */
  readonly touchesWords: boolean
}

/**
 * The paragraph's runs as they should be, asked within the transaction that applied the update: every word that stood
 * before keeps the marks of others as they were, the sender's own words too, and the sender's insertions where they were;
 * her deletions and reservations are as she left them. Null when that is what stands.
 */
export function settledRuns(element: Y.XmlElement, before: readonly Run[], sides: Sides): Run[] | null {
  const present = readRuns(element)
  const now = characters(present)
  const then = characters(before)
  const settled: Run[] = []
  let old = 0
  let standing = 0
  for (const { fresh, alive, length } of words(element, sides.isFresh)) {
    for (let offset = 0; offset < length; offset++) {
      const was = fresh ? undefined : then[old++]
      if (!alive) continue
      const is = now[standing++]
      if (!is || (!fresh && was?.text !== is.text)) return null
      settled.push(was ? settle(was, is, sides) : is)
    }
  }
  const runs = joinRuns(settled)
  return old !== then.length || standing !== now.length || sameRuns(runs, present) ? null : runs
}

/** Marks of others from `was`, the sender's from `is`. */
function settle(was: Run, is: Run, { mine, order, touchesWords }: Sides): Run {
  const keep = (before: readonly string[], after: readonly string[]) =>
    [...before.filter((id) => !mine(id)), ...after.filter(mine)].sort()
  const wrote = innermost(was, order)
  const isOwn = wrote !== undefined && mine(wrote) && is.insertions.some(mine)
  if (!isOwn && !touchesWords) return is
  return {
    text: is.text,
    insertions: isOwn ? keep(was.insertions, is.insertions) : was.insertions,
    deletions: keep(was.deletions, is.deletions),
    reservations: keep(was.reservations, is.reservations),
    italic: isOwn ? is.italic : was.italic,
  }
}

/**
 * Words the update wrote without any insertion, right beside words of the sender's own open insertion, continue it (B2):
 * when she typed them they stood inside its marks, and someone else's words have since moved those. Null when there are
 * none; other bare words stay as they are.
 */
export function adoptedRuns(element: Y.XmlElement, isFresh: IsFresh, mine: IsMine, order: OrderOf): Run[] | null {
  if (!writtenRuns(element, isFresh).some(({ fresh, insertions }) => fresh && insertions.length === 0)) return null
  const now = characters(readRuns(element))
  const places = new Map<Y.Item, number>()
  let from = 0
  for (const item of textItems(element)) {
    if (item.deleted) continue
    places.set(item, from)
    from += item.length
  }
  const signAt = (id: Y.ID | null): Run | undefined => {
    const item = id && element.doc ? Y.getItem(element.doc.store, id) : null
    const start = item ? places.get(item) : undefined
    return id && item && start !== undefined ? now[start + id.clock - item.id.clock] : undefined
  }
  let adopted = false
  for (const [item, start] of places) {
    if (!isFresh(item.id.client, item.id.clock) || (now[start]?.insertions.length ?? 1) > 0) continue
    const beside = [item.rightOrigin, item.origin].map(signAt).find((sign) => {
      const wrote = sign && innermost(sign, order)
      return wrote !== undefined && mine(wrote)
    })
    if (!beside) continue
    adopted = true
    for (let at = start; at < start + item.length; at++) now[at] = { ...now[at]!, insertions: beside.insertions }
  }
  return adopted ? joinRuns(now) : null
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
  for (const child of element.toArray()) {
    for (let item = child instanceof Y.XmlText ? child._start : null; item !== null; item = item.right) {
      if (item.content instanceof Y.ContentString) yield item
    }
  }
}

/** One run per UTF-16 unit. */
function characters(runs: readonly Run[]): Run[] {
  return runs.flatMap((run) => [...Array(run.text.length).keys()].map((index) => ({ ...run, text: run.text[index] ?? '' })))
}
