/**
 * The text of a room as plain data for screens, read again when there is a pause in the writing, and paragraph by
 * paragraph: paragraphs that did not change stay the same objects, and so do ledger, status and meta. The editor does not
 * use it; it has its own document.
 */
import { startTransition, useEffect, useState } from 'react'
import * as Y from 'yjs'
import { isOfLedger, ledgerOf, readLedger } from '../../shared/document/ledger.ts'
import { bodyOf, readMeta, readParagraph, statusOf } from '../../shared/document/ydoc.ts'
import type { ConsultationText, Paragraph } from '../../shared/document/text.ts'
import { useRoomState, type RoomConnection } from './roomConnection.ts'

/** Null while there is no text to show. What changed since is drawn when nothing more urgent is: whoever types never waits for it. */
export function useText(connection: RoomConnection): ConsultationText | null {
  const ready = useRoomState(connection, (state) => state.ready)
  const reader = readerOf(connection.doc)
  const [seen, setSeen] = useState<{ readonly reader: TextReader; readonly text: ConsultationText } | null>(null)
  useEffect(() => {
    if (!ready) return undefined
    const look = () => startTransition(() => setSeen({ reader, text: reader.text }))
    look()
    return reader.subscribe(look)
  }, [reader, ready])
  if (!ready) return null
  // A document that was replaced says nothing any more.
  return seen?.reader === reader ? seen.text : reader.text
}

/** The text as it stands at this moment, for who is about to decide on it: what screens show follows a moment later. */
export function textNow(connection: RoomConnection): ConsultationText {
  return readerOf(connection.doc).now
}

const readers = new WeakMap<Y.Doc, TextReader>()

function readerOf(doc: Y.Doc): TextReader {
  const known = readers.get(doc)
  if (known) return known
  const reader = new TextReader(doc)
  readers.set(doc, reader)
  return reader
}

/** Fast enough to feel live for whoever looks on. */
const lookingOn = { rest: 160, patience: 640 } as const
/** Longer than most pauses between two keys: whoever types is not to wait for lists, and finds them up to date when she looks up. */
const writing = { rest: 280, patience: 4_000 } as const
/** So long after a change of her own somebody is still writing. */
const writingMilliseconds = 1_000

/** Reads again after so many milliseconds without a change (`rest`), or since the first change that has not been read (`patience`). */
export class TextReader {
  readonly #doc: Y.Doc
  readonly #subscribers = new Set<() => void>()
  readonly #paragraphs = new WeakMap<Y.XmlElement, Paragraph | null>()
  /** Of the server's own roots, those that changed since they were last read. */
  readonly #changedRoots = new Set<unknown>()
  #text: ConsultationText | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  /** When the first change came that has not been read yet; null when all have been. */
  #changedAt: number | null = null
  /** When something was last written on this device. */
  #wroteAt = Number.NEGATIVE_INFINITY

  constructor(doc: Y.Doc) {
    this.#doc = doc
    doc.on('afterTransaction', (transaction: Y.Transaction) => this.#changed(transaction))
  }

  /** The same object until something changed and the rest period is over. */
  get text(): ConsultationText {
    this.#text ??= this.#read()
    return this.#text
  }

  /** With everything that has changed; subscribers hear of it too. */
  get now(): ConsultationText {
    if (this.#changedAt !== null) {
      clearTimeout(this.#timer)
      this.#tell()
    }
    return this.text
  }

  subscribe(changed: () => void): () => void {
    this.#subscribers.add(changed)
    return () => this.#subscribers.delete(changed)
  }

  #changed(transaction: Y.Transaction): void {
    if (transaction.changed.size === 0) return
    for (const type of transaction.changed.keys()) {
      // The keys are typed as a union of Yjs types that do not share their class.
      const changed: unknown = type
      const element = changed instanceof Y.XmlText ? changed.parent : changed
      if (element instanceof Y.XmlElement) this.#paragraphs.delete(element)
      if (changed instanceof Y.Map) this.#changedRoots.add(isOfLedger(this.#doc, changed) ? ledgerOf(this.#doc) : changed)
    }
    const now = performance.now()
    if (transaction.local) this.#wroteAt = now
    this.#changedAt ??= now
    const { rest, patience } = now - this.#wroteAt < writingMilliseconds ? writing : lookingOn
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#tell(), Math.max(0, Math.min(rest, this.#changedAt + patience - now)))
  }

  #tell(): void {
    this.#changedAt = null
    this.#text = this.#read()
    for (const tell of this.#subscribers) tell()
  }

  #read(): ConsultationText {
    const paragraphs = bodyOf(this.#doc)
      .toArray()
      .map((child) => (child instanceof Y.XmlElement ? this.#paragraph(child) : null))
      .filter((paragraph) => paragraph !== null)
    const [ledger, status] = [ledgerOf(this.#doc), statusOf(this.#doc)]
    const before = this.#text
    const kept = (root: unknown) => !this.#changedRoots.has(root)
    const text: ConsultationText = {
      meta: before !== null && kept(this.#doc.getMap('meta')) ? before.meta : readMeta(this.#doc),
      paragraphs,
      ledger: before !== null && kept(ledger) ? before.ledger : readLedger(this.#doc),
      status: before !== null && kept(status) ? before.status : new Map(status.entries()),
    }
    this.#changedRoots.clear()
    return text
  }

  #paragraph(element: Y.XmlElement): Paragraph | null {
    const known = this.#paragraphs.get(element)
    if (known !== undefined) return known
    const paragraph = readParagraph(element)
    this.#paragraphs.set(element, paragraph)
    return paragraph
  }
}
