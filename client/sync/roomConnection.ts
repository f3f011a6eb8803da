/**
 * One person's connection to one live text: the document, its copy on this device, the socket, and what is known of
 * which words are recorded. When the server says "start again" it saves the author's words and swaps the document;
 * `generation` tells. It knows nothing of paragraphs, screens or rules.
 */
import * as decoding from 'lib0/decoding'
import { useCallback, useSyncExternalStore } from 'react'
import { Awareness } from 'y-protocols/awareness'
import { messageYjsSyncStep1 } from 'y-protocols/sync'
import { WebsocketProvider } from 'y-websocket'
import * as Y from 'yjs'
import { labels } from '../../shared/document/numbering.ts'
import { proposalIn } from '../../shared/document/ledger.ts'
import { bodyOf, readText } from '../../shared/document/ydoc.ts'
import { boundIn, closeCodes, messageAdRef, messageSync, refusalReasons, ServerMessage, type PassedBound, type RefusalReason } from '../../shared/wire/messages.ts'
import { HeldWordsShelf, type HeldWords } from './heldWords.ts'
import { keepLocalCopy, type LocalCopy } from './localCopy.ts'
import { outgoingSocket } from './outgoingSocket.ts'
import { isRecorded, ownWords } from './ownWords.ts'
import { Reconnecting } from './reconnecting.ts'
import { WordsUnderWay, wordsOf, type LostWords } from './wordsUnderWay.ts'

export interface RoomState {
  /** `offline` is retried for ever; `closed` is final and says why. */
  readonly status: 'connecting' | 'online' | 'offline' | 'closed'
  /** A code of `closeCodes`, while closed. */
  readonly closed?: number
  /** Which bound was passed, while closed for one (S4). */
  readonly passed?: PassedBound
  /** The server said that it cannot record, and has recorded nothing of ours since (R5). Tried again like a lost line. */
  readonly notRecording: boolean
  /** Words written here are not yet known to be recorded by the server, or were not a moment ago. */
  readonly unrecorded: boolean
  /** This document holds everything the server had when the socket opened. */
  readonly synced: boolean
  /** There is a text to show, from the server or from this device. */
  readonly ready: boolean
  /** Whether words not yet recorded survive a closed tab; null while that is being found out. */
  readonly keptHere: boolean | null
  /** Grows by one whenever the document was replaced by a fresh one: whatever holds `doc` must let go of it. */
  readonly generation: number
}

type Message<T extends ServerMessage['type']> = Extract<ServerMessage, { type: T }>

export interface RoomEvents {
  /** A rule put back some of my words. */
  readonly refused: Message<'refused'>
  readonly decided: Message<'decided'>
  /** The document was replaced; `words` stretches of mine were saved and will be found among the kept words. */
  readonly startAgain: { readonly reason: RefusalReason; readonly words: number }
  /**
   * The server never received these words of mine and their place has gone: they are saved, and will be found among the kept
   * words. No words: a mark, whose words have gone (B11).
   */
  readonly saved: { readonly words: string; readonly label: string; readonly reason: RefusalReason }
  /** Words saved on this device have reached the kept words on the server. */
  readonly kept: undefined
}

export interface RoomOptions {
  readonly consultation: string
  readonly participant: string
  /** Whose words are mine when a document must be given up. */
  readonly delegation: string
}

/** Opens the socket at once and keeps it open until `close`. */
export function openRoom(options: RoomOptions): RoomConnection {
  return new RoomConnection(options)
}

/** What a component shows of the connection's state. It is drawn again when just that changes, not at every keystroke that is recorded. */
export function useRoomState<T extends string | number | boolean | null | undefined>(connection: RoomConnection, pick: (state: RoomState) => T): T {
  const subscribe = useCallback((changed: () => void) => connection.subscribe(changed), [connection])
  return useSyncExternalStore(subscribe, () => pick(connection.state))
}

/** Everything that is replaced together when the document is. */
interface Line {
  readonly doc: Y.Doc
  readonly provider: WebsocketProvider
  readonly reconnecting: Reconnecting
  readonly copy: LocalCopy
  readonly underWay: WordsUnderWay
}

/** Starting again over and over would hide a fault of ours: after this many in a minute the room closes. */
const patience = 4
/** The WebSocket protocol's own close code (RFC 6455, 7.4.1). Sent again, the same frame would be refused again. */
const frameTooLarge = 1009
const sendAgainMilliseconds = 15_000
/** Whoever types on is not told "recorded" between two keys: a sign that flickers is not read, and is drawn twice a key. */
const calmMilliseconds = 600

export class RoomConnection {
  readonly consultation: string
  readonly #delegation: string
  readonly #participant: string
  readonly #shelf: HeldWordsShelf
  readonly #unrecordedKey: string
  readonly #subscribers = new Set<() => void>()
  readonly #listeners: { readonly [E in keyof RoomEvents]: Set<(event: RoomEvents[E]) => void> } = {
    refused: new Set(),
    decided: new Set(),
    startAgain: new Set(),
    saved: new Set(),
    kept: new Set(),
  }
  readonly #sendAgain: ReturnType<typeof setInterval>
  #line: Line
  #state: RoomState
  /** Document frames of the present socket: sent, and known to be recorded. */
  #sent = 0
  #recorded = 0
  /** Something was written while no frame could carry it. */
  #unsent: boolean
  #calm: ReturnType<typeof setTimeout> | undefined
  #restarts: number[] = []
  #ended = false

  constructor({ consultation, participant, delegation }: RoomOptions) {
    this.consultation = consultation
    this.#participant = participant
    this.#delegation = delegation
    this.#shelf = new HeldWordsShelf(consultation, participant)
    this.#unrecordedKey = `adref.unrecorded.${participant}.${consultation}`
    this.#unsent = localStorage.getItem(this.#unrecordedKey) !== null
    this.#state = { status: 'connecting', notRecording: false, unrecorded: this.#unsent, synced: false, ready: false, keptHere: null, generation: 0 }
    this.#line = this.#openLine()
    this.#sendAgain = setInterval(() => void this.#sendHeld(), sendAgainMilliseconds)
    window.addEventListener('offline', this.#wentOffline)
    window.addEventListener('online', this.#cameOnline)
  }

  get state(): RoomState {
    return this.#state
  }

  /** The present document; see `generation`. */
  get doc(): Y.Doc {
    return this.#line.doc
  }

  get awareness(): Awareness {
    return this.#line.provider.awareness
  }

  subscribe(changed: () => void): () => void {
    this.#subscribers.add(changed)
    return () => this.#subscribers.delete(changed)
  }

  on<E extends keyof RoomEvents>(event: E, heard: (event: RoomEvents[E]) => void): () => void {
    const listeners = this.#listeners[event]
    listeners.add(heard)
    return () => listeners.delete(heard)
  }

  /** Tries again after `closed`, for instance when the person has signed in again. */
  reconnect(): void {
    if (this.#ended) return
    this.#restarts = []
    const afresh = this.#state.closed === closeCodes.startAgain
    this.#change({ status: 'connecting' })
    if (afresh) void this.#replace(this.#line)
    else this.#line.reconnecting.connect()
    void this.#sendHeld()
  }

  /** Saves words that could not stand, here at once and among the kept words as soon as the server answers. */
  keepWords(words: Omit<HeldWords, 'proposal'>): void {
    this.#shelf.hold([words])
    void this.#sendHeld()
  }

  close(): void {
    this.#ended = true
    clearInterval(this.#sendAgain)
    clearTimeout(this.#calm)
    if (!this.#waitsForRecord) localStorage.removeItem(this.#unrecordedKey)
    window.removeEventListener('offline', this.#wentOffline)
    window.removeEventListener('online', this.#cameOnline)
    const { provider, reconnecting, copy, doc } = this.#line
    reconnecting.hangUp()
    provider.destroy()
    void copy.close().then(() => doc.destroy())
  }

  #openLine(): Line {
    const doc = new Y.Doc()
    const copy = keepLocalCopy(`adref-${this.#participant}-${this.consultation}`, doc)
    const isLocal = (origin: unknown) => origin !== provider && !copy.isOrigin(origin)
    // Two listeners, one before the provider's own and one after it: what was not sent in between was not sent.
    let sentBefore = 0
    doc.on('update', () => {
      sentBefore = this.#sent
    })
    const awareness = new Awareness(doc)
    const isOwn = (proposal: string) => (proposalIn(doc, proposal)?.delegation ?? this.#delegation) === this.#delegation
    const underWay = new WordsUnderWay(doc, isOwn)
    const provider = new WebsocketProvider(roomsAddress(), this.consultation, doc, {
      connect: false,
      awareness,
      disableBc: true,
      params: { protocol: '1' },
      WebSocketPolyfill: outgoingSocket(
        {
          opened: () => {
            underWay.opened()
            this.#socketOpened()
          },
          sent: (update, whole) => {
            underWay.sent(update)
            this.#frameSent(whole)
          },
          client: () => awareness.clientID,
        },
        WebSocket,
      ),
    })
    doc.on('update', (_update: Uint8Array, origin: unknown, _doc: Y.Doc, transaction: Y.Transaction) => {
      if (origin !== provider) underWay.wrote(transaction)
      if (isLocal(origin) && this.#sent === sentBefore) this.#unsent = true
      this.#changeRecorded()
      this.#changeReady(doc)
    })
    doc.on('afterTransaction', (transaction: Y.Transaction) => {
      if (transaction.origin === provider) this.#holdLost(underWay.lostIn(transaction))
    })
    const reconnecting = new Reconnecting(provider, { isFinal, random: Math.random })
    const line: Line = { doc, provider, reconnecting, copy, underWay }
    const hearSync = provider.messageHandlers[messageSync]
    provider.messageHandlers[messageSync] = (encoder, decoder, ...rest) => {
      // Before it is answered: once this device has sent what it has left, the server seems to have it all.
      const stateVector = stateVectorIn(decoder)
      if (stateVector !== null) this.#serverHas(line, stateVector)
      hearSync?.(encoder, decoder, ...rest)
    }
    provider.messageHandlers[messageAdRef] = (_encoder, decoder) => this.#hear(line, decoding.readVarString(decoder))
    provider.on('status', ({ status }) => {
      if (status === 'connected') this.#change({ status: 'online' })
    })
    provider.on('connection-close', (event) => this.#lost(provider, event?.code === closeCodes.notRecording))
    provider.on('sync', (synced) => {
      this.#change({ synced })
      if (synced) this.#settleHeld(doc)
      this.#changeReady(doc)
    })
    provider.on('closed', ({ code, reason }) => {
      if (code === closeCodes.startAgain) this.#startAgain(line, 'malformed')
      else if (code === frameTooLarge) this.#startAgain(line, 'tooLarge')
      else {
        const passed = code === closeCodes.violations ? boundIn(reason) : null
        this.#change({ status: 'closed', closed: code, notRecording: false, ...(passed !== null && { passed }) })
      }
    })
    void copy.loaded.then((keptHere) => {
      if (this.#ended || this.#line !== line) return
      this.#change({ keptHere })
      this.#changeReady(doc)
      // Only now: the first thing the server is told is what this device lacks.
      reconnecting.connect()
    })
    return line
  }

  #hear(line: Line, json: string): void {
    const message = ServerMessage.parse(JSON.parse(json))
    switch (message.type) {
      case 'recorded':
        line.underWay.recorded(message.frames)
        line.reconnecting.wentWell()
        this.#shelf.letGo((client) => line.underWay.has(client))
        this.#recorded = message.frames
        if (this.#state.notRecording) this.#change({ notRecording: false })
        this.#changeRecorded()
        return
      case 'refused':
        this.#emit('refused', message)
        return
      case 'decided':
        this.#emit('decided', message)
        return
      case 'startAgain':
        // After the provider has finished with this frame: its document is about to go.
        queueMicrotask(() => this.#startAgain(line, message.reason))
    }
  }

  /** The server can take nothing more of this document: save the author's words, then begin with a fresh one. */
  #startAgain(line: Line, reason: RefusalReason): void {
    if (this.#line !== line || this.#ended) return
    const words = ownWords(readText(line.doc), this.#delegation)
    this.#shelf.hold(words.map((each) => ({ ...each, reason })))
    line.reconnecting.hangUp()
    line.provider.destroy()
    const now = Date.now()
    this.#restarts = [...this.#restarts.filter((at) => now - at < 60_000), now]
    this.#unsent = false
    if (this.#restarts.length > patience) {
      this.#change({ status: 'closed', closed: closeCodes.startAgain, synced: false })
      return
    }
    void this.#replace(line).then(() => this.#emit('startAgain', { reason, words: words.length }))
  }

  /** Forgets a document that was given up and begins with a fresh one. */
  async #replace(line: Line): Promise<void> {
    await line.copy.forget()
    if (this.#ended || this.#line !== line) return
    this.#line = this.#openLine()
    this.#change({ status: 'connecting', synced: false, ready: false, generation: this.#state.generation + 1 })
    this.#changeRecorded()
    line.doc.destroy()
  }

  /** Words of mine that the server may never have received were just deleted here by its news: only this device has them now. */
  #holdLost(lost: readonly LostWords[]): void {
    this.#shelf.hold(
      lost.map(({ paragraph, gone, pieces }) => {
        const label = gone ? '' : this.#labelOf(paragraph)
        const words = wordsOf(pieces)
        const reason = gone ? 'paragraphGone' : words === '' ? 'wordsGone' : 'closedProposal'
        return { words, paragraph, label, reason, pieces: [...pieces] }
      }),
    )
  }

  #labelOf(paragraph: string): string {
    const { paragraphs, meta } = readText(this.#line.doc)
    return labels(paragraphs, meta.kind).get(paragraph)?.full ?? ''
  }

  /** What the server has received it answers for; what of the words held it has not, is lost but for us. */
  #serverHas(line: Line, stateVector: Uint8Array): void {
    line.underWay.serverHas(stateVector)
    this.#shelf.letGo((client) => line.underWay.has(client))
    const released = this.#shelf.release()
    for (const { words, label, reason } of released) this.#emit('saved', { words, label, reason: refusalReasons.find((known) => known === reason) ?? 'paragraphGone' })
    if (released.length > 0) void this.#sendHeld()
  }

  #settleHeld(doc: Y.Doc): void {
    if (this.#shelf.all.length === 0) return
    const text = readText(doc)
    this.#shelf.settle((held) => isRecorded(held, text))
    void this.#sendHeld()
  }

  async #sendHeld(): Promise<void> {
    if (this.#ended || this.#shelf.all.length === 0) return
    if (await this.#shelf.send()) this.#emit('kept', undefined)
  }

  #socketOpened(): void {
    // What the last socket sent without an answer is sent again, in one frame, when the new one has synced.
    if (this.#sent > this.#recorded) this.#unsent = true
    this.#sent = 0
    this.#recorded = 0
    this.#changeRecorded()
  }

  #frameSent(whole: boolean): void {
    this.#sent += 1
    if (whole) this.#unsent = false
    this.#changeRecorded()
  }

  get #waitsForRecord(): boolean {
    return this.#unsent || this.#sent > this.#recorded
  }

  /** What is not recorded is said at once, that all is recorded after a moment without writing. */
  #changeRecorded(): void {
    if (this.#waitsForRecord) {
      clearTimeout(this.#calm)
      this.#calm = undefined
      if (this.#state.unrecorded) return
      localStorage.setItem(this.#unrecordedKey, '1')
      this.#change({ unrecorded: true })
    } else if (this.#state.unrecorded) {
      this.#calm ??= setTimeout(() => this.#allRecorded(), calmMilliseconds)
    }
  }

  #allRecorded(): void {
    localStorage.removeItem(this.#unrecordedKey)
    this.#change({ unrecorded: false })
  }

  #changeReady(doc: Y.Doc): void {
    if (!this.#state.ready && this.#line.doc === doc && bodyOf(doc).length > 0) this.#change({ ready: true })
  }

  #lost(provider: WebsocketProvider, notRecording: boolean): void {
    if (this.#line.provider === provider && this.#state.status !== 'closed') this.#change({ status: 'offline', synced: false, notRecording })
  }

  readonly #wentOffline = () => {
    // A socket can take half a minute to notice.
    this.#line.reconnecting.hangUp()
    if (this.#state.status !== 'closed') this.#change({ status: 'offline', synced: false, notRecording: false })
  }

  readonly #cameOnline = () => {
    if (this.#state.status === 'closed') return
    this.#line.reconnecting.tryNow()
  }

  #change(change: Partial<RoomState>): void {
    const next = { ...this.#state, ...change }
    // Why it closed is of interest only while it is closed.
    if (next.status !== 'closed') {
      delete next.closed
      delete next.passed
    }
    this.#state = next
    for (const changed of this.#subscribers) changed()
  }

  #emit<E extends keyof RoomEvents>(event: E, detail: RoomEvents[E]): void {
    for (const heard of this.#listeners[event]) heard(detail)
  }
}

/** As PROTOCOL.md says, save for what starting again mends. */
function isFinal(code: number): boolean {
  return (code >= 4400 && code < 4500) || code === frameTooLarge
}

/** The state vector of a sync step 1; null when the message is another. Reads nothing away. */
function stateVectorIn(decoder: decoding.Decoder): Uint8Array | null {
  const ahead = decoding.clone(decoder)
  return decoding.readVarUint(ahead) === messageYjsSyncStep1 ? decoding.readVarUint8Array(ahead) : null
}

function roomsAddress(): string {
  const { protocol, host } = window.location
  return `${protocol === 'https:' ? 'wss' : 'ws'}://${host}/rooms`
}
