/**
 * The one place that knows how a text lies in a Yjs document: the named roots, the paragraph elements, the
 * marks. Reading makes plain data (text.ts); writing is for the server, which alone writes outside the gate.
 */
import * as Y from 'yjs'
import { readLedger } from './ledger.ts'
import { markKey, readMark, type MarkAttribute } from './marks.ts'
import { isLevelOf, isParagraphKind, paragraphAttributes, type ProposalMark } from './schema.ts'
import {
  joinRuns,
  sameMarks,
  type ConsultationText,
  type Paragraph,
  type ParagraphStatus,
  type Run,
  type TextMeta,
} from './text.ts'

export const rootNames = ['body', 'ledger', 'status', 'meta'] as const

export function bodyOf(doc: Y.Doc): Y.XmlFragment {
  return doc.getXmlFragment('body')
}
export function statusOf(doc: Y.Doc): Y.Map<ParagraphStatus> {
  return doc.getMap<ParagraphStatus>('status')
}
function metaOf(doc: Y.Doc): Y.Map<unknown> {
  return doc.getMap('meta')
}

/** A stretch of text whose characters were written by one item. `fresh` is what `isFresh` said of it. */
export interface WrittenRun extends Run {
  readonly fresh: boolean
}

/** Whether the characters that start at this struct id are new to the reader. */
export type IsFresh = (client: number, clock: number) => boolean

/** The runs of a paragraph as they were written, unjoined, in text order. */
export function writtenRuns(element: Y.XmlElement, isFresh: IsFresh): WrittenRun[] {
  const runs: WrittenRun[] = []
  for (const child of element.toArray()) {
    if (child instanceof Y.XmlText) readItems(child, isFresh, runs)
  }
  return runs
}

const neverFresh: IsFresh = () => false

/** The runs of a paragraph. `each` hears of every piece of words that stands, with the marks on it. */
export function readRuns(element: Y.XmlElement, each?: (item: Y.Item, marks: Omit<Run, 'text'>) => void): Run[] {
  const runs: Run[] = []
  for (const child of element.toArray()) {
    if (!(child instanceof Y.XmlText)) continue
    walkItems(child, (item, words, marks) => {
      each?.(item, marks)
      const last = runs.at(-1)
      // Spelled out, for this is what the gate does most: copying with `...` takes twice as long.
      const { insertions, deletions, reservations, italic } = marks
      if (last && sameMarks(last, marks)) runs[runs.length - 1] = { text: last.text + words, insertions, deletions, reservations, italic }
      else runs.push({ text: words, insertions, deletions, reservations, italic })
    })
  }
  return runs
}

/** What was written, as a text has it: without who wrote it when, neighbours with the same marks joined. */
export function joinWritten(runs: readonly Run[]): Run[] {
  return joinRuns(runs.map(unwritten))
}

/** A run without who wrote it when. */
export function unwritten({ text, insertions, deletions, reservations, italic }: Run): Run {
  return { text, insertions, deletions, reservations, italic }
}

function readItems(text: Y.XmlText, isFresh: IsFresh, into: WrittenRun[]): void {
  walkItems(text, ({ id }, words, { insertions, deletions, reservations, italic }) => {
    into.push({ text: words, insertions, deletions, reservations, italic, fresh: isFresh(id.client, id.clock) })
  })
}

/** Every piece of words that stands in a text, with the marks on it. */
function walkItems(text: Y.XmlText, each: (item: Y.Item, words: string, marks: Omit<Run, 'text'>) => void): void {
  const attributes = new Map<string, MarkAttribute | 'italic'>()
  let marks: Omit<Run, 'text'> | null = null
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted) continue
    if (item.content instanceof Y.ContentFormat) {
      const { key, value } = item.content
      const mark = key === 'italic' ? value !== null && value !== false && key : value !== null && readMark(key, value)
      if (mark) attributes.set(key, mark)
      else attributes.delete(key)
      marks = null
    } else if (item.content instanceof Y.ContentString) {
      marks ??= marksOf(attributes)
      each(item, item.content.str, marks)
    }
  }
}

const unmarked: Omit<Run, 'text'> = { insertions: [], deletions: [], reservations: [], italic: false }

function marksOf(attributes: ReadonlyMap<string, MarkAttribute | 'italic'>): Omit<Run, 'text'> {
  if (attributes.size === 0) return unmarked
  const ids = { insertion: [] as string[], deletion: [] as string[], reservation: [] as string[] }
  for (const mark of attributes.values()) if (mark !== 'italic') ids[mark.mark].push(mark.proposal)
  const { insertion, deletion, reservation } = ids
  return { insertions: inOrder(insertion), deletions: inOrder(deletion), reservations: inOrder(reservation), italic: attributes.has('italic') }
}

/** Sorted, without repeats: two keys for one mark are not spelled right (marks.ts), but older documents may have them. */
function inOrder(ids: string[]): readonly string[] {
  if (ids.length < 2) return ids
  ids.sort()
  return ids.filter((id, index) => id !== ids[index - 1])
}

function textAttribute(element: Y.XmlElement, name: string): string | undefined {
  const value: unknown = element.getAttribute(name)
  return typeof value === 'string' ? value : undefined
}

const optionalAttributes = ['proposal', 'alternativeTo', 'movedFrom'] as const

/**
 * Null when the element is no paragraph of the schema (G3): unknown name, kind, level, no id, or an attribute that is no text.
 * `runs` spares reading its words where they have just been read.
 */
export function readParagraph(element: unknown, runs?: readonly Run[]): Paragraph | null {
  if (!(element instanceof Y.XmlElement) || element.nodeName !== 'paragraph') return null
  const id = textAttribute(element, 'id')
  const kind: unknown = element.getAttribute('kind')
  const level: unknown = element.getAttribute('level')
  if (id === undefined || !isParagraphKind(kind) || !isLevelOf(kind, level)) return null
  // An attribute that is no text would read as absent here and mean something to others.
  if (optionalAttributes.some((name) => element.hasAttribute(name) && textAttribute(element, name) === undefined)) return null
  const proposal = textAttribute(element, 'proposal')
  const alternativeTo = textAttribute(element, 'alternativeTo')
  const movedFrom = textAttribute(element, 'movedFrom')
  return {
    id,
    kind,
    level,
    ...(proposal !== undefined && { proposal }),
    ...(alternativeTo !== undefined && { alternativeTo }),
    ...(movedFrom !== undefined && { movedFrom }),
    runs: runs ?? readRuns(element),
  }
}

export function readParagraphs(doc: Y.Doc): Paragraph[] {
  return bodyOf(doc)
    .toArray()
    .map((element) => readParagraph(element))
    .filter((paragraph) => paragraph !== null)
}

export function readMeta(doc: Y.Doc): TextMeta {
  const meta = metaOf(doc)
  const word = (name: string) => {
    const value = meta.get(name)
    return typeof value === 'string' ? value : ''
  }
  const stage = word('stage')
  return {
    title: word('title'),
    symbol: word('symbol'),
    kind: word('kind') === 'resolution' ? 'resolution' : 'agenda',
    language: word('language') || 'en',
    stage: stage === 'compilation' || stage === 'closed' ? stage : 'negotiation',
  }
}

/** Every proposal that a mark in the document names, whether or not words stand under it, with the client id that wrote the mark. */
export function namedProposals(doc: Y.Doc): Map<string, number> {
  const named = new Map<string, number>()
  for (const element of bodyOf(doc).toArray()) {
    for (const child of element instanceof Y.XmlElement ? element.toArray() : []) {
      for (let item = child instanceof Y.XmlText ? child._start : null; item !== null; item = item.right) {
        if (item.deleted || !(item.content instanceof Y.ContentFormat)) continue
        const mark = readMark(item.content.key, item.content.value)
        if (mark && !named.has(mark.proposal)) named.set(mark.proposal, item.id.client)
      }
    }
  }
  return named
}

/** The whole text as plain data. Costs a walk over every paragraph: rooms and editors cache paragraphs instead. */
export function readText(doc: Y.Doc): ConsultationText {
  return {
    meta: readMeta(doc),
    paragraphs: readParagraphs(doc),
    ledger: readLedger(doc),
    status: new Map(statusOf(doc).entries()),
  }
}

export function writeMeta(doc: Y.Doc, meta: TextMeta): void {
  const map = metaOf(doc)
  for (const [name, value] of Object.entries(meta)) if (map.get(name) !== value) map.set(name, value)
}

/** A new element for `paragraph`, not yet in a document. */
export function paragraphElement(paragraph: Paragraph): Y.XmlElement {
  const element = new Y.XmlElement('paragraph')
  for (const name of paragraphAttributes) setAttribute(element, name, paragraph[name])
  if (paragraph.runs.length > 0) {
    const text = new Y.XmlText()
    text.applyDelta(paragraph.runs.map((run) => ({ insert: run.text, attributes: attributesOf(run) })))
    element.insert(0, [text])
  }
  return element
}

/** Makes the element's attributes say what `paragraph` says, touching only those that differ. */
export function writeAttributes(element: Y.XmlElement, paragraph: Paragraph): void {
  for (const name of paragraphAttributes) {
    const value: unknown = paragraph[name]
    const present: unknown = element.getAttribute(name)
    if (value === present) continue
    if (value === undefined) element.removeAttribute(name)
    else setAttribute(element, name, value)
  }
}

function setAttribute(element: Y.XmlElement, name: string, value: unknown): void {
  // Yjs keeps any JSON value as an attribute; its typings for elements of unknown schema only say string.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
  if (value !== undefined) element.setAttribute(name, value as string)
}

/**
 * Rewrites each run in place: null takes its words away, a run with other marks re-marks them. The words
 * themselves are never re-typed, so that concurrent edits around them keep their places.
 */
export function mapRuns(element: Y.XmlElement, change: (run: Run) => Run | null): void {
  for (const child of element.toArray()) {
    if (!(child instanceof Y.XmlText)) continue
    const runs: WrittenRun[] = []
    readItems(child, neverFresh, runs)
    const keys = new Map<string, string>()
    rewrite(
      child,
      joinWritten(runs).map((run) => {
        const changed = change(run)
        return changed === null ? { delete: run.text.length } : { retain: run.text.length, attributes: attributeChanges(run, changed, keys) }
      }),
    )
  }
}

/** One step of a walk along a text. `retain` with attributes marks what it passes; words are written with exactly theirs. */
export type Rewriting =
  | { readonly retain: number; readonly attributes?: Readonly<Record<string, unknown>> }
  | { readonly delete: number }
  | { readonly insert: string; readonly attributes: Readonly<Record<string, unknown>> }

/**
 * Rewrites a text in one walk: Yjs would otherwise look for the place of each change from the text's beginning. What
 * needs no change after the last one is not walked.
 */
export function rewrite(text: Y.XmlText, steps: readonly Rewriting[]): void {
  const last = steps.findLastIndex((step) => !('retain' in step) || Object.keys(step.attributes ?? {}).length > 0)
  if (last >= 0) text.applyDelta(steps.slice(0, last + 1), { sanitize: false })
}

/**
 * Makes the paragraph's words exactly `runs`: what differs in the middle is re-typed, what merely carries other
 * marks is re-marked. For putting back (G3 to G6), where the old state is known and the new one is not trusted.
 */
export function restoreRuns(element: Y.XmlElement, runs: readonly Run[]): void {
  const children = element.toArray()
  const only = children.length === 1 ? children[0] : undefined
  if (!(only instanceof Y.XmlText)) {
    writeAnew(element, runs)
    return
  }
  const present = readRuns(element)
  const now = present.map((run) => run.text).join('')
  const then = runs.map((run) => run.text).join('')
  let start = 0
  while (start < now.length && start < then.length && now[start] === then[start]) start++
  // Yjs spoils a character outside the basic plane that an edit cuts in two: such a one is re-typed whole.
  if (/[\uD800-\uDBFF]/.test(now[start - 1] ?? '')) start--
  let end = 0
  while (end < now.length - start && end < then.length - start && now.at(-1 - end) === then.at(-1 - end)) end++
  if (end > 0 && /[\uDC00-\uDFFF]/.test(now.at(-end) ?? '')) end--
  if (now.length - end > start) only.delete(start, now.length - end - start)
  if (then.length - end > start) only.insert(start, then.slice(start, then.length - end), attributesOf(plain))
  remark(element, runs)
}

/**
 * Brings a paragraph's words into one text: two people who begin to write in the same empty paragraph at once make two,
 * and editors would re-type the second. The first stays where it is; the words of the others are appended to it.
 * False: there was one text only.
 */
export function joinTexts(element: Y.XmlElement): boolean {
  const [first, ...others] = element.toArray()
  if (!(first instanceof Y.XmlText) || others.length === 0) return false
  const runs: WrittenRun[] = []
  for (const child of others) if (child instanceof Y.XmlText) readItems(child, neverFresh, runs)
  let at = first.length
  for (const run of runs) {
    first.insert(at, run.text, attributesOf(run))
    at += run.text.length
  }
  element.delete(1, others.length)
  return true
}

/** How many pieces of words and marks that were taken away a paragraph carries along, and how many stand. */
export function piecesOf(element: Y.XmlElement): { readonly gone: number; readonly standing: number } {
  let [gone, standing] = [0, 0]
  for (const child of element.toArray()) {
    for (let item = child instanceof Y.XmlText ? child._start : null; item !== null; item = item.right) {
      if (item.deleted) gone += 1
      else standing += 1
    }
  }
  return { gone, standing }
}

/** Writes a paragraph's words and marks, which are `runs`, into a text of their own: what was taken away from the old one is forgotten (R7). */
export function writeAnew(element: Y.XmlElement, runs: readonly Run[]): void {
  element.delete(0, element.length)
  if (runs.length === 0) return
  const text = new Y.XmlText()
  text.applyDelta(runs.map((run) => ({ insert: run.text, attributes: attributesOf(run) })))
  element.insert(0, [text])
}

const plain: Run = { text: '', insertions: [], deletions: [], reservations: [], italic: false }

/** Gives the paragraph's characters, which already are those of `runs`, the marks of `runs`. */
export function remark(element: Y.XmlElement, runs: readonly Run[]): void {
  const wanted = runs.map((run) => ({ run, left: run.text.length }))
  const keys = new Map<string, string>()
  let at = 0
  for (const child of element.toArray()) {
    if (!(child instanceof Y.XmlText)) continue
    const present: WrittenRun[] = []
    readItems(child, neverFresh, present)
    const steps: Rewriting[] = []
    for (const now of joinWritten(present)) {
      let left = now.text.length
      while (left > 0) {
        while (wanted[at]?.left === 0) at++
        const next = wanted[at]
        if (!next) throw new Error('The paragraph is longer than the runs it should be marked by.')
        const length = Math.min(left, next.left)
        steps.push({ retain: length, attributes: attributeChanges(now, next.run, keys) })
        left -= length
        next.left -= length
      }
    }
    rewrite(child, steps)
  }
}

function markEntries(run: Run): Map<string, unknown> {
  const entries = new Map<string, unknown>()
  for (const proposal of run.insertions) entries.set(markKey('insertion', proposal), { proposal })
  for (const proposal of run.deletions) entries.set(markKey('deletion', proposal), { proposal })
  for (const proposal of run.reservations) entries.set(markKey('reservation', proposal), { proposal })
  if (run.italic) entries.set('italic', {})
  return entries
}

/** Yjs text attributes of a run, as y-tiptap spells them. */
export function attributesOf(run: Run): Record<string, unknown> {
  return Object.fromEntries(markEntries(run))
}

/** What to set (and, with null, to end) so that `from`'s marks become `to`'s. Spelling a mark costs a hash: `keys` keeps them. */
function attributeChanges(from: Run, to: Run, keys: Map<string, string>): Record<string, unknown> {
  const changes: Record<string, unknown> = {}
  if (sameMarks(from, to)) return changes
  for (const [mark, ids] of [['insertion', 'insertions'], ['deletion', 'deletions'], ['reservation', 'reservations']] as const) {
    if (from[ids] === to[ids]) continue
    const before = new Set(from[ids])
    const after = new Set(to[ids])
    for (const id of before) if (!after.has(id)) changes[spelled(mark, id, keys)] = null
    for (const id of after) if (!before.has(id)) changes[spelled(mark, id, keys)] = { proposal: id }
  }
  if (from.italic !== to.italic) changes['italic'] = to.italic ? {} : null
  return changes
}

function spelled(mark: ProposalMark, id: string, keys: Map<string, string>): string {
  const name = `${mark} ${id}`
  const known = keys.get(name)
  if (known !== undefined) return known
  const key = markKey(mark, id)
  keys.set(name, key)
  return key
}
