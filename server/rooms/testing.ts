/**
 * The small language of the tests of live texts: a hall with a real store, real sessions and a real server on
 * 127.0.0.1, guests with stock y-websocket providers, and callers who send whatever bytes they like. Nothing in the
 * server imports it.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { pino } from 'pino'
import { WebSocket } from 'ws'
import { WebsocketProvider } from 'y-websocket'
import * as sync from 'y-protocols/sync'
import * as Y from 'yjs'
import { markKey } from '../../shared/document/marks.ts'
import { paragraphText, plainRun } from '../../shared/document/text.ts'
import { bodyOf, readParagraphs } from '../../shared/document/ydoc.ts'
import type { Delegation, Role } from '../../shared/procedure/roles.ts'
import { messageAdRef, messageAwareness, messageSync, ServerMessage } from '../../shared/wire/messages.ts'
import { createSessions, type Sessions } from '../auth/sessions.ts'
import { createStandingBook } from '../auth/standing.ts'
import { openSqlite } from '../store/sqlite.ts'
import type { Store } from '../store/store.ts'
import { createRooms, type RoomRegistry } from './registry.ts'
import { attachSockets } from './socket.ts'

export const consultation = 'item-7'
export const seven = 'Implementation of article 63, paragraph 4 (c)'

const seats: readonly [code: string, role: Role][] = [
  ['ALV', 'delegation'],
  ['BRE', 'delegation'],
  ['CAS', 'delegation'],
  ['IOA', 'observer'],
  ['FAC', 'facilitator'],
  ['SEC', 'secretariat'],
]

export function delegation(code: string): Delegation {
  const index = seats.findIndex(([each]) => each === code)
  const role = seats[index]?.[1]
  if (role === undefined) throw new Error(`Nobody sits as ${code}.`)
  return { code, name: `Delegation ${code}`, role, colour: index }
}

export interface Hall {
  readonly store: Store
  readonly rooms: RoomRegistry
  readonly sessions: Sessions
  readonly address: string
  readonly origin: string
  /** Moves the hall's clock on. */
  pass(milliseconds: number): void
  /** Signs in as this delegation. */
  as(code: string): Promise<Ticket>
  /** Decides as this delegation; throws when refused. */
  decide(code: string, decision: Parameters<RoomRegistry['decide']>[2]): Promise<void>
  /** The recorded words of a paragraph. */
  words(paragraph: string): Promise<string>
  close(): Promise<void>
}

/** What a browser holds once somebody has signed in. */
export interface Ticket {
  readonly cookie: string
  readonly session: string
  readonly participant: string
}

/** `around` may decorate the store the rooms write to; `store` shares one between two halls, `empty` if nobody has used it yet. */
export async function openHall(options: { around?: (store: Store) => Store; store?: Store; empty?: boolean } = {}): Promise<Hall> {
  const folder = mkdtempSync(join(tmpdir(), 'adref-rooms-'))
  const store = options.store ?? (await openSqlite(join(folder, 'adref.sqlite')))
  const clock = { ahead: 0, made: 0 }
  const now = () => Date.now() + clock.ahead
  const log = pino({ level: 'silent' })
  const standing = createStandingBook(store, now)
  const newId = () => `made-${process.hrtime.bigint()}-${(clock.made += 1)}`
  const rooms = createRooms({ store: options.around ? options.around(store) : store, now, newId, standing, log })
  const sessions = createSessions({ store, standing, rooms, now })
  if (!options.store || options.empty) {
    await seatEverybody(store)
    const meta = { title: 'Provisional agenda', symbol: '', kind: 'agenda', language: 'en', stage: 'negotiation' } as const
    const paragraphs = [
      { id: 'item-six', kind: 'item', level: 1, runs: [plainRun('International cooperation')] },
      { id: 'item-seven', kind: 'item', level: 1, runs: [plainRun(seven)] },
    ] as const
    await rooms.found(consultation, { participant: 'person-SEC', name: 'Secretariat', delegation: delegation('SEC'), observerPolicy: 'viewOnly', speaksFor: [] }, { meta, paragraphs })
  }
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const bound = server.address()
  const port = typeof bound === 'object' && bound ? bound.port : 0
  const origin = `http://127.0.0.1:${port}`
  const detach = attachSockets(server, {
    rooms,
    standing,
    sessionOf: (request) => sessions.read(request.headers.cookie),
    allowedOrigin: (given) => given === origin,
    now,
    log,
  })
  return {
    store,
    rooms,
    sessions,
    address: `ws://127.0.0.1:${port}/rooms`,
    origin,
    pass: (milliseconds) => void (clock.ahead += milliseconds),
    async as(code) {
      const { signedIn, setCookie } = await sessions.begin(`person-${code}`)
      return { cookie: setCookie.split(';')[0] ?? '', ...signedIn }
    },
    async decide(code, decision) {
      const answer = await rooms.decide(consultation, { participant: `person-${code}`, name: code, delegation: delegation(code), observerPolicy: 'viewOnly', speaksFor: [] }, decision)
      if (!answer.ok) throw new Error(`${answer.rule}: ${answer.message}`)
    },
    async words(paragraph) {
      const text = await rooms.text(consultation)
      const found = text.paragraphs.find(({ id }) => id === paragraph)
      return found ? paragraphText(found) : '(gone)'
    },
    async close() {
      detach()
      await rooms.close()
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
      if (options.store) return
      await store.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function seatEverybody({ people }: Store): Promise<void> {
  await people.insertInto('conference').values({ id: 'conference', name: 'Conference', demonstration: 0 }).execute()
  const row = { id: consultation, conference: 'conference', title: 'Provisional agenda', symbol: '', kind: 'agenda', language: 'en', observer_policy: 'viewOnly', created_at: 0 } as const
  await people.insertInto('consultation').values(row).execute()
  for (const [code] of seats) {
    const { name, role, colour } = delegation(code)
    await people.insertInto('delegation').values({ id: code, conference: 'conference', code, name, role, observer_rule: role === 'observer' ? 17 : null, colour }).execute()
    await people.insertInto('participant').values({ id: `person-${code}`, delegation: code, name, email: null, password_hash: null, persona: 0 }).execute()
    await people.insertInto('consultation_delegation').values({ consultation, delegation: code }).execute()
  }
}

/** A ws socket that sends what a browser sends by itself. */
export function browserSocket(cookie: string, origin: string): typeof globalThis.WebSocket {
  const Polyfill = class extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols ?? [], { headers: { cookie, origin } })
    }
  }
  // ws keeps the browser's interface but for event types that y-websocket never looks at.
  return Polyfill as unknown as typeof globalThis.WebSocket
}

/** Somebody with a stock, unmodified provider. */
export interface Guest {
  readonly doc: Y.Doc
  readonly provider: WebsocketProvider
  /** Close codes the provider met, first to last. */
  readonly closed: number[]
  words(paragraph: string): string
  /** Proposes words at the end of a paragraph. */
  write(paragraph: string, words: string, proposal: string): void
  leave(): void
}

export function welcome(hall: Pick<Hall, 'address' | 'origin'>, ticket: Pick<Ticket, 'cookie'>, doc = new Y.Doc(), room = consultation): Guest {
  const provider = new WebsocketProvider(hall.address, room, doc, { disableBc: true, WebSocketPolyfill: browserSocket(ticket.cookie, hall.origin) })
  const closed: number[] = []
  provider.on('connection-close', (event) => {
    if (event) closed.push(event.code)
  })
  return {
    doc,
    provider,
    closed,
    words: (paragraph) => wordsIn(doc, paragraph),
    write: (paragraph, words, proposal) => write(doc, paragraph, words, proposal),
    leave: () => provider.destroy(),
  }
}

export function wordsIn(doc: Y.Doc, paragraph: string): string {
  const found = readParagraphs(doc).find(({ id }) => id === paragraph)
  return found ? paragraphText(found) : '(gone)'
}

/** Inserts words at the end of a paragraph, as an honest editor marks them. */
export function write(doc: Y.Doc, paragraph: string, words: string, proposal: string): void {
  const text = textOf(doc, paragraph)
  text.insert(text.length, words, { [markKey('insertion', proposal)]: { proposal } })
}

export function textOf(doc: Y.Doc, paragraph: string): Y.XmlText {
  for (const element of bodyOf(doc).toArray()) {
    if (!(element instanceof Y.XmlElement) || element.getAttribute('id') !== paragraph) continue
    const text = element.get(0)
    if (text instanceof Y.XmlText) return text
  }
  throw new Error(`There are no words in ${paragraph}.`)
}

/** Somebody who speaks the protocol by hand, with `?protocol=1`. */
export class Caller {
  readonly doc: Y.Doc
  readonly socket: WebSocket
  readonly heard: ServerMessage[] = []
  /** Document updates and answers received. */
  updates = 0
  presence: { client: number; state: unknown }[] = []
  closed: { code: number; reason: string } | null = null
  refusedUpgrade: number | null = null

  constructor(hall: Pick<Hall, 'address'>, headers: Record<string, string>, options: { doc?: Y.Doc; room?: string } = {}) {
    this.doc = options.doc ?? new Y.Doc()
    this.socket = new WebSocket(`${hall.address}/${options.room ?? consultation}?protocol=1`, { headers })
    this.socket.binaryType = 'nodebuffer'
    this.socket.on('message', (data: Buffer) => this.#hear(new Uint8Array(data)))
    this.socket.on('close', (code, reason) => (this.closed = { code, reason: reason.toString() }))
    this.socket.on('unexpected-response', (_request, response) => (this.refusedUpgrade = response.statusCode ?? 0))
    // What matters about an error here is the close that follows it.
    this.socket.on('error', () => undefined)
  }

  static async of(hall: Hall, code: string, options: { doc?: Y.Doc } = {}): Promise<Caller> {
    const { cookie } = await hall.as(code)
    const caller = new Caller(hall, { cookie, origin: hall.origin }, options)
    await once(caller.socket, 'open')
    return caller
  }

  /** Asks for the text and waits for it. */
  async join(): Promise<this> {
    const before = this.updates
    this.send((encoder) => {
      encoding.writeVarUint(encoder, messageSync)
      sync.writeSyncStep1(encoder, this.doc)
    })
    while (this.updates === before) {
      if (this.closed) throw new Error(`Closed before the text came: ${this.closed.code} ${this.closed.reason}`)
      await Promise.race([once(this.socket, 'message'), once(this.socket, 'close')])
    }
    return this
  }

  send(frame: Uint8Array | string | ((encoder: encoding.Encoder) => void)): void {
    if (typeof frame !== 'function') return this.socket.send(frame)
    const encoder = encoding.createEncoder()
    frame(encoder)
    this.socket.send(encoding.toUint8Array(encoder))
  }

  /** Sends these bytes as an update, whatever they are. */
  sendUpdate(bytes: Uint8Array): void {
    this.send((encoder) => {
      encoding.writeVarUint(encoder, messageSync)
      encoding.writeVarUint(encoder, sync.messageYjsUpdate)
      encoding.writeVarUint8Array(encoder, bytes)
    })
  }

  /** Changes the own copy and sends the update this makes. */
  edit(change: (doc: Y.Doc) => void): void {
    this.sendUpdate(updateOf(this.doc, change))
  }

  #hear(frame: Uint8Array): void {
    const decoder = decoding.createDecoder(frame)
    const type = decoding.readVarUint(decoder)
    if (type === messageAdRef) this.heard.push(ServerMessage.parse(JSON.parse(decoding.readVarString(decoder))))
    else if (type === messageAwareness) this.#see(decoding.createDecoder(decoding.readVarUint8Array(decoder)))
    else if (type === messageSync) {
      const answer = encoding.createEncoder()
      encoding.writeVarUint(answer, messageSync)
      const kind = sync.readSyncMessage(decoder, answer, this.doc, this)
      if (kind === sync.messageYjsSyncStep1) this.socket.send(encoding.toUint8Array(answer))
      else this.updates += 1
    }
  }

  #see(decoder: decoding.Decoder): void {
    for (let count = decoding.readVarUint(decoder); count > 0; count--) {
      const client = decoding.readVarUint(decoder)
      decoding.readVarUint(decoder)
      const state: unknown = JSON.parse(decoding.readVarString(decoder))
      this.presence = [...this.presence.filter((each) => each.client !== client), { client, state }]
    }
  }
}

/** The update that `change` makes in `doc`. */
export function updateOf(doc: Y.Doc, change: (doc: Y.Doc) => void): Uint8Array {
  const before = Y.encodeStateVector(doc)
  doc.transact(() => change(doc))
  return Y.encodeStateAsUpdate(doc, before)
}
