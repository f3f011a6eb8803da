/**
 * What was written on this device and is not yet known to have reached the server, and which words of it were lost when
 * news from the server took their place away. The server keeps words that it refuses; words it never received, because
 * their line died, while the news that their paragraph has gone still came down it, only this device can keep. Pure
 * Yjs: it knows no sockets and stores nothing.
 */
import * as Y from 'yjs'
import { readMark } from '../../shared/document/marks.ts'

/** Words as the document numbered them: one clock of `client` for each UTF-16 unit, from `clock` on. No words: a mark (B11). */
export interface Piece {
  readonly client: number
  readonly clock: number
  readonly words: string
}

/** An unbroken stretch of words, or a mark that has lost the words it was laid on. */
export interface LostWords {
  readonly paragraph: string
  /** The paragraph itself has gone, or was written anew (R7). */
  readonly gone: boolean
  readonly pieces: readonly Piece[]
}

export class WordsUnderWay {
  readonly #doc: Y.Doc
  readonly #isOwn: (proposal: string) => boolean
  /** Clients whose structs were written on this device, not heard from the server. */
  readonly #here = new Set<number>()
  /** Of each client, the clock up to which the server is known to have all. */
  #has = new Map<number, number>()
  /** Of each document frame sent on the present socket, the clocks at which it ends. */
  #frames: ReadonlyMap<number, number>[] = []
  #recorded = 0

  /** `isOwn`: whether a proposal is the author's, or may be. */
  constructor(doc: Y.Doc, isOwn: (proposal: string) => boolean) {
    this.#doc = doc
    this.#isOwn = isOwn
  }

  /** A transaction made here, or loaded from the copy on this device. */
  wrote({ beforeState, afterState }: Y.Transaction): void {
    for (const [client, clock] of afterState) if (clock > (beforeState.get(client) ?? 0)) this.#here.add(client)
  }

  /** A new socket: frames are counted from nothing. */
  opened(): void {
    this.#frames = []
    this.#recorded = 0
  }

  /** A document frame goes out with this update. */
  sent(update: Uint8Array): void {
    this.#frames.push(Y.parseUpdateMeta(update).to)
  }

  /** So many frames of this socket are judged and on disk: whatever they held, the server answers for. */
  recorded(frames: number): void {
    for (const ends of this.#frames.slice(this.#recorded, frames)) {
      for (const [client, clock] of ends) if (clock > this.has(client)) this.#has.set(client, clock)
    }
    this.#recorded = Math.max(this.#recorded, frames)
    this.#forgetSettled()
  }

  /** The server says what it has. */
  serverHas(stateVector: Uint8Array): void {
    this.#has = Y.decodeStateVector(stateVector)
    this.#forgetSettled()
  }

  /** The clock up to which the server is known to have everything of `client`. */
  has(client: number): number {
    return this.#has.get(client) ?? 0
  }

  /**
   * The words under way that a transaction from the server deleted, in text order; of a text that lost none of them, a mark
   * under way that it left without words. To be asked in `afterTransaction`: Yjs forgets deleted words right after.
   */
  lostIn(transaction: Y.Transaction): LostWords[] {
    const lost = new Map<Y.Item, Piece>()
    const texts = new Set<Y.XmlText>()
    const marked = this.#textsChanged(transaction)
    for (const client of this.#here) {
      const deleted = transaction.deleteSet.clients.get(client)
      if (deleted === undefined) continue
      const ofClient = Y.createDeleteSet()
      ofClient.clients.set(client, deleted)
      Y.iterateDeletedStructs(transaction, ofClient, (struct) => {
        if (!(struct instanceof Y.Item) || !(struct.parent instanceof Y.XmlText)) return
        if (struct.content instanceof Y.ContentFormat) marked.add(struct.parent)
        if (!(struct.content instanceof Y.ContentString)) return
        const { clock } = struct.id
        const [piece] = withoutKnown([{ client, clock, words: struct.content.str }], (known) => this.has(known))
        if (piece === undefined) return
        lost.set(struct, piece)
        texts.add(struct.parent)
      })
    }
    const idle = [...marked].filter((text) => !texts.has(text)).flatMap((text) => this.#markLeftIdle(text, transaction) ?? [])
    return [...[...texts].flatMap((text) => stretches(text, lost, transaction)), ...idle]
  }

  /** Texts of which the transaction may have taken words. A text that went as a whole is not among them. */
  #textsChanged({ changed, deleteSet }: Y.Transaction): Set<Y.XmlText> {
    const texts = new Set<Y.XmlText>()
    if (this.#here.size === 0 || deleteSet.clients.size === 0) return texts
    for (const type of changed.keys()) {
      // The keys' static type is a union over every Yjs type.
      const candidate: unknown = type
      if (candidate instanceof Y.XmlText) texts.add(candidate)
    }
    return texts
  }

  /** B11: the first deletion or reservation under way in this text that lay on words before the transaction, and lies on none now. */
  #markLeftIdle(text: Y.XmlText, transaction: Y.Transaction): LostWords | null {
    /** Marks that lie on what comes next; `bare`: on words that have just gone, and so far on no others. */
    const open = new Map<string, { readonly piece: Piece; bare: boolean }>()
    let idle: Piece | null = null
    for (let item = text._start; item !== null; item = item.right) {
      if (item.deleted && !Y.isDeleted(transaction.deleteSet, item.id)) continue
      if (item.content instanceof Y.ContentFormat) {
        const { key, value } = item.content
        const ended = open.get(key)
        if (ended?.bare === true) idle ??= ended.piece
        open.delete(key)
        const mark = value === null ? null : readMark(key, value)
        const { client, clock } = item.id
        const isUnderWay = this.#here.has(client) && clock >= this.has(client)
        if (mark !== null && mark.mark !== 'insertion' && isUnderWay && this.#isOwn(mark.proposal)) open.set(key, { piece: { client, clock, words: '' }, bare: false })
      } else if (item.content instanceof Y.ContentString) {
        if (!item.deleted) open.clear()
        else for (const mark of open.values()) mark.bare = true
      }
    }
    idle ??= [...open.values()].find(({ bare }) => bare)?.piece ?? null
    return idle === null ? null : { ...placeOf(text), pieces: [idle] }
  }

  #forgetSettled(): void {
    for (const client of this.#here) if (this.has(client) >= Y.getState(this.#doc.store, client)) this.#here.delete(client)
  }
}

/** What of these words the server is not known to have. */
export function withoutKnown(pieces: readonly Piece[], has: (client: number) => number): Piece[] {
  return pieces.flatMap(({ client, clock, words }) => {
    const known = Math.max(0, has(client) - clock)
    // A mark takes one clock, as a letter does.
    return known >= Math.max(1, words.length) ? [] : [{ client, clock: clock + known, words: words.slice(known) }]
  })
}

function stretches(text: Y.XmlText, lost: ReadonlyMap<Y.Item, Piece>, { deleteSet }: Y.Transaction): LostWords[] {
  const found: Piece[][] = []
  let open: Piece[] | null = null
  for (let item = text._start; item !== null; item = item.right) {
    const piece = lost.get(item)
    if (piece !== undefined) {
      if (open === null) found.push((open = []))
      open.push(piece)
    } else if (item.countable && (!item.deleted || Y.isDeleted(deleteSet, item.id))) open = null
  }
  return found.filter((pieces) => wordsOf(pieces).trim() !== '').map((pieces) => ({ ...placeOf(text), pieces }))
}

function placeOf({ parent, _item: text }: Y.XmlText): { paragraph: string; gone: boolean } {
  if (!(parent instanceof Y.XmlElement)) return { paragraph: '', gone: false }
  return { paragraph: idOf(parent), gone: parent._item?.deleted !== false || text?.deleted === true }
}

export function wordsOf(pieces: readonly Piece[]): string {
  return pieces.map(({ words }) => words).join('')
}

/** `getAttribute` knows nothing of an element that has just been deleted; its last id is still there. */
function idOf(element: Y.XmlElement): string {
  const content = element._map.get('id')?.content
  const id: unknown = content instanceof Y.ContentAny ? content.arr.at(-1) : undefined
  return typeof id === 'string' ? id : ''
}
